"""The whole roster, for what concerns everybody on it."""

from collections.abc import Iterator

from switchyard.domain.employee import Employee
from switchyard.domain.viewer import SYSTEM_VIEWER
from switchyard.ports.people import EmployeeStore

EMPLOYEES_PER_PAGE = 500


def list_everybody(employees: EmployeeStore) -> Iterator[Employee]:
    """By name, also those who left. May lag behind the last writes."""
    page = employees.list_employees(SYSTEM_VIEWER, "", "", EMPLOYEES_PER_PAGE)
    yield from page.items
    while page.cursor:
        page = employees.list_employees(SYSTEM_VIEWER, "", page.cursor, EMPLOYEES_PER_PAGE)
        yield from page.items
