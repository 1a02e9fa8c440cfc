"""What the outside hears: one event an outcome, versioned, with the sender's own ids.

No event has a word of the ticket's text or anybody's address in it. `ticket_id`, `version` and
`event` together name one event for good: a receiver that knows them has seen it before.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from switchyard.domain.messages import EventName
from switchyard.domain.service_level import ServiceLevel
from switchyard.domain.status import Status
from switchyard.domain.ticket import Decision, Link, Origin, PassedHow, Ticket
from switchyard.domain.upload import RowProblem
from switchyard.domain.values import Door, Frozen, Priority, Tier

SOURCE = "switchyard"
"""EventBridge's `source`; its `detail-type` is the event's name."""


class TicketEvent(Frozen):
    """A ticket as the outcome left it. `assignee` is an employee id; `origin` the sender's ids."""

    schema_version: Literal["1"] = "1"
    event: EventName
    ticket_id: str
    version: Annotated[int, Field(ge=1)]
    status: Status
    at: datetime
    door: Door
    origin: Origin
    category: Decision[str] | None
    department: Decision[str] | None
    priority: Decision[Priority] | None
    tier: Decision[Tier] | None
    assignee: str
    reason: str


class Triaged(TicketEvent):
    """Category, department, priority and tier were decided; the ticket goes to assignment."""

    event: Literal[EventName.TRIAGED] = EventName.TRIAGED


class Assigned(TicketEvent):
    """Somebody has the ticket."""

    event: Literal[EventName.ASSIGNED] = EventName.ASSIGNED


class Acknowledged(TicketEvent):
    """Whoever has the ticket has taken it up."""

    event: Literal[EventName.ACKNOWLEDGED] = EventName.ACKNOWLEDGED


class Returned(TicketEvent):
    """Whoever had the ticket declined it, did not answer in time, or handed it over."""

    event: Literal[EventName.RETURNED] = EventName.RETURNED
    how: PassedHow


class ManualReview(TicketEvent):
    """Not sure enough: the department's lead decides."""

    event: Literal[EventName.MANUAL_REVIEW] = EventName.MANUAL_REVIEW


class Waiting(TicketEvent):
    """Nobody who may take the ticket is free."""

    event: Literal[EventName.WAITING] = EventName.WAITING


class DueSoon(TicketEvent):
    """The time for an answer or for the resolution is nearly up: `service` says which."""

    event: Literal[EventName.DUE_SOON] = EventName.DUE_SOON
    service: ServiceLevel


class Breached(TicketEvent):
    """There was no answer, or no resolution, in time: `service` says which."""

    event: Literal[EventName.BREACHED] = EventName.BREACHED
    service: ServiceLevel


class Linked(TicketEvent):
    """The ticket waits on another, and is finished with it: `link` says on which, and why."""

    event: Literal[EventName.LINKED] = EventName.LINKED
    link: Link


class Incident(TicketEvent):
    """Many people report the same: this is the ticket that the others wait on."""

    event: Literal[EventName.INCIDENT] = EventName.INCIDENT


class Corrected(TicketEvent):
    """A person put right what was decided."""

    event: Literal[EventName.CORRECTED] = EventName.CORRECTED


class Closed(TicketEvent):
    """The ticket is closed."""

    event: Literal[EventName.CLOSED] = EventName.CLOSED


class Refused(Frozen):
    """A submission did not become a ticket. `problems` says what would be right."""

    schema_version: Literal["1"] = "1"
    event: Literal[EventName.REFUSED] = EventName.REFUSED
    refusal_id: str
    at: datetime
    origin: Origin
    message_id: str
    problems: tuple[RowProblem, ...]


type Event = TicketEvent | Refused

TICKET_EVENTS: dict[EventName, type[TicketEvent]] = {
    EventName.TRIAGED: Triaged,
    EventName.ASSIGNED: Assigned,
    EventName.ACKNOWLEDGED: Acknowledged,
    EventName.RETURNED: Returned,
    EventName.MANUAL_REVIEW: ManualReview,
    EventName.WAITING: Waiting,
    EventName.DUE_SOON: DueSoon,
    EventName.BREACHED: Breached,
    EventName.LINKED: Linked,
    EventName.INCIDENT: Incident,
    EventName.CORRECTED: Corrected,
    EventName.CLOSED: Closed,
}


def ticket_event(name: EventName, ticket: Ticket) -> TicketEvent:
    """The event of this name about the ticket as it is."""
    told = {
        "event": name,
        "ticket_id": ticket.ticket_id,
        "version": ticket.version,
        "status": ticket.status,
        "at": ticket.updated_at,
        "door": ticket.door,
        "origin": ticket.origin,
        "category": ticket.category,
        "department": ticket.department,
        "priority": ticket.priority,
        "tier": ticket.tier,
        "assignee": ticket.assignee,
        "reason": ticket.reason,
    }
    return TICKET_EVENTS[name].model_validate({**told, **_more(name, ticket)})


def _more(name: EventName, ticket: Ticket) -> dict[str, object]:
    """What only some events tell."""
    if name is EventName.RETURNED:
        return {"how": ticket.passed[-1].how}
    if name in (EventName.DUE_SOON, EventName.BREACHED):
        return {"service": ticket.service}
    if name is EventName.LINKED:
        return {"link": ticket.link}
    return {}
