"""The fairness report, for those who lead."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from switchyard.domain.errors import Forbidden, Invalid
from switchyard.domain.fairness import Figures
from switchyard.domain.values import Clock
from switchyard.domain.viewer import Viewer
from switchyard.ports.desks import DeskReader
from switchyard.ports.fairness import Ledger
from switchyard.ports.people import People
from switchyard.usecases.people.all_employees import everybody
from switchyard.usecases.queries.fairness_period import Period
from switchyard.usecases.queries.fairness_report import DepartmentFigures, department_figures


@dataclass(frozen=True, slots=True)
class Report:
    """`persons` says whether the desk shows figures of single persons."""

    period: Period
    persons: bool
    departments: tuple[DepartmentFigures, ...]


@dataclass(frozen=True, slots=True)
class FairnessService:
    ledger: Ledger
    people: People
    desks: DeskReader
    clock: Clock

    def report(
        self, viewer: Viewer, department: str = "", first: str = "", last: str = ""
    ) -> Report:
        """Of all that the viewer leads, where no department is named.

        Raises Forbidden, Invalid for a wrong month or department.
        """
        desk = self.desks.in_force().desk
        places = _led(viewer, department, desk.departments_by_id)
        period = Period.of(first, last, self.clock())
        employees = list(everybody(self.people))
        persons = desk.fairness.persons
        found = (
            department_figures(place, employees, self._counted(place, period), persons=persons)
            for place in places
        )
        return Report(period, persons, tuple(found))

    def _counted(self, department: str, period: Period) -> dict[str, Figures]:
        by_person: defaultdict[str, list[Figures]] = defaultdict(list)
        for month in period.months():
            for employee_id, figures in self.ledger.figures(department, month).items():
                by_person[employee_id].append(figures)
        return {employee_id: Figures.sum(parts) for employee_id, parts in by_person.items()}


def _led(viewer: Viewer, department: str, known: Iterable[str]) -> Sequence[str]:
    led = [one for one in known if viewer.leads(one)]
    if not led or (department in known and department not in led):
        raise Forbidden("how work is shared out is for those who lead the department, and admins")
    if department and department not in led:
        raise Invalid.one("department", f"there is no department {department} on this desk")
    return [department] if department else led
