"""A roster row as an employee."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from switchyard.domain import working_hours_text as shift_text
from switchyard.domain.employee import Employee
from switchyard.domain.errors import Invalid, Problem
from switchyard.domain.text_fields import Email, Slug, Text
from switchyard.usecases.intake import roster_cells as cells
from switchyard.usecases.intake.problems import problems_of
from switchyard.usecases.intake.tables import Row

_NAME = TypeAdapter[str](Annotated[Text, Field(min_length=1, max_length=120)])
_TITLE = TypeAdapter[str](Annotated[Text, Field(max_length=120)])
_PROFILE = TypeAdapter[str](Annotated[Text, Field(max_length=4000)])
_EMAIL = TypeAdapter[str](Email)
_SLUG = TypeAdapter[str](Slug)


def _checked(adapter: TypeAdapter[str]) -> Callable[[str], str]:
    """A cell of text: no formula, and what the type says."""

    def read(cell: str) -> str:
        try:
            return adapter.validate_python(cells.harmless(cell))
        except ValidationError as error:
            raise ValueError(next(problems_of(error)).reason) from error

    return read


def _deputy(cell: str) -> str:
    """An employee's id; nothing means nobody."""
    return _checked(_SLUG)(cell) if cell.strip() else ""


_READERS: dict[str, Callable[[str], object]] = {
    "employee_id": _checked(_SLUG),
    "name": _checked(_NAME),
    "email": _checked(_EMAIL),
    "title": _checked(_TITLE),
    "profile": _checked(_PROFILE),
    "skills": cells.skills,
    "languages": cells.languages,
    "time_zone": shift_text.time_zone,
    "shifts": shift_text.shifts,
    "on_call": shift_text.shifts,
    "absences": cells.absences,
    "deputy": _deputy,
    "capacity": cells.capacity,
}


@dataclass(frozen=True, slots=True)
class RosterRows:
    """`known` are the desk's departments; `dropped_at` is the file's."""

    known: Container[str]
    dropped_at: str

    def employee(self, row: Row) -> Employee:
        """Raises Invalid with every wrong cell. Within a file, a later row is a later drop."""
        problems: list[Problem] = []
        found: dict[str, object] = {"dropped_at": f"{self.dropped_at}#{row.number:07}"}
        for column, cell in row.cells.items():
            try:
                found[column] = self._read(column, cell)
            except ValueError as error:
                problems.append(Problem(column, str(error), row.number))
        if found.get("deputy") and found["deputy"] == found.get("employee_id"):
            reason = "is this person themself; name somebody else, or nobody"
            problems.append(Problem("deputy", reason, row.number))
        if problems:
            raise Invalid(problems)
        return Employee.model_validate(found)

    def _read(self, column: str, cell: str) -> object:
        if column == "departments":
            return cells.departments(cell, self.known)
        return _READERS[column](cell)


def own_addresses(employees: Sequence[Employee]) -> tuple[list[Employee], list[Problem]]:
    """Those whose e-mail address nobody has in a row above, and a problem for each other."""
    first: dict[str, Employee] = {}
    own: list[Employee] = []
    problems: list[Problem] = []
    for one in employees:
        holder = first.setdefault(one.email, one)
        if holder.employee_id == one.employee_id:
            own.append(one)
            continue
        reason = f"is also that of {holder.employee_id}; give each person their own"
        problems.append(Problem("email", reason, row_of(one)))
    return own, problems


def row_of(employee: Employee) -> int:
    """The row of the file that this employee was read from."""
    return int(employee.dropped_at.rpartition("#")[2])
