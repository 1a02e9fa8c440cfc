"""A person says that a ticket waits on another, or that it does not."""

from dataclasses import replace
from typing import Annotated

from pydantic import StringConstraints

from switchyard.domain.authorship import Statement
from switchyard.domain.change import Change
from switchyard.domain.errors import IllegalTransition, InvalidInput
from switchyard.domain.status import Status
from switchyard.domain.ticket import STEP_DUE_AFTER, LinkKind, Ticket, TicketLink
from switchyard.domain.values import FrozenModel
from switchyard.usecases.incidents.join_parent import is_open, may_be_parent
from switchyard.usecases.incidents.ticket_changes import attach_to_parent, mark_as_parent

UNLINKED = "unlinked"
_PARENT_FIELD = "parent"


class LinkRequest(FrozenModel):
    """`parent` is the id of the ticket to wait on."""

    parent: Annotated[str, StringConstraints(min_length=1, max_length=64)]


def make_parent(parent: Ticket, ticket: Ticket, statement: Statement) -> Change | None:
    """The parent as one that others wait on; of several people's tickets, it is an incident."""
    incident = parent.incident or parent.requester_id != ticket.requester_id
    if parent.has_children and parent.incident == incident:
        return None
    return mark_as_parent(parent, statement.at, incident=incident, actor=statement.by)


def link_to_parent(ticket: Ticket, parent: Ticket, statement: Statement) -> Change | None:
    """Nothing where it waits on that one already.

    Raises Invalid for a parent that nothing can wait on, IllegalTransition for a ticket that is
    finished or in triage.
    """
    if ticket.link and ticket.link.parent == parent.ticket_id:
        return None
    _check_may_link(ticket, parent)
    same = ticket.requester_id == parent.requester_id
    kind = LinkKind.DUPLICATE if same and not parent.incident else LinkKind.INCIDENT
    change = attach_to_parent(
        ticket, TicketLink(kind=kind, parent=parent.ticket_id), statement.at, statement.by
    )
    return replace(change, ticket=change.ticket.model_copy(update={"stands_alone": False}))


def unlink_from_parent(ticket: Ticket, statement: Statement) -> Change | None:
    """Triaged anew where nobody has it; nothing links it again by itself."""
    if ticket.link is None:
        return None
    again = {"status": Status.PENDING, "reason": "", "due_at": statement.at + STEP_DUE_AFTER}
    changed = ticket.make_next_version(
        statement.at, link=None, stands_alone=True, **(again if ticket.is_waiting_on_parent else {})
    )
    return Change(ticket=changed, history=statement.write_history(changed, UNLINKED))


def _check_may_link(ticket: Ticket, parent: Ticket) -> None:
    if ticket.ticket_id == parent.ticket_id:
        raise InvalidInput.create_for_field(_PARENT_FIELD, "is the ticket itself: name another one")
    if parent.link:
        raise InvalidInput.create_for_field(
            _PARENT_FIELD, f"waits on {parent.link.parent} itself: name that one"
        )
    if not may_be_parent(parent):
        raise InvalidInput.create_for_field(
            _PARENT_FIELD, f"is {parent.status}: name one that is open"
        )
    if not is_open(ticket):
        raise IllegalTransition(f"a ticket that is {ticket.status} waits on nothing")
    if ticket.status is Status.PENDING:
        raise IllegalTransition("this ticket is still being triaged, which takes seconds")
