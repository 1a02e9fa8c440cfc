"""What assignment decides, and how it explains itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from switchyard.domain.values import FrozenModel


class ExclusionReason(StrEnum):
    """The hard limits, by name."""

    INACTIVE = "inactive"
    WRONG_DEPARTMENT = "wrong_department"
    SKILL = "skill"
    LANGUAGE = "language"
    OFF_SHIFT = "off_shift"
    ABSENT = "absent"
    PAUSED = "paused"
    AT_CAPACITY = "at_capacity"
    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    HANDED_OVER = "handed_over"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Somebody who cannot take this ticket, and the fact that says so."""

    employee_id: str
    reason: ExclusionReason
    detail: str


class ScorePart(FrozenModel):
    """One part of a score: value from 0 to 1, times the desk's weight."""

    name: str
    value: float
    weight: float


class Candidate(FrozenModel):
    """Somebody on the shortlist. `score` is the sum of value times weight."""

    employee_id: str
    score: float
    parts: tuple[ScorePart, ...]


class Rerank(FrozenModel):
    """A language model's choice among candidates whose scores lie close.

    `candidates` are employee ids, best score first: P1, P2, … in `model_reason`, its own reason,
    which may repeat what the ticket says.
    """

    model: str
    candidates: tuple[str, ...]
    choice: str
    model_reason: str


class AssignmentExplanation(FrozenModel):
    """`assignee` is empty while the ticket waits. `reason` is one sentence for everybody.

    `warnings` are the limits that a lead's choice breaks. `more_candidates` and `more_exclusions`
    are how many are not shown, of a very large department.
    """

    decided_at: datetime
    assignee: str
    reason: str
    shortlist: tuple[Candidate, ...]
    exclusions: tuple[Exclusion, ...]
    warnings: tuple[Exclusion, ...] = ()
    reranked: Rerank | None = None
    searched: int
    more_candidates: int = 0
    more_exclusions: int = 0
    desk_version: str
