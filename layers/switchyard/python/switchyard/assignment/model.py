"""What assignment decides, and how it explains itself."""

from datetime import datetime
from enum import StrEnum

from switchyard.values import Frozen


class ExclusionReason(StrEnum):
    """The hard limits, by name."""

    INACTIVE = "inactive"
    WRONG_DEPARTMENT = "wrong_department"
    SKILL = "skill"
    LANGUAGE = "language"
    OFF_SHIFT = "off_shift"
    ABSENT = "absent"
    AT_CAPACITY = "at_capacity"
    CONFLICT = "conflict"


class Exclusion(Frozen):
    """Somebody who cannot take this ticket, and the fact that says so."""

    employee_id: str
    reason: ExclusionReason
    detail: str


class Part(Frozen):
    """One part of a score: value from 0 to 1, times the desk's weight."""

    name: str
    value: float
    weight: float


class Candidate(Frozen):
    """Somebody on the shortlist. `score` is the sum of value times weight."""

    employee_id: str
    score: float
    parts: tuple[Part, ...]


class AssignmentExplanation(Frozen):
    """`assignee` is empty while the ticket waits. `reason` is one sentence for everybody."""

    decided_at: datetime
    assignee: str
    reason: str
    shortlist: tuple[Candidate, ...]
    exclusions: tuple[Exclusion, ...]
    searched: int
    desk_version: str
