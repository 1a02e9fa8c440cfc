"""A roster row as an employee."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from switchyard.domain import working_hours_text as shift_text
from switchyard.domain.employee import Employee
from switchyard.domain.errors import InputProblem, InvalidInput
from switchyard.domain.text_fields import Email, Slug, Text
from switchyard.usecases.intake import roster_cells as cells
from switchyard.usecases.intake.problems import list_problems
from switchyard.usecases.intake.tables import FileRow

_NAME = TypeAdapter[str](Annotated[Text, Field(min_length=1, max_length=120)])
_TITLE = TypeAdapter[str](Annotated[Text, Field(max_length=120)])
_PROFILE = TypeAdapter[str](Annotated[Text, Field(max_length=4000)])
_EMAIL = TypeAdapter[str](Email)
_SLUG = TypeAdapter[str](Slug)


def _make_text_reader(adapter: TypeAdapter[str]) -> Callable[[str], str]:
    """A cell of text: no formula, and what the type says."""

    def read_text(cell: str) -> str:
        try:
            return adapter.validate_python(cells.check_harmless(cell))
        except ValidationError as error:
            raise ValueError(next(list_problems(error)).reason) from error

    return read_text


def _read_deputy(cell: str) -> str:
    """An employee's id; nothing means nobody."""
    return _make_text_reader(_SLUG)(cell) if cell.strip() else ""


_READERS: dict[str, Callable[[str], object]] = {
    "employee_id": _make_text_reader(_SLUG),
    "name": _make_text_reader(_NAME),
    "email": _make_text_reader(_EMAIL),
    "title": _make_text_reader(_TITLE),
    "profile": _make_text_reader(_PROFILE),
    "skills": cells.read_skills,
    "languages": cells.read_languages,
    "time_zone": shift_text.parse_time_zone,
    "shifts": shift_text.parse_shifts,
    "on_call": shift_text.parse_shifts,
    "absences": cells.read_absences,
    "deputy": _read_deputy,
    "capacity": cells.read_capacity,
}


@dataclass(frozen=True, slots=True)
class RosterRowParser:
    """`known_departments` are the desk's departments; `dropped_at` is the file's."""

    known_departments: Container[str]
    dropped_at: str

    def read_employee(self, row: FileRow) -> Employee:
        """Raises Invalid with every wrong cell. Within a file, a later row is a later drop."""
        problems: list[InputProblem] = []
        fields: dict[str, object] = {"dropped_at": f"{self.dropped_at}#{row.number:07}"}
        for column, cell in row.cells.items():
            try:
                fields[column] = self._read_cell(column, cell)
            except ValueError as error:
                problems.append(InputProblem(column, str(error), row.number))
        if fields.get("deputy") and fields["deputy"] == fields.get("employee_id"):
            reason = "is this person themself; name somebody else, or nobody"
            problems.append(InputProblem("deputy", reason, row.number))
        if problems:
            raise InvalidInput(problems)
        return Employee.model_validate(fields)

    def _read_cell(self, column: str, cell: str) -> object:
        if column == "departments":
            return cells.read_departments(cell, self.known_departments)
        return _READERS[column](cell)


def split_by_address(employees: Sequence[Employee]) -> tuple[list[Employee], list[InputProblem]]:
    """Those whose e-mail address nobody has in a row above, and a problem for each other."""
    first: dict[str, Employee] = {}
    unique: list[Employee] = []
    problems: list[InputProblem] = []
    for employee in employees:
        holder = first.setdefault(employee.email, employee)
        if holder.employee_id == employee.employee_id:
            unique.append(employee)
            continue
        reason = f"is also that of {holder.employee_id}; give each person their own"
        problems.append(InputProblem("email", reason, read_row_number(employee)))
    return unique, problems


def read_row_number(employee: Employee) -> int:
    """The row of the file that this employee was read from."""
    return int(employee.dropped_at.rpartition("#")[2])
