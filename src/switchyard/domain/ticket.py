"""A ticket and what is known about it. Small: texts, vectors and explanations lie elsewhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field

from switchyard.domain.email_text import extract_request
from switchyard.domain.service_level import ServiceLevel
from switchyard.domain.status import (
    CAPACITY_HOLDING_STATUSES,
    FINISHED_STATUSES,
    Status,
    check_transition,
)
from switchyard.domain.submission import RequesterAttributes
from switchyard.domain.values import Channel, DecidedBy, FrozenModel, Lane, Priority, Tier
from switchyard.domain.versions import DecisionVersions

STEP_DUE_AFTER = timedelta(minutes=5)
"""After this `sweep` looks whether a step that should take seconds got stuck."""
CHILDREN_DUE_AFTER = timedelta(minutes=5)
"""After this `sweep` looks for tickets that still wait on one that is finished."""
UNROUTED_DEPARTMENT = "unrouted"
"""Stands for the department of a ticket that has none yet, in lists."""


class Decision[T](FrozenModel):
    """A field's value, how sure (a calibrated probability), and who set it."""

    value: T
    confidence: Annotated[float, Field(ge=0, le=1)]
    decided_by: DecidedBy


class RequestedValues(FrozenModel):
    """What the requester asked for; kept beside what was decided, never overwritten."""

    department: str | None = None
    priority: Priority | None = None
    tier: Tier | None = None
    tags: tuple[str, ...] = ()


class Origin(FrozenModel):
    """The sender's own words for this ticket, echoed in every event.

    `source` and `external_id` come with an SQS submission, `upload_id` and `row` with a file.
    """

    source: str = ""
    external_id: str = ""
    upload_id: str = ""
    row: int = 0


class PassOnReason(StrEnum):
    """How a ticket left somebody who had it, other than by being finished."""

    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    HANDED_OVER = "handed_over"


class PassedOn(FrozenModel):
    """Who passed this ticket on, and how: they do not get it again.

    `to` is the colleague whom they gave it to; empty where they gave it back.
    """

    employee_id: str
    how: PassOnReason
    to: str = ""


class LinkKind(StrEnum):
    DUPLICATE = "duplicate"
    INCIDENT = "incident"


class TicketLink(FrozenModel):
    """What a ticket waits on: the same requester's earlier ticket, or an incident's parent."""

    kind: LinkKind
    parent: str


class Ticket(FrozenModel):
    """The streamed item. `version` grows by one with every write.

    `due_at` is when the sweep looks next: the first of what the step itself asks for,
    `acknowledge_by` and the service level's next mark. `passed_on` counts anew in another
    department, and once the ticket is reopened. `pinned` is the word of a lead: nothing automatic
    takes the ticket away from its assignee. `wrong_departments` are those whose people said so. A
    ticket with `link` waits on its parent; `incident` says that it is one, `has_children` that
    others wait on it and are to be finished with it; `stands_alone` is a person's word that it
    waits on none. `available_at` is when somebody may next be free for it. `service` is what it was
    promised, where the desk promises something.
    """

    ticket_id: str
    version: Annotated[int, Field(ge=1)] = 1
    status: Status = Status.PENDING
    channel: Channel
    lane: Lane
    created_at: datetime
    updated_at: datetime
    requester_id: str
    requester_attributes: RequesterAttributes = RequesterAttributes()
    fields: dict[str, str] = {}
    origin: Origin = Origin()
    requested: RequestedValues = RequestedValues()
    category: Decision[str] | None = None
    department: Decision[str] | None = None
    priority: Decision[Priority] | None = None
    tier: Decision[Tier] | None = None
    language: str = ""
    tags: tuple[str, ...] = ()
    reason: str = ""
    decided_with: DecisionVersions | None = None
    assignee: str = ""
    previous_assignee: str = ""
    effort: Annotated[int, Field(ge=0)] = 0
    assignments: Annotated[int, Field(ge=0)] = 0
    corrections: Annotated[int, Field(ge=0)] = 0
    acknowledged_at: datetime | None = None
    acknowledge_by: datetime | None = None
    passed_on: tuple[PassedOn, ...] = ()
    pinned: bool = False
    wrong_departments: tuple[str, ...] = ()
    link: TicketLink | None = None
    incident: bool = False
    has_children: bool = False
    stands_alone: bool = False
    available_at: datetime | None = None
    service: ServiceLevel | None = None
    due_at: datetime | None = None
    sweeps: Annotated[int, Field(ge=0)] = 0

    @property
    def in_department(self) -> str:
        return self.department.value if self.department else UNROUTED_DEPARTMENT

    @property
    def deadlines(self) -> tuple[datetime, ...]:
        """When something is to happen to this ticket whatever its step."""
        promised = self.service.next_deadline if self.service else None
        children_due = self.updated_at + CHILDREN_DUE_AFTER if self.finishes_children else None
        return tuple(
            deadline for deadline in (self.acknowledge_by, promised, children_due) if deadline
        )

    @property
    def is_waiting_on_parent(self) -> bool:
        """Whether nobody is to take it up while its parent is open."""
        return self.link is not None and self.status is Status.ON_HOLD and not self.assignee

    @property
    def finishes_children(self) -> bool:
        """Whether it is finished, and those that wait on it are to be finished too."""
        return self.has_children and self.status in FINISHED_STATUSES

    @property
    def holds_capacity(self) -> bool:
        return self.status in CAPACITY_HOLDING_STATUSES and bool(self.assignee)

    def make_next_version(self, at: datetime, **fields: object) -> Self:
        """The next version, with these fields; sweeps count anew, as the ticket moved.

        What held for an assignee, a department or a status ends with it, and `due_at` is never
        later than any of `deadlines`. Raises IllegalTransition for a wrong status.
        """
        status = fields.get("status", self.status)
        if isinstance(status, Status) and status is not self.status:
            check_transition(self.status, status)
        moved = {"version": self.version + 1, "updated_at": at}
        ended = self._reset_fields(self.model_copy(update=fields))
        changed = self.model_copy(update={"sweeps": 0, **ended, **fields, **moved})
        deadlines = [deadline for deadline in (changed.due_at, *changed.deadlines) if deadline]
        return changed.model_copy(update={"due_at": min(deadlines, default=None)})

    def _reset_fields(self, changed: Self) -> dict[str, object]:
        ended: dict[str, object] = {}
        if changed.assignee != self.assignee:
            ended |= {"acknowledged_at": None, "pinned": False}
        reopened = self.status in FINISHED_STATUSES and changed.status not in FINISHED_STATUSES
        if reopened or changed.in_department != self.in_department:
            ended["passed_on"] = ()
        if changed.status is not Status.ASSIGNED:
            ended["acknowledge_by"] = None
        if changed.status is not Status.WAITING:
            ended["available_at"] = None
        return ended


class TicketText(FrozenModel):
    """The words. Never in a log, never in an event."""

    title: str
    description: str

    @property
    def request(self) -> str:
        """What is read for meaning: without the mail around it."""
        request = extract_request(self.description)
        repeats_title = self.description.startswith(self.title)
        return request if repeats_title else f"{self.title}\n{request}".strip()

    @property
    def full_text(self) -> str:
        """What rules read."""
        if self.description.startswith(self.title):
            return self.description
        return f"{self.title}\n{self.description}".strip()


class HistoryEntry(FrozenModel):
    """One line of a ticket's story: what happened, by whom, and why, with no ticket text."""

    version: int
    at: datetime
    actor: str
    what: str
    why: str = ""

    @classmethod
    def describe_change(
        cls, changed: Ticket, actor: str, what: str, why: str = "", at: datetime | None = None
    ) -> Self:
        """The line of a version that was just made: its number is the ticket's, and so is its time
        where none is given.
        """
        at = at or changed.updated_at
        return cls(version=changed.version, at=at, actor=actor, what=what, why=why)


class Requester(FrozenModel):
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
