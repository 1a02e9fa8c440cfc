"""People as one run of assignment sees them: read once, then kept level with its own claims."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from switchyard.people.model import Claim, Employee
from switchyard.people.ports import People


@dataclass(frozen=True, slots=True)
class Roster:
    """May be behind what others claimed meanwhile: the claim itself finds out."""

    people: People
    _known: dict[str, Employee] = field(default_factory=dict)

    def read(self, employee_ids: Iterable[str]) -> list[Employee]:
        """Those that exist, in the order asked for, each once."""
        wanted = list(dict.fromkeys(employee_ids))
        if missing := [one for one in wanted if one not in self._known]:
            self._known.update(self.people.find(missing))
        return [self._known[one] for one in wanted if one in self._known]

    def forget(self) -> None:
        """The next reading is anew."""
        self._known.clear()

    def claimed(self, claim: Claim) -> None:
        """Takes over what was just committed."""
        employee = self._known[claim.employee_id]
        self._known[claim.employee_id] = employee.model_copy(
            update={"load": employee.load + claim.effort, "last_assigned_at": claim.at}
        )
