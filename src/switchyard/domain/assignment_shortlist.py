"""Everybody whom assignment looked at for a ticket: candidates and excluded employees."""

from dataclasses import dataclass
from datetime import datetime

from switchyard.domain.assignment import Candidate, Exclusion, ExclusionReason, Rerank
from switchyard.domain.assignment_limits import TicketNeeds
from switchyard.domain.assignment_score import SearchEvidence
from switchyard.domain.employee import Employee

_EXCLUDES_FOR_SAME_EFFORT = frozenset(
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


_EXCLUDES_FOR_SAME_NEED = _EXCLUDES_FOR_SAME_EFFORT | {
    ExclusionReason.SKILL,
    ExclusionReason.LANGUAGE,
}
"""Reasons that would exclude from any ticket that also asks for the same skills and language."""


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Everybody looked at: `candidates` passed, best first; the others have their exclusions.

    `returning` is who had the ticket before, where that person passed, or else their deputy.
    `on_call` says that the candidates are off shift. `available_at` is when the clock may next
    make a candidate of somebody, where there is none.
    """

    need: TicketNeeds
    evidence: SearchEvidence
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
        return self._is_everybody_excluded_by(_EXCLUDES_FOR_SAME_EFFORT)

    @property
    def nobody_meets_it(self) -> bool:
        """Whether this shuts out every ticket that also asks for the same skills and language."""
        return self._is_everybody_excluded_by(_EXCLUDES_FOR_SAME_NEED)

    def _is_everybody_excluded_by(self, reasons: frozenset[ExclusionReason]) -> bool:
        return not self.candidates and all(
            any(exclusion.reason in reasons for exclusion in exclusions)
            for exclusions in self.excluded.values()
        )
