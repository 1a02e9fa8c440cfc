"""What a comment does to its ticket: it answers it, brings it back, or is only kept."""

from dataclasses import dataclass, replace

from switchyard.domain.change import Change, release_slot
from switchyard.domain.comment import Comment
from switchyard.domain.desk import Desk
from switchyard.domain.employee import Employee
from switchyard.domain.mail import MailKind, create_mail
from switchyard.domain.service_clock import mark_answered
from switchyard.domain.status import FINISHED_STATUSES, Status
from switchyard.domain.ticket import HistoryEntry, Ticket
from switchyard.domain.viewer import Viewer
from switchyard.usecases.actions.status_change import (
    change_status,
    plan_slot,
    send_back_to_assignment,
)

_COMMENTED = "commented"


@dataclass(frozen=True, slots=True)
class IncomingComment:
    """A comment on its way: `worker` is the ticket's assignee, where the ticket may go on with
    them.
    """

    comment: Comment
    viewer: Viewer
    desk: Desk
    worker: Employee | None


def apply_comment(ticket: Ticket, incoming: IncomingComment) -> Change:
    """The comment, and what follows from it."""
    if not incoming.comment.public:
        return _keep_comment(ticket, incoming)
    if not incoming.comment.by_requester:
        return _answer_requester(ticket, incoming)
    if ticket.status in FINISHED_STATUSES:
        return _reopen_ticket(ticket, incoming)
    # What waits on another ticket goes on with that one.
    if ticket.status is Status.ON_HOLD and not ticket.link:
        return _resume_ticket(ticket, incoming)
    return _notify_assignee(_keep_comment(ticket, incoming))


def _keep_comment(ticket: Ticket, incoming: IncomingComment, **fields: object) -> Change:
    return _build_change(
        ticket.make_next_version(incoming.comment.at, sweeps=ticket.sweeps, **fields),
        incoming,
        _COMMENTED,
    )


def _answer_requester(ticket: Ticket, incoming: IncomingComment) -> Change:
    """The desk's word to the requester. Whoever has the ticket has taken it up by that."""
    at = incoming.comment.at
    takes_up = incoming.viewer.employee_id == ticket.assignee and ticket.holds_capacity
    taken = {"acknowledged_at": at, "acknowledge_by": None, "due_at": None}
    change = _keep_comment(
        ticket, incoming, **(taken if takes_up and not ticket.acknowledged_at else {})
    )
    changed = mark_answered(change.ticket, incoming.desk)
    mail = create_mail(changed, MailKind.ANSWER, changed.version, ticket.requester_id, at)
    return replace(change, ticket=changed, mails=(mail,))


def _reopen_ticket(ticket: Ticket, incoming: IncomingComment) -> Change:
    """Back to who had it. What once waited on another ticket now stands for itself."""
    policy = incoming.desk.assignment
    change = change_status(
        ticket, Status.ROUTED, incoming.viewer, policy, None, incoming.comment.at
    )
    unlinked_ticket = change.ticket.model_copy(update={"link": None})
    return replace(_build_change(unlinked_ticket, incoming, "reopened"), release=change.release)


def _resume_ticket(ticket: Ticket, incoming: IncomingComment) -> Change:
    """On with whoever has it, or to somebody who is there."""
    at, policy = incoming.comment.at, incoming.desk.assignment
    if incoming.worker is None:
        change = _build_change(send_back_to_assignment(ticket, at), incoming, "brought back")
        return replace(change, release=release_slot(ticket))
    slot = plan_slot(ticket, Status.IN_PROGRESS, policy, incoming.worker, at)
    changed = ticket.make_next_version(at, status=Status.IN_PROGRESS, effort=slot.effort)
    return _notify_assignee(
        replace(_build_change(changed, incoming, "brought back"), claim=slot.claim)
    )


def _notify_assignee(change: Change) -> Change:
    """Whoever has the ticket hears of it."""
    ticket = change.ticket
    if not ticket.holds_capacity:
        return change
    mail = create_mail(ticket, MailKind.REPLY, ticket.version, ticket.assignee, ticket.updated_at)
    return replace(change, mails=(mail,))


def _build_change(changed: Ticket, incoming: IncomingComment, what: str) -> Change:
    comment = incoming.comment
    return Change(
        ticket=changed,
        history=HistoryEntry.describe_change(changed, comment.author, what),
        comment=comment,
    )
