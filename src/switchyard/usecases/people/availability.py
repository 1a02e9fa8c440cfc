"""People say whether they are there, and hand over what they have when they go."""

from collections.abc import Callable
from dataclasses import dataclass

from switchyard.domain.employee import Employee
from switchyard.domain.errors import Conflict, Forbidden, NotFound
from switchyard.domain.values import Clock
from switchyard.domain.viewer import Role, Viewer
from switchyard.ports.people import EmployeeStore
from switchyard.usecases.people.own_availability import (
    AvailabilityUpdate,
    LeaveRequest,
    apply_leave,
    apply_update,
)

MAX_ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class AvailabilityService:
    """Every method raises NotFound for who is not on the roster, and Unavailable."""

    employees: EmployeeStore
    clock: Clock

    def read_own_employee(self, viewer: Viewer) -> Employee:
        employee = (
            self.employees.find_by_email(viewer.person)
            if viewer.role is not Role.REQUESTER
            else None
        )
        if employee is None or not employee.active:
            raise NotFound(f"{viewer.person} is not on the roster: ask the desk's admin")
        return employee

    def update_availability(self, update: AvailabilityUpdate, viewer: Viewer) -> Employee:
        """Raises Invalid, Conflict. A roster leaves it as it is."""
        return self._change_employee(
            lambda: self.read_own_employee(viewer),
            lambda employee: apply_update(employee, update, self.clock()),
        )

    def start_leave(self, leave: LeaveRequest, viewer: Viewer, employee_id: str = "") -> Employee:
        """What they have goes to others from now on; of the viewer, where nobody is named.

        Raises Forbidden, Invalid, Conflict. Safe to repeat.
        """
        return self._change_employee(
            lambda: (
                self._read_led_employee(employee_id, viewer)
                if employee_id
                else self.read_own_employee(viewer)
            ),
            lambda employee: apply_leave(employee, leave, viewer.person, self.clock()),
        )

    def _read_led_employee(self, employee_id: str, viewer: Viewer) -> Employee:
        employee = self.employees.read_employees([employee_id]).get(employee_id)
        if employee is None or not any(
            viewer.may_work_in(department) for department in employee.departments
        ):
            raise NotFound(f"there is no employee {employee_id} where you work")
        if employee.email != viewer.person and not any(map(viewer.may_lead, employee.departments)):
            raise Forbidden(f"only {employee_id}'s lead and they themselves may do this")
        return employee

    def _change_employee(
        self, read: Callable[[], Employee], make_changed: Callable[[Employee], Employee]
    ) -> Employee:
        for _ in range(MAX_ATTEMPTS):
            before = read()
            after = make_changed(before)
            if after == before:
                return before
            try:
                self.employees.amend_employee(after, before)
            except Conflict:
                continue
            return after
        raise Conflict(f"this was changed by others {MAX_ATTEMPTS} times: try again")
