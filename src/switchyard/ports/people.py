"""Where employees are kept."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from switchyard.domain.employee import Employee
from switchyard.domain.page import Page
from switchyard.domain.viewer import Viewer


class EmployeeStore(Protocol):
    """Employees by id. Load and last assignment belong to claims, and what people say of themselves
    to them: a roster never touches those.
    """

    def read_employees(self, employee_ids: Sequence[str]) -> dict[str, Employee]:
        """Those that exist, read consistently."""

    def find_by_email(self, email: str) -> Employee | None: ...

    def list_employees(
        self, viewer: Viewer, department: str, cursor: str, limit: int
    ) -> Page[Employee]:
        """By name. Only what the viewer may see. Raises Invalid for a foreign cursor."""

    def upsert_employee(
        self, employee: Employee, stored_employees: Mapping[str, Employee] | None = None
    ) -> bool:
        """Updates the roster's fields, and only if `dropped_at` is not older than what is stored.

        `stored_employees` is what `read_employees` has just given, of others too: it spares a read,
        and Conflict is raised where that is no longer what is stored. Returns whether it was
        written. Raises Invalid where the e-mail is someone else's.
        """

    def upsert_employees(
        self, employees: Sequence[Employee], stored_employees: Mapping[str, Employee]
    ) -> bool:
        """Whether all were written, but for those whose stored row is of a later drop.

        One that cannot be written holds up all: then `upsert_employee` each, to learn which and
        why. `employees` are at most 32, each another person.
        """

    def amend_employee(self, employee: Employee, as_read: Employee) -> None:
        """Writes what people say of themselves, and nothing of the roster's; where that is the same
        as it was read, nothing at all.

        Raises Conflict where it is no longer as it was read.
        """

    def deactivate_missing(self, dropped_at: str) -> list[str]:
        """Deactivates everybody whose last roster row is older, so that their tickets go to others.

        Returns their ids.
        """
