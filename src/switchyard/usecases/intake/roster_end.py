"""What follows when every row of a roster is in: who left, and what its reader should know."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from switchyard.domain.employee import Employee
from switchyard.domain.errors import InputProblem
from switchyard.domain.upload import Upload
from switchyard.ports.desks import DeskReader
from switchyard.ports.people import EmployeeStore
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.intake.roster_rows import read_row_number
from switchyard.usecases.intake.store_roster import RosterIntake
from switchyard.usecases.people.all_employees import list_everybody


@dataclass(frozen=True, slots=True)
class RosterCompletion:
    employees: EmployeeStore
    tickets: TicketStore
    intake: RosterIntake
    desks: DeskReader

    def complete_roster(self, upload: Upload) -> list[InputProblem]:
        """Safe to repeat; what was handed over by then is no longer counted."""
        employees = list(list_everybody(self.employees))
        deactivations = list(self._deactivate_missing(upload, employees)) if upload.complete else []
        roster_employees = [
            employee
            for employee in employees
            if employee.dropped_at.startswith(f"{upload.dropped_at}#")
        ]
        return [
            *deactivations,
            *self._check_deputies(roster_employees),
            *_find_missing_capacity(roster_employees),
        ]

    def _deactivate_missing(
        self, upload: Upload, employees: Iterable[Employee]
    ) -> Iterator[InputProblem]:
        """Not where a row was refused: whoever it stands for is in the file."""
        if upload.refused:
            reason = "nobody was deactivated, because rows were refused; correct them, drop again"
            yield InputProblem("file", reason)
            return
        # Counted before anybody starts to hand over.
        missing = (employee for employee in employees if employee.dropped_at <= upload.dropped_at)
        held = {
            employee.employee_id: len(self.tickets.list_held_by(employee.employee_id))
            for employee in missing
        }
        deactivated_ids = self.employees.deactivate_missing(upload.dropped_at)
        self.intake.forget_profiles(
            deactivated_ids, self.desks.read_desk_in_force().desk.departments_by_id
        )
        for employee_id in deactivated_ids:
            if count := held.get(employee_id, 0):
                reason = (
                    f"note: {employee_id} is not in this file any more; "
                    f"open tickets handed over: {count}"
                )
                yield InputProblem("employee_id", reason)

    def _check_deputies(self, employees: Sequence[Employee]) -> Iterator[InputProblem]:
        """Read by id: a deputy may be a row of this very file, which the list may not have yet."""
        named = [employee for employee in employees if employee.deputy]
        deputies = self.employees.read_employees(
            list(dict.fromkeys(employee.deputy for employee in named))
        )
        for employee in named:
            if reason := _describe_deputy_problem(deputies.get(employee.deputy), employee):
                yield InputProblem("deputy", f"warning: {reason}", read_row_number(employee))


def _describe_deputy_problem(deputy: Employee | None, absent: Employee) -> str:
    if deputy is None or not deputy.active:
        return f"there is no employee {absent.deputy} on the roster, so nobody stands in"
    if not {*deputy.departments} & {*absent.departments}:
        return f"{absent.deputy} works in other departments, and gets nothing of this one's"
    return ""


def _find_missing_capacity(employees: Sequence[Employee]) -> Iterator[InputProblem]:
    places = dict.fromkeys(place for employee in employees for place in employee.departments)
    for place in places:
        if not any(employee.capacity for employee in employees if place in employee.departments):
            reason = f"warning: is 0 for everybody of {place}: nobody here can take its tickets"
            yield InputProblem("capacity", reason)
