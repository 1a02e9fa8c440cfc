"""What travels between the functions: nudges to look, and events for the outside."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from switchyard.domain.values import FrozenModel
from switchyard.domain.vector import VectorKind


class Queue(StrEnum):
    """Every queue that `publish` feeds; a bulk lane beside each that live tickets travel."""

    TRIAGE = "triage"
    TRIAGE_BULK = "triage-bulk"
    ASSIGNMENT = "assignment"
    ASSIGNMENT_BULK = "assignment-bulk"
    NOTIFICATION = "notification"
    NOTIFICATION_BULK = "notification-bulk"
    CHUNKS = "chunks"
    INDEXING = "indexing"
    LEARNING = "learning"


class TicketNudge(FrozenModel):
    kind: Literal["ticket"] = "ticket"
    ticket: str
    version: int
    reason: str


class DrainNudge(FrozenModel):
    """A slot may have become free in this department."""

    kind: Literal["drain"] = "drain"
    department: str
    reason: str


class HandoverNudge(FrozenModel):
    """What this person has may have to go to others."""

    kind: Literal["handover"] = "handover"
    employee: str
    reason: str


class ParentNudge(FrozenModel):
    """Tickets may have to join this one, or to be finished with it."""

    kind: Literal["parent"] = "parent"
    ticket: str
    reason: str


class MailNudge(FrozenModel):
    kind: Literal["mail"] = "mail"
    ticket: str
    mail: str
    reason: str


class ChunkNudge(FrozenModel):
    """`chunk` 0 means the upload as a whole: all its chunks are done."""

    kind: Literal["chunk"] = "chunk"
    upload: str
    chunk: int
    reason: str


class IndexNudge(FrozenModel):
    kind: Literal["index"] = "index"
    vector_kind: VectorKind
    department: str
    reason: str


class LearnNudge(FrozenModel):
    kind: Literal["learn"] = "learn"
    reason: str


type Nudge = (
    TicketNudge
    | DrainNudge
    | HandoverNudge
    | ParentNudge
    | MailNudge
    | ChunkNudge
    | IndexNudge
    | LearnNudge
)

_NUDGE_ADAPTER: TypeAdapter[Nudge] = TypeAdapter(Annotated[Nudge, Field(discriminator="kind")])


def read_nudge(body: str) -> Nudge:
    """Raises pydantic.ValidationError for anything else."""
    return _NUDGE_ADAPTER.validate_json(body)


class EventName(StrEnum):
    """Outcomes that the outside hears of."""

    TICKET_ROUTED = "ticket_routed"
    TICKET_ASSIGNED = "ticket_assigned"
    TICKET_ACKNOWLEDGED = "ticket_acknowledged"
    TICKET_RETURNED = "ticket_returned"
    TICKET_SENT_TO_REVIEW = "ticket_sent_to_review"
    TICKET_WAITING = "ticket_waiting"
    SERVICE_LEVEL_WARNING = "service_level_warning"
    SERVICE_LEVEL_BREACHED = "service_level_breached"
    TICKET_LINKED = "ticket_linked"
    INCIDENT_OPENED = "incident_opened"
    TICKET_CORRECTED = "ticket_corrected"
    TICKET_CLOSED = "ticket_closed"
    SUBMISSION_REFUSED = "submission_refused"
