"""What a comment does to its ticket: it answers it, brings it back, or is only kept."""

from dataclasses import dataclass, replace

from switchyard.domain.change import Change, given_back
from switchyard.domain.comment import Comment
from switchyard.domain.desk import Desk
from switchyard.domain.employee import Employee
from switchyard.domain.mail import MailKind, owed
from switchyard.domain.service_clock import answered
from switchyard.domain.status import FINISHED, Status
from switchyard.domain.ticket import HistoryEntry, Ticket
from switchyard.domain.viewer import Viewer
from switchyard.usecases.actions.status_change import moved, slot_in, up_again

_KEPT = "commented"


@dataclass(frozen=True, slots=True)
class Said:
    """A comment on its way: `worker` is the ticket's assignee, where the ticket may go on with
    them.
    """

    comment: Comment
    viewer: Viewer
    desk: Desk
    worker: Employee | None


def replied(ticket: Ticket, said: Said) -> Change:
    """The comment, and what follows from it."""
    if not said.comment.public:
        return _kept(ticket, said)
    if not said.comment.by_requester:
        return _answer(ticket, said)
    if ticket.status in FINISHED:
        return _reopened(ticket, said)
    # What waits on another ticket goes on with that one.
    if ticket.status is Status.ON_HOLD and not ticket.link:
        return _resumed(ticket, said)
    return _told(_kept(ticket, said))


def _kept(ticket: Ticket, said: Said, **fields: object) -> Change:
    return _change(ticket.changed(said.comment.at, sweeps=ticket.sweeps, **fields), said, _KEPT)


def _answer(ticket: Ticket, said: Said) -> Change:
    """The desk's word to the requester. Whoever has the ticket has taken it up by that."""
    at = said.comment.at
    takes_up = said.viewer.employee_id == ticket.assignee and ticket.holds_capacity
    taken = {"acknowledged_at": at, "acknowledge_by": None, "due_at": None}
    change = _kept(ticket, said, **(taken if takes_up and not ticket.acknowledged_at else {}))
    changed = answered(change.ticket, said.desk)
    mail = owed(changed, MailKind.ANSWER, changed.version, ticket.requester_id, at)
    return replace(change, ticket=changed, mails=(mail,))


def _reopened(ticket: Ticket, said: Said) -> Change:
    """Back to who had it. What once waited on another ticket now stands for itself."""
    policy = said.desk.assignment
    change = moved(ticket, Status.ROUTED, said.viewer, policy, None, said.comment.at)
    own = change.ticket.model_copy(update={"link": None})
    return replace(_change(own, said, "reopened"), release=change.release)


def _resumed(ticket: Ticket, said: Said) -> Change:
    """On with whoever has it, or to somebody who is there."""
    at, policy = said.comment.at, said.desk.assignment
    if said.worker is None:
        back = _change(up_again(ticket, at), said, "brought back")
        return replace(back, release=given_back(ticket))
    slot = slot_in(ticket, Status.IN_PROGRESS, policy, said.worker, at)
    changed = ticket.changed(at, status=Status.IN_PROGRESS, effort=slot.effort)
    return _told(replace(_change(changed, said, "brought back"), claim=slot.claim))


def _told(change: Change) -> Change:
    """Whoever has the ticket hears of it."""
    ticket = change.ticket
    if not ticket.holds_capacity:
        return change
    mail = owed(ticket, MailKind.REPLY, ticket.version, ticket.assignee, ticket.updated_at)
    return replace(change, mails=(mail,))


def _change(changed: Ticket, said: Said, what: str) -> Change:
    comment = said.comment
    return Change(
        ticket=changed,
        history=HistoryEntry.describe(changed, comment.author, what),
        comment=comment,
    )
