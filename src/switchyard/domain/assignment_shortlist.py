"""Everybody whom assignment looked at for a ticket: candidates and excluded employees."""

from dataclasses import dataclass
from datetime import datetime

from switchyard.domain.assignment import Candidate, Exclusion, ExclusionReason, Rerank
from switchyard.domain.assignment_limits import Need
from switchyard.domain.assignment_score import Evidence
from switchyard.domain.employee import Employee

_BUSY = frozenset(
    {
        ExclusionReason.INACTIVE,
        ExclusionReason.WRONG_DEPARTMENT,
        ExclusionReason.ABSENT,
        ExclusionReason.PAUSED,
        ExclusionReason.OFF_SHIFT,
        ExclusionReason.AT_CAPACITY,
    }
)
"""Reasons that would exclude from any ticket that takes as much effort."""


_NEEDS = _BUSY | {ExclusionReason.SKILL, ExclusionReason.LANGUAGE}
"""Reasons that would exclude from any ticket that also asks for the same skills and language."""


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Everybody looked at: `candidates` passed, best first; the others have their exclusions.

    `returning` is who had the ticket before, where that person passed, or else their deputy.
    `on_call` says that the candidates are off shift. `available_at` is when the clock may next
    make a candidate of somebody, where there is none.
    """

    need: Need
    evidence: Evidence
    candidates: tuple[Candidate, ...]
    employees: dict[str, Employee]
    excluded: dict[str, tuple[Exclusion, ...]]
    returning: str = ""
    on_call: bool = False
    available_at: datetime | None = None
    reranked: Rerank | None = None

    @property
    def chosen(self) -> Employee | None:
        if self.returning:
            return self.employees[self.returning]
        return self.employees[self.candidates[0].employee_id] if self.candidates else None

    @property
    def nobody_is_free(self) -> bool:
        """Whether this shuts out every ticket that takes as much effort, whatever its need."""
        return self._all_are(_BUSY)

    @property
    def nobody_meets_it(self) -> bool:
        """Whether this shuts out every ticket that also asks for the same skills and language."""
        return self._all_are(_NEEDS)

    def _all_are(self, reasons: frozenset[ExclusionReason]) -> bool:
        return not self.candidates and all(
            any(exclusion.reason in reasons for exclusion in found)
            for found in self.excluded.values()
        )
