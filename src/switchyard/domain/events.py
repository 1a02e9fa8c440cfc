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
from switchyard.domain.ticket import Decision, Origin, PassOnReason, Ticket, TicketLink
from switchyard.domain.upload import RowProblem
from switchyard.domain.values import Channel, FrozenModel, Priority, Tier

EVENT_SOURCE = "switchyard"
"""EventBridge's `source`; its `detail-type` is the event's name."""


class TicketEvent(FrozenModel):
    """A ticket as the outcome left it. `assignee` is an employee id; `origin` the sender's ids."""

    schema_version: Literal["1"] = "1"
    event: EventName
    ticket_id: str
    version: Annotated[int, Field(ge=1)]
    status: Status
    at: datetime
    channel: Channel
    origin: Origin
    category: Decision[str] | None
    department: Decision[str] | None
    priority: Decision[Priority] | None
    tier: Decision[Tier] | None
    assignee: str
    reason: str


class TicketRouted(TicketEvent):
    """Category, department, priority and tier were decided; the ticket goes to assignment."""

    event: Literal[EventName.TICKET_ROUTED] = EventName.TICKET_ROUTED


class TicketAssigned(TicketEvent):
    """Somebody has the ticket."""

    event: Literal[EventName.TICKET_ASSIGNED] = EventName.TICKET_ASSIGNED


class TicketAcknowledged(TicketEvent):
    """Whoever has the ticket has taken it up."""

    event: Literal[EventName.TICKET_ACKNOWLEDGED] = EventName.TICKET_ACKNOWLEDGED


class TicketReturned(TicketEvent):
    """Whoever had the ticket declined it, did not answer in time, or handed it over."""

    event: Literal[EventName.TICKET_RETURNED] = EventName.TICKET_RETURNED
    how: PassOnReason


class TicketSentToReview(TicketEvent):
    """Not sure enough: the department's lead decides."""

    event: Literal[EventName.TICKET_SENT_TO_REVIEW] = EventName.TICKET_SENT_TO_REVIEW


class TicketWaiting(TicketEvent):
    """Nobody who may take the ticket is free."""

    event: Literal[EventName.TICKET_WAITING] = EventName.TICKET_WAITING


class ServiceLevelWarning(TicketEvent):
    """The time for an answer or for the resolution is nearly up: `service` says which."""

    event: Literal[EventName.SERVICE_LEVEL_WARNING] = EventName.SERVICE_LEVEL_WARNING
    service: ServiceLevel


class ServiceLevelBreached(TicketEvent):
    """There was no answer, or no resolution, in time: `service` says which."""

    event: Literal[EventName.SERVICE_LEVEL_BREACHED] = EventName.SERVICE_LEVEL_BREACHED
    service: ServiceLevel


class TicketLinked(TicketEvent):
    """The ticket waits on another, and is finished with it: `link` says on which, and why."""

    event: Literal[EventName.TICKET_LINKED] = EventName.TICKET_LINKED
    link: TicketLink


class IncidentOpened(TicketEvent):
    """Many people report the same: this is the ticket that the others wait on."""

    event: Literal[EventName.INCIDENT_OPENED] = EventName.INCIDENT_OPENED


class TicketCorrected(TicketEvent):
    """A person put right what was decided."""

    event: Literal[EventName.TICKET_CORRECTED] = EventName.TICKET_CORRECTED


class TicketClosed(TicketEvent):
    """The ticket is closed."""

    event: Literal[EventName.TICKET_CLOSED] = EventName.TICKET_CLOSED


class SubmissionRefused(FrozenModel):
    """A submission did not become a ticket. `problems` says what would be right."""

    schema_version: Literal["1"] = "1"
    event: Literal[EventName.SUBMISSION_REFUSED] = EventName.SUBMISSION_REFUSED
    refusal_id: str
    at: datetime
    origin: Origin
    message_id: str
    problems: tuple[RowProblem, ...]


type Event = TicketEvent | SubmissionRefused

TICKET_EVENTS: dict[EventName, type[TicketEvent]] = {
    EventName.TICKET_ROUTED: TicketRouted,
    EventName.TICKET_ASSIGNED: TicketAssigned,
    EventName.TICKET_ACKNOWLEDGED: TicketAcknowledged,
    EventName.TICKET_RETURNED: TicketReturned,
    EventName.TICKET_SENT_TO_REVIEW: TicketSentToReview,
    EventName.TICKET_WAITING: TicketWaiting,
    EventName.SERVICE_LEVEL_WARNING: ServiceLevelWarning,
    EventName.SERVICE_LEVEL_BREACHED: ServiceLevelBreached,
    EventName.TICKET_LINKED: TicketLinked,
    EventName.INCIDENT_OPENED: IncidentOpened,
    EventName.TICKET_CORRECTED: TicketCorrected,
    EventName.TICKET_CLOSED: TicketClosed,
}


def build_ticket_event(name: EventName, ticket: Ticket) -> TicketEvent:
    """The event of this name about the ticket as it is."""
    fields = {
        "event": name,
        "ticket_id": ticket.ticket_id,
        "version": ticket.version,
        "status": ticket.status,
        "at": ticket.updated_at,
        "channel": ticket.channel,
        "origin": ticket.origin,
        "category": ticket.category,
        "department": ticket.department,
        "priority": ticket.priority,
        "tier": ticket.tier,
        "assignee": ticket.assignee,
        "reason": ticket.reason,
    }
    return TICKET_EVENTS[name].model_validate({**fields, **_build_details(name, ticket)})


def _build_details(name: EventName, ticket: Ticket) -> dict[str, object]:
    """What only some events tell."""
    if name is EventName.TICKET_RETURNED:
        return {"how": ticket.passed_on[-1].how}
    if name in (EventName.SERVICE_LEVEL_WARNING, EventName.SERVICE_LEVEL_BREACHED):
        return {"service": ticket.service}
    if name is EventName.TICKET_LINKED:
        return {"link": ticket.link}
    return {}
