"""What the rows of each kind of file become."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from switchyard.domain.errors import InputProblem, InvalidInput
from switchyard.domain.upload import Upload, UploadKind
from switchyard.domain.values import Clock
from switchyard.ports.desks import DeskReader
from switchyard.ports.embedding import Embedder
from switchyard.ports.people import EmployeeStore
from switchyard.ports.search import VectorStore
from switchyard.ports.uploads import SubmissionIntake
from switchyard.usecases.intake.example_rows import read_example
from switchyard.usecases.intake.roster_rows import RosterRowParser, split_by_address
from switchyard.usecases.intake.store_examples import ExampleIntake
from switchyard.usecases.intake.store_roster import RosterIntake
from switchyard.usecases.intake.store_tickets import TicketImport
from switchyard.usecases.intake.tables import FIELD_PREFIX, WHOLE_ROW, FileRow, read_rows
from switchyard.usecases.intake.ticket_rows import TicketRow, read_lines, read_ticket_row

_COLUMN_BY_FIELD = {
    f"requester.{name}": f"requester_{name}" for name in ("email", "name", "site", "contract")
}
"""A ticket's fields whose columns are called differently."""


@dataclass(frozen=True, slots=True)
class RowsOutcome:
    """Counts are of rows; a row may have several problems."""

    accepted: int
    refused: int
    problems: Sequence[InputProblem]
    departments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UploadRowReader:
    """Takes in a part of a file; safe to repeat.

    Raises NotFound while there is no desk, and Unavailable: the part is to be read again.
    """

    employees: EmployeeStore
    vectors: VectorStore
    embedder: Embedder
    desks: DeskReader
    make_intake: Callable[[], SubmissionIntake]
    clock: Clock

    def read_part(self, upload: Upload, content: bytes, first_row: int) -> RowsOutcome:
        """`content` holds whole rows."""
        match upload.kind:
            case UploadKind.ROSTER:
                return self._take_roster(upload, read_rows(content, upload.header, first_row))
            case UploadKind.EXAMPLES:
                return self._take_examples(read_rows(content, upload.header, first_row))
            case _:
                return self._take_tickets(upload, content, first_row)

    def create_roster_intake(self) -> RosterIntake:
        return RosterIntake(self.employees, self.vectors, self.embedder, self.clock)

    def _take_roster(self, upload: Upload, rows: Iterable[FileRow | InputProblem]) -> RowsOutcome:
        known = self.desks.read_desk_in_force().desk.departments_by_id
        employees, wrong = _parse_rows(
            rows, RosterRowParser(known, upload.dropped_at).read_employee
        )
        unique, duplicates = split_by_address(employees)
        return _build_outcome(
            len(unique), [*wrong, *duplicates], self.create_roster_intake().store_employees(unique)
        )

    def _take_examples(self, rows: Iterable[FileRow | InputProblem]) -> RowsOutcome:
        categories = self.desks.read_desk_in_force().desk.categories_by_id
        examples, wrong = _parse_rows(rows, partial(read_example, known=categories))
        departments = {name: category.department for name, category in categories.items()}
        ExampleIntake(self.vectors, self.embedder, self.clock).store_examples(examples, departments)
        taught_departments = {departments[example.category] for example in examples}
        return replace(
            _build_outcome(len(examples), wrong, []), departments=tuple(sorted(taught_departments))
        )

    def _take_tickets(self, upload: Upload, content: bytes, first_row: int) -> RowsOutcome:
        if upload.header:
            read = read_rows(content, upload.header, first_row)
            tickets, wrong = _parse_rows(read, read_ticket_row)
        else:
            tickets, wrong = _split_problems(read_lines(content, first_row))
        refused = TicketImport(self.make_intake(), upload).import_rows(tickets)
        outcome = _build_outcome(len(tickets), wrong, refused)
        return replace(outcome, problems=_name_columns(outcome.problems, bool(upload.header)))


def _parse_rows[T](
    rows: Iterable[FileRow | InputProblem], parse: Callable[[FileRow], T]
) -> tuple[list[T], list[InputProblem]]:
    good: list[T] = []
    wrong: list[InputProblem] = []
    for row in rows:
        if isinstance(row, InputProblem):
            wrong.append(row)
            continue
        try:
            good.append(parse(row))
        except InvalidInput as error:
            wrong += error.problems
    return good, wrong


def _split_problems(
    rows: Iterable[TicketRow | InputProblem],
) -> tuple[list[TicketRow], list[InputProblem]]:
    results = list(rows)
    good = [result for result in results if isinstance(result, TicketRow)]
    return good, [result for result in results if isinstance(result, InputProblem)]


def _build_outcome(
    parsed: int, wrong: list[InputProblem], refused: list[InputProblem]
) -> RowsOutcome:
    """`parsed` rows were well-formed; of these the store refused some."""
    late = len({problem.row for problem in refused})
    early = len({problem.row for problem in wrong})
    return RowsOutcome(parsed - late, early + late, [*wrong, *refused])


def _name_columns(problems: Sequence[InputProblem], table: bool) -> list[InputProblem]:
    return [
        replace(
            problem, field=(_name_column(problem.field) if table else problem.field) or WHOLE_ROW
        )
        for problem in problems
    ]


def _name_column(field: str) -> str:
    field_name = field.removeprefix("fields.")
    return (
        _COLUMN_BY_FIELD.get(field, field) if field_name == field else f"{FIELD_PREFIX}{field_name}"
    )
