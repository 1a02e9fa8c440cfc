"""A ticket and what is known about it. Small: texts, vectors and explanations lie elsewhere."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from switchyard.tickets.asked import asked
from switchyard.tickets.status import HOLDING, Status, check_transition
from switchyard.tickets.submission import RequesterAttributes
from switchyard.values import DecidedBy, Door, Frozen, Lane, Priority, Tier

UNROUTED = "unrouted"
"""Stands for the department of a ticket that has none yet, in lists."""


class Decision[T](Frozen):
    """A field's value, how sure (a calibrated probability), and who set it."""

    value: T
    confidence: Annotated[float, Field(ge=0, le=1)]
    decided_by: DecidedBy


class Requested(Frozen):
    """What the requester asked for; kept beside what was decided, never overwritten."""

    department: str | None = None
    priority: Priority | None = None
    tier: Tier | None = None
    tags: tuple[str, ...] = ()


class Origin(Frozen):
    """The sender's own words for this ticket, echoed in every event.

    `producer` and `producer_id` come with an SQS submission, `upload_id` and `row` with a file.
    """

    producer: str = ""
    producer_id: str = ""
    upload_id: str = ""
    row: int = 0


class Versions(Frozen):
    """What decided: desk file, head and embedding model."""

    desk: str
    head: str
    model: str


class Ticket(Frozen):
    """The streamed item. `version` grows by one with every write."""

    ticket_id: str
    version: Annotated[int, Field(ge=1)] = 1
    status: Status = Status.PENDING
    door: Door
    lane: Lane
    created_at: datetime
    updated_at: datetime
    requester_id: str
    requester_attributes: RequesterAttributes = RequesterAttributes()
    fields: dict[str, str] = {}
    origin: Origin = Origin()
    requested: Requested = Requested()
    category: Decision[str] | None = None
    department: Decision[str] | None = None
    priority: Decision[Priority] | None = None
    tier: Decision[Tier] | None = None
    language: str = ""
    tags: tuple[str, ...] = ()
    reason: str = ""
    decided_with: Versions | None = None
    assignee: str = ""
    previous_assignee: str = ""
    effort: Annotated[int, Field(ge=0)] = 0
    assignments: Annotated[int, Field(ge=0)] = 0
    corrections: Annotated[int, Field(ge=0)] = 0
    due_at: datetime | None = None
    sweeps: Annotated[int, Field(ge=0)] = 0

    @property
    def in_department(self) -> str:
        return self.department.value if self.department else UNROUTED

    @property
    def holds_capacity(self) -> bool:
        return self.status in HOLDING and bool(self.assignee)

    def changed(self, at: datetime, **fields: object) -> Self:
        """The next version, with these fields; sweeps count anew, as the ticket moved.

        Raises IllegalTransition for a wrong status.
        """
        wanted = fields.get("status", self.status)
        if isinstance(wanted, Status) and wanted is not self.status:
            check_transition(self.status, wanted)
        moved = {"version": self.version + 1, "updated_at": at}
        return self.model_copy(update={"sweeps": 0, **fields, **moved})


class TicketText(Frozen):
    """The words. Never in a log, never in an event."""

    title: str
    description: str

    @property
    def asked(self) -> str:
        """What is read for meaning: without the mail around it."""
        own = asked(self.description)
        told_twice = self.description.startswith(self.title)
        return own if told_twice else f"{self.title}\n{own}".strip()

    @property
    def whole(self) -> str:
        """What rules read."""
        if self.description.startswith(self.title):
            return self.description
        return f"{self.title}\n{self.description}".strip()


class HistoryEntry(Frozen):
    """One line of a ticket's story: what happened, by whom, and why, with no ticket text."""

    version: int
    at: datetime
    actor: str
    what: str
    why: str = ""


class Requester(Frozen):
    """`requester_id` is the e-mail address in lower case."""

    requester_id: str
    name: str = ""
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TicketQuery:
    """A list of tickets, newest first. At least one of the filters narrows it; status may join."""

    department: str = ""
    status: Status | None = None
    assignee: str = ""
    requester_id: str = ""
    limit: int = 25
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Page[T]:
    items: tuple[T, ...]
    cursor: str = ""
