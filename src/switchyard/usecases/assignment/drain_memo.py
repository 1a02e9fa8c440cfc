"""What one drain has found to be out of reach, so that it does not search for it again."""

from dataclasses import dataclass, field

from switchyard.domain.assignment_limits import TicketNeeds
from switchyard.domain.assignment_shortlist import Shortlist

type Requirements = tuple[str, frozenset[tuple[str, int]]]
"""Language and skills."""


@dataclass(frozen=True, slots=True)
class UnplaceableNeeds:
    """The least effort that nobody could take, by what was asked; anything, for
    `_ANY_REQUIREMENTS`.

    It holds for one drain, from the most urgent ticket to the least: its claims free nobody.
    """

    _least_effort: dict[Requirements | None, int] = field(default_factory=dict)

    def record_shortlist(self, shortlist: Shortlist) -> None:
        if shortlist.nobody_is_free:
            self._least_effort[_ANY_REQUIREMENTS] = shortlist.need.effort
        elif shortlist.nobody_meets_it:
            self._least_effort[_read_requirements(shortlist.need)] = shortlist.need.effort

    def has_ruled_out(self, need: TicketNeeds) -> bool:
        return any(
            need.effort >= self._least_effort.get(requirements, need.effort + 1)
            for requirements in (_ANY_REQUIREMENTS, _read_requirements(need))
        )

    def has_ruled_out_effort(self, effort: int) -> bool:
        return effort >= self._least_effort.get(_ANY_REQUIREMENTS, effort + 1)


_ANY_REQUIREMENTS = None


def _read_requirements(need: TicketNeeds) -> Requirements:
    return need.language, frozenset(need.skills.items())
