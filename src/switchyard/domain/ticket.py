"""A ticket and what is known about it. Small: texts, vectors and explanations lie elsewhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field

from switchyard.domain.email_text import asked
from switchyard.domain.service_level import ServiceLevel
from switchyard.domain.status import FINISHED, HOLDING, Status, check_transition
from switchyard.domain.submission import RequesterAttributes
from switchyard.domain.values import DecidedBy, Door, Frozen, Lane, Priority, Tier
from switchyard.domain.versions import Versions

DUE_AFTER = timedelta(minutes=5)
"""After this `sweep` looks whether a step that should take seconds got stuck."""
FOLLOWED_WITHIN = timedelta(minutes=5)
"""After this `sweep` looks for tickets that still wait on one that is finished."""
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


class PassedHow(StrEnum):
    """How a ticket left somebody who had it, other than by being finished."""

    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    HANDED_OVER = "handed_over"


class Passed(Frozen):
    """Who passed this ticket on, and how: they do not get it again.

    `to` is the colleague whom they gave it to; empty where they gave it back.
    """

    employee_id: str
    how: PassedHow
    to: str = ""


class LinkKind(StrEnum):
    DUPLICATE = "duplicate"
    INCIDENT = "incident"


class Link(Frozen):
    """What a ticket waits on: the same requester's earlier ticket, or an incident's parent."""

    kind: LinkKind
    parent: str


class Ticket(Frozen):
    """The streamed item. `version` grows by one with every write.

    `due_at` is when the sweep looks next: the first of what the step itself asks for,
    `acknowledge_by` and the service level's next mark. `passed` counts anew in another department,
    and once the ticket is reopened.
    `pinned` is the word of a lead: nothing automatic takes the ticket away from its assignee.
    `wrong_departments` are those whose people said so. A ticket with `link` waits on its parent;
    `incident` says that it is one, `awaited` that others wait on it and are to be finished with
    it; `stands_alone` is a person's word that it waits on none. `available_at` is when somebody may
    next be free for it.
    `service` is what it was promised, where the desk promises something.
    """

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
    acknowledged_at: datetime | None = None
    acknowledge_by: datetime | None = None
    passed: tuple[Passed, ...] = ()
    pinned: bool = False
    wrong_departments: tuple[str, ...] = ()
    link: Link | None = None
    incident: bool = False
    awaited: bool = False
    stands_alone: bool = False
    available_at: datetime | None = None
    service: ServiceLevel | None = None
    due_at: datetime | None = None
    sweeps: Annotated[int, Field(ge=0)] = 0

    @property
    def in_department(self) -> str:
        return self.department.value if self.department else UNROUTED

    @property
    def marks(self) -> tuple[datetime, ...]:
        """When something is to happen to this ticket whatever its step."""
        promised = self.service.next_mark if self.service else None
        leads_on = self.updated_at + FOLLOWED_WITHIN if self.leads_on else None
        return tuple(mark for mark in (self.acknowledge_by, promised, leads_on) if mark)

    @property
    def waits_on_other(self) -> bool:
        """Whether nobody is to take it up while its parent is open."""
        return self.link is not None and self.status is Status.ON_HOLD and not self.assignee

    @property
    def leads_on(self) -> bool:
        """Whether it is finished, and those that wait on it are to be finished too."""
        return self.awaited and self.status in FINISHED

    @property
    def holds_capacity(self) -> bool:
        return self.status in HOLDING and bool(self.assignee)

    def changed(self, at: datetime, **fields: object) -> Self:
        """The next version, with these fields; sweeps count anew, as the ticket moved.

        What held for an assignee, a department or a status ends with it, and `due_at` is never
        later than any of `marks`. Raises IllegalTransition for a wrong status.
        """
        wanted = fields.get("status", self.status)
        if isinstance(wanted, Status) and wanted is not self.status:
            check_transition(self.status, wanted)
        moved = {"version": self.version + 1, "updated_at": at}
        ended = self._ended(self.model_copy(update=fields))
        changed = self.model_copy(update={"sweeps": 0, **ended, **fields, **moved})
        due = [one for one in (changed.due_at, *changed.marks) if one]
        return changed.model_copy(update={"due_at": min(due, default=None)})

    def _ended(self, changed: Self) -> dict[str, object]:
        ended: dict[str, object] = {}
        if changed.assignee != self.assignee:
            ended |= {"acknowledged_at": None, "pinned": False}
        reopened = self.status in FINISHED and changed.status not in FINISHED
        if reopened or changed.in_department != self.in_department:
            ended["passed"] = ()
        if changed.status is not Status.ASSIGNED:
            ended["acknowledge_by"] = None
        if changed.status is not Status.WAITING:
            ended["available_at"] = None
        return ended


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

    @classmethod
    def describe(cls, changed: Ticket, actor: str, what: str, why: str = "") -> Self:
        """The line of a version that was just made: its number and time are the ticket's."""
        return cls(version=changed.version, at=changed.updated_at, actor=actor, what=what, why=why)


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
