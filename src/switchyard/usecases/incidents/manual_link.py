"""A person says that a ticket waits on another, or that it does not."""

from dataclasses import replace
from typing import Annotated

from pydantic import StringConstraints

from switchyard.domain.authorship import Word
from switchyard.domain.change import Change
from switchyard.domain.errors import IllegalTransition, Invalid
from switchyard.domain.status import Status
from switchyard.domain.ticket import DUE_AFTER, Link, LinkKind, Ticket
from switchyard.domain.values import Frozen
from switchyard.usecases.incidents.join_parent import is_open, may_lead
from switchyard.usecases.incidents.ticket_changes import awaited, joined

UNLINKED = "unlinked"
_FIELD = "parent"


class WaitOn(Frozen):
    """`parent` is the id of the ticket to wait on."""

    parent: Annotated[str, StringConstraints(min_length=1, max_length=64)]


def led(parent: Ticket, ticket: Ticket, word: Word) -> Change | None:
    """The parent as one that others wait on; of several people's tickets, it is an incident."""
    incident = parent.incident or parent.requester_id != ticket.requester_id
    if parent.awaited and parent.incident == incident:
        return None
    return awaited(parent, word.at, incident=incident, actor=word.by)


def linked(ticket: Ticket, parent: Ticket, word: Word) -> Change | None:
    """Nothing where it waits on that one already.

    Raises Invalid for a parent that nothing can wait on, IllegalTransition for a ticket that is
    finished or in triage.
    """
    if ticket.link and ticket.link.parent == parent.ticket_id:
        return None
    _check(ticket, parent)
    same = ticket.requester_id == parent.requester_id
    kind = LinkKind.DUPLICATE if same and not parent.incident else LinkKind.INCIDENT
    change = joined(ticket, Link(kind=kind, parent=parent.ticket_id), word.at, word.by)
    return replace(change, ticket=change.ticket.model_copy(update={"stands_alone": False}))


def unlinked(ticket: Ticket, word: Word) -> Change | None:
    """Triaged anew where nobody has it; nothing links it again by itself."""
    if ticket.link is None:
        return None
    again = {"status": Status.PENDING, "reason": "", "due_at": word.at + DUE_AFTER}
    changed = ticket.changed(
        word.at, link=None, stands_alone=True, **(again if ticket.waits_on_other else {})
    )
    return Change(ticket=changed, history=word.on(changed, UNLINKED))


def _check(ticket: Ticket, parent: Ticket) -> None:
    if ticket.ticket_id == parent.ticket_id:
        raise Invalid.one(_FIELD, "is the ticket itself: name another one")
    if parent.link:
        raise Invalid.one(_FIELD, f"waits on {parent.link.parent} itself: name that one")
    if not may_lead(parent):
        raise Invalid.one(_FIELD, f"is {parent.status}: name one that is open")
    if not is_open(ticket):
        raise IllegalTransition(f"a ticket that is {ticket.status} waits on nothing")
    if ticket.status is Status.PENDING:
        raise IllegalTransition("this ticket is still being triaged, which takes seconds")
