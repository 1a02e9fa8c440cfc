"""What people at the desk may set on a ticket without sending it anywhere else."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from switchyard.domain.change import Change
from switchyard.domain.status import Status
from switchyard.domain.text_fields import Tag
from switchyard.domain.ticket import STEP_DUE_AFTER, Decision, HistoryEntry, Ticket
from switchyard.domain.values import DecidedBy, FrozenModel, Priority, Tier
from switchyard.domain.viewer import Viewer

LanguageCode = Annotated[str, StringConstraints(pattern="^[a-z]{2}$")]


class TicketEdit(FrozenModel):
    """What is left out stays as it is. Category and department change by a correction."""

    priority: Priority | None = None
    tier: Tier | None = None
    tags: Annotated[tuple[Tag, ...], Field(max_length=20)] | None = None
    language: LanguageCode | None = None


def edit_ticket(ticket: Ticket, edit: TicketEdit, viewer: Viewer, at: datetime) -> Change | None:
    """Nothing where all is so already. A ticket that waits is looked at again: it may fit now."""
    fields = {
        name: value for name, value in _list_edited_fields(edit) if getattr(ticket, name) != value
    }
    if not fields:
        return None
    waits = ticket.status is Status.WAITING
    again = {"status": Status.ROUTED, "due_at": at + STEP_DUE_AFTER, "sweeps": 0} if waits else {}
    changed = ticket.make_next_version(at, **fields, **again)
    return Change(
        ticket=changed,
        history=HistoryEntry.describe_change(
            changed, viewer.person, "edited", f"set {', '.join(fields)}"
        ),
    )


def make_person_decision[T](value: T) -> Decision[T]:
    return Decision(value=value, confidence=1.0, decided_by=DecidedBy.PERSON)


def _list_edited_fields(edit: TicketEdit) -> list[tuple[str, object]]:
    given: list[tuple[str, object]] = []
    if edit.priority is not None:
        given.append(("priority", make_person_decision(edit.priority)))
    if edit.tier is not None:
        given.append(("tier", make_person_decision(edit.tier)))
    if edit.tags is not None:
        given.append(("tags", edit.tags))
    if edit.language is not None:
        given.append(("language", edit.language))
    return given
