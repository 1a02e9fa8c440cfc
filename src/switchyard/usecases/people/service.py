"""Who works here, for those who may know; and who a signed-in person is."""

from dataclasses import dataclass

from switchyard.domain.employee import Employee
from switchyard.domain.errors import Forbidden
from switchyard.domain.page import Page
from switchyard.domain.viewer import Role, Viewer
from switchyard.ports.desks import DeskReader
from switchyard.ports.people import EmployeeStore


@dataclass(frozen=True, slots=True)
class EmployeeService:
    store: EmployeeStore
    desks: DeskReader

    def build_viewer(self, role: Role, email: str) -> Viewer:
        """An agent's departments are those of the roster; a lead's also those the desk says.

        Somebody who is not, or no longer, on the roster works in none.
        """
        person = email.strip().lower()
        if role not in (Role.AGENT, Role.LEAD):
            return Viewer(role, person)
        employee = self.store.find_by_email(person)
        if employee is None or not employee.active:
            return Viewer(role, person, departments=self._list_led_departments(role, person))
        departments = frozenset(employee.departments) | self._list_led_departments(role, person)
        return Viewer(role, person, employee.employee_id, departments)

    def list_employees(
        self, viewer: Viewer, department: str = "", cursor: str = "", limit: int = 25
    ) -> Page[Employee]:
        """By name; of all that the viewer works in where no department is named.

        Raises Forbidden for requesters, and for departments of others.
        """
        if viewer.role is Role.REQUESTER:
            raise Forbidden("requesters may not see who works here")
        if department and not viewer.may_work_in(department):
            raise Forbidden(f"only those who work in {department} may see its employees")
        return self.store.list_employees(viewer, department, cursor, limit)

    def _list_led_departments(self, role: Role, person: str) -> frozenset[str]:
        if role is not Role.LEAD:
            return frozenset()
        departments = self.desks.read_desk_in_force().desk.departments
        return frozenset(
            department.id for department in departments if department.lead.email == person
        )
