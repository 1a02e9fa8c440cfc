"""What travels between the functions: nudges to look, and events for the outside."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from switchyard.domain.values import Frozen
from switchyard.domain.vector import Kind


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


class TicketNudge(Frozen):
    kind: Literal["ticket"] = "ticket"
    ticket: str
    version: int
    reason: str


class DrainNudge(Frozen):
    """A slot may have become free in this department."""

    kind: Literal["drain"] = "drain"
    department: str
    reason: str


class HandoverNudge(Frozen):
    """What this person has may have to go to others."""

    kind: Literal["handover"] = "handover"
    employee: str
    reason: str


class ParentNudge(Frozen):
    """Tickets may have to join this one, or to be finished with it."""

    kind: Literal["parent"] = "parent"
    ticket: str
    reason: str


class MailNudge(Frozen):
    kind: Literal["mail"] = "mail"
    ticket: str
    mail: str
    reason: str


class ChunkNudge(Frozen):
    """`chunk` 0 means the upload as a whole: all its chunks are done."""

    kind: Literal["chunk"] = "chunk"
    upload: str
    chunk: int
    reason: str


class IndexNudge(Frozen):
    kind: Literal["index"] = "index"
    of: Kind
    department: str
    reason: str


class LearnNudge(Frozen):
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

_NUDGE: TypeAdapter[Nudge] = TypeAdapter(Annotated[Nudge, Field(discriminator="kind")])


def read_nudge(body: str) -> Nudge:
    """Raises pydantic.ValidationError for anything else."""
    return _NUDGE.validate_json(body)


class EventName(StrEnum):
    """Outcomes that the outside hears of."""

    TRIAGED = "triaged"
    ASSIGNED = "assigned"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"
    MANUAL_REVIEW = "manual_review"
    WAITING = "waiting"
    DUE_SOON = "due_soon"
    BREACHED = "breached"
    LINKED = "linked"
    INCIDENT = "incident"
    CORRECTED = "corrected"
    CLOSED = "closed"
    REFUSED = "refused"
