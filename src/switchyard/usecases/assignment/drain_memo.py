"""What one drain has found to be out of reach, so that it does not search for it again."""

from dataclasses import dataclass, field

from switchyard.domain.assignment_limits import Need
from switchyard.domain.assignment_shortlist import Shortlist

type Asked = tuple[str, frozenset[tuple[str, int]]]
"""Language and skills."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """The least effort that nobody could take, by what was asked; anything, for `_ANYTHING`.

    It holds for one drain, from the most urgent ticket to the least: its claims free nobody.
    """

    _least: dict[Asked | None, int] = field(default_factory=dict)

    def learn(self, found: Shortlist) -> None:
        if found.nobody_is_free:
            self._least[_ANYTHING] = found.need.effort
        elif found.nobody_meets_it:
            self._least[_asked(found.need)] = found.need.effort

    def holds(self, need: Need) -> bool:
        return any(
            need.effort >= self._least.get(asked, need.effort + 1)
            for asked in (_ANYTHING, _asked(need))
        )

    def holds_anything_of(self, effort: int) -> bool:
        return effort >= self._least.get(_ANYTHING, effort + 1)


_ANYTHING = None


def _asked(need: Need) -> Asked:
    return need.language, frozenset(need.skills.items())
