"""What the rows of each kind of file become."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from switchyard.domain.errors import Invalid, Problem
from switchyard.domain.upload import Upload, UploadKind
from switchyard.domain.values import Clock
from switchyard.ports.desks import DeskReader
from switchyard.ports.embedding import Embedder
from switchyard.ports.people import People
from switchyard.ports.search import VectorStore
from switchyard.ports.uploads import Intake
from switchyard.usecases.intake.example_rows import example_of
from switchyard.usecases.intake.roster_rows import RosterRows, own_addresses
from switchyard.usecases.intake.store_examples import LessonIntake
from switchyard.usecases.intake.store_roster import RosterIntake
from switchyard.usecases.intake.store_tickets import TicketImport
from switchyard.usecases.intake.tables import FIELD, WHOLE_ROW, Row, read_rows
from switchyard.usecases.intake.ticket_rows import TicketRow, read_lines, ticket_of_row

_COLUMNS = {
    f"requester.{name}": f"requester_{name}" for name in ("email", "name", "site", "contract")
}
"""A ticket's fields whose columns are called differently."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Counts are of rows; a row may have several problems."""

    accepted: int
    refused: int
    problems: Sequence[Problem]
    departments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowReader:
    """Takes in a part of a file; safe to repeat.

    Raises NotFound while there is no desk, and Unavailable: the part is to be read again.
    """

    people: People
    vectors: VectorStore
    embedder: Embedder
    desks: DeskReader
    intake: Callable[[], Intake]
    clock: Clock

    def read(self, upload: Upload, content: bytes, first_row: int) -> Outcome:
        """`content` holds whole rows."""
        match upload.kind:
            case UploadKind.ROSTER:
                return self._roster(upload, read_rows(content, upload.header, first_row))
            case UploadKind.EXAMPLES:
                return self._examples(read_rows(content, upload.header, first_row))
            case _:
                return self._tickets(upload, content, first_row)

    def roster(self) -> RosterIntake:
        return RosterIntake(self.people, self.vectors, self.embedder, self.clock)

    def _roster(self, upload: Upload, rows: Iterable[Row | Problem]) -> Outcome:
        known = self.desks.in_force().desk.departments_by_id
        employees, wrong = _parsed(rows, RosterRows(known, upload.dropped_at).employee)
        own, doubled = own_addresses(employees)
        return _outcome(len(own), [*wrong, *doubled], self.roster().take(own))

    def _examples(self, rows: Iterable[Row | Problem]) -> Outcome:
        categories = self.desks.in_force().desk.categories_by_id
        examples, wrong = _parsed(rows, partial(example_of, known=categories))
        departments = {name: one.department for name, one in categories.items()}
        LessonIntake(self.vectors, self.embedder, self.clock).take(examples, departments)
        taught = {departments[one.category] for one in examples}
        return replace(_outcome(len(examples), wrong, []), departments=tuple(sorted(taught)))

    def _tickets(self, upload: Upload, content: bytes, first_row: int) -> Outcome:
        if upload.header:
            read = read_rows(content, upload.header, first_row)
            tickets, wrong = _parsed(read, ticket_of_row)
        else:
            tickets, wrong = _sorted(read_lines(content, first_row))
        refused = TicketImport(self.intake(), upload).take(tickets)
        outcome = _outcome(len(tickets), wrong, refused)
        return replace(outcome, problems=_in_columns(outcome.problems, bool(upload.header)))


def _parsed[T](
    rows: Iterable[Row | Problem], parse: Callable[[Row], T]
) -> tuple[list[T], list[Problem]]:
    good: list[T] = []
    wrong: list[Problem] = []
    for row in rows:
        if isinstance(row, Problem):
            wrong.append(row)
            continue
        try:
            good.append(parse(row))
        except Invalid as error:
            wrong += error.problems
    return good, wrong


def _sorted(rows: Iterable[TicketRow | Problem]) -> tuple[list[TicketRow], list[Problem]]:
    found = list(rows)
    good = [one for one in found if isinstance(one, TicketRow)]
    return good, [one for one in found if isinstance(one, Problem)]


def _outcome(parsed: int, wrong: list[Problem], refused: list[Problem]) -> Outcome:
    """`parsed` rows were well-formed; of these the store refused some."""
    late = len({problem.row for problem in refused})
    early = len({problem.row for problem in wrong})
    return Outcome(parsed - late, early + late, [*wrong, *refused])


def _in_columns(problems: Sequence[Problem], table: bool) -> list[Problem]:
    return [
        replace(one, field=(_column(one.field) if table else one.field) or WHOLE_ROW)
        for one in problems
    ]


def _column(field: str) -> str:
    own = field.removeprefix("fields.")
    return _COLUMNS.get(field, field) if own == field else f"{FIELD}{own}"
