"""The fairness report, for those who lead."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from switchyard.domain.errors import Forbidden, InvalidInput
from switchyard.domain.fairness import FairnessFigures
from switchyard.domain.values import Clock
from switchyard.domain.viewer import Viewer
from switchyard.ports.desks import DeskReader
from switchyard.ports.fairness import FairnessLedger
from switchyard.ports.people import EmployeeStore
from switchyard.usecases.people.all_employees import list_everybody
from switchyard.usecases.queries.fairness_period import ReportPeriod
from switchyard.usecases.queries.fairness_report import DepartmentFigures, build_department_figures


@dataclass(frozen=True, slots=True)
class FairnessReport:
    """`persons` says whether the desk shows figures of single persons."""

    period: ReportPeriod
    persons: bool
    departments: tuple[DepartmentFigures, ...]


@dataclass(frozen=True, slots=True)
class FairnessService:
    ledger: FairnessLedger
    employees: EmployeeStore
    desks: DeskReader
    clock: Clock

    def build_report(
        self, viewer: Viewer, department: str = "", first: str = "", last: str = ""
    ) -> FairnessReport:
        """Of all that the viewer leads, where no department is named.

        Raises Forbidden, Invalid for a wrong month or department.
        """
        desk = self.desks.read_desk_in_force().desk
        places = _list_led_departments(viewer, department, desk.departments_by_id)
        period = ReportPeriod.parse_months(first, last, self.clock())
        employees = list(list_everybody(self.employees))
        persons = desk.fairness.persons
        departments = (
            build_department_figures(
                place, employees, self._count_figures(place, period), persons=persons
            )
            for place in places
        )
        return FairnessReport(period, persons, tuple(departments))

    def _count_figures(self, department: str, period: ReportPeriod) -> dict[str, FairnessFigures]:
        by_person: defaultdict[str, list[FairnessFigures]] = defaultdict(list)
        for month in period.list_months():
            for employee_id, figures in self.ledger.read_figures(department, month).items():
                by_person[employee_id].append(figures)
        return {
            employee_id: FairnessFigures.add_up(parts) for employee_id, parts in by_person.items()
        }


def _list_led_departments(viewer: Viewer, department: str, known: Iterable[str]) -> Sequence[str]:
    led_departments = [department_id for department_id in known if viewer.may_lead(department_id)]
    if not led_departments or (department in known and department not in led_departments):
        raise Forbidden("how work is shared out is for those who lead the department, and admins")
    if department and department not in led_departments:
        raise InvalidInput.create_for_field(
            "department", f"there is no department {department} on this desk"
        )
    return [department] if department else led_departments
