"""Who asks. Every read is made by a viewer."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    REQUESTER = "requester"
    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Viewer:
    """`person` is the viewer's e-mail address in lower case; `employee_id` is empty for others.

    `departments` are those an agent works in or a lead leads. Admins and the system see all.
    """

    role: Role
    person: str
    employee_id: str = ""
    departments: frozenset[str] = frozenset()

    @property
    def sees_all(self) -> bool:
        return self.role in (Role.ADMIN, Role.SYSTEM)

    def may_work_in(self, department: str) -> bool:
        return self.sees_all or (
            self.role in (Role.AGENT, Role.LEAD) and department in self.departments
        )

    def may_lead(self, department: str) -> bool:
        return self.sees_all or (self.role is Role.LEAD and department in self.departments)


SYSTEM_VIEWER = Viewer(Role.SYSTEM, person="switchyard")
