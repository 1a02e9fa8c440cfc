"""A row of a CSV file, or a line of a JSONL file, as a ticket's submission."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from switchyard.domain.errors import InputProblem, InvalidInput
from switchyard.domain.submission import Submission
from switchyard.usecases.intake.problems import list_problems
from switchyard.usecases.intake.roster_cells import split_cell
from switchyard.usecases.intake.row_ranges import BOM, find_line_ends, split_rows
from switchyard.usecases.intake.tables import FIELD_PREFIX, WHOLE_ROW, FileRow, find_length_problem

MAX_ID_LENGTH = 200
TRUTH_VALUES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class TicketRow:
    """`external_id` is the sender's, or empty."""

    number: int
    external_id: str
    submission: Submission


def read_ticket_row(row: FileRow) -> TicketRow:
    """Raises Invalid, naming the row's columns.

    A text that starts like a formula stays what it is: tickets never leave as a spreadsheet.
    """
    cells = {name: cell for name, cell in row.cells.items() if cell.strip()}
    given: dict[str, object] = {
        name: cells[name]
        for name in ("title", "description", "department", "priority")
        if name in cells
    }
    given["requester"] = _read_requester(cells, row.number)
    given["fields"] = {
        name.removeprefix(FIELD_PREFIX): cell
        for name, cell in cells.items()
        if name.startswith(FIELD_PREFIX)
    }
    if "tier" in cells:
        given["tier"] = _read_tier(cells["tier"], row.number)
    if "tags" in cells:
        given["tags"] = tuple(split_cell(cells["tags"]))
    try:
        submission = Submission.model_validate(given)
    except ValidationError as error:
        raise InvalidInput([*list_problems(error, row.number)]) from error
    return TicketRow(
        row.number, _check_external_id(cells.get("external_id", ""), row.number), submission
    )


def _read_requester(cells: dict[str, str], row: int) -> dict[str, object]:
    """Errors of these fields are told by the names of their columns: see `readers`."""
    known: dict[str, object] = {
        name: cells[f"requester_{name}"]
        for name in ("name", "site", "contract")
        if f"requester_{name}" in cells
    }
    vip = _read_truth(cells.get("requester_vip", "no"), row)
    return {"email": cells.get("requester_email", ""), "vip": vip, **known}


def _read_truth(cell: str, row: int) -> bool:
    if cell.strip().lower() not in TRUTH_VALUES:
        raise InvalidInput.create_for_field("requester_vip", "should be yes or no", row)
    return TRUTH_VALUES[cell.strip().lower()]


def _read_tier(cell: str, row: int) -> int:
    if cell.strip() not in ("1", "2", "3"):
        raise InvalidInput.create_for_field("tier", "should be 1, 2 or 3", row)
    return int(cell)


def read_lines(content: bytes, first_row: int) -> Iterator[TicketRow | InputProblem]:
    """Lines of a part of a file; blank ones are passed over."""
    for span in split_rows([content], find_line_ends):
        number = first_row + span.row - 1
        line = content[span.start : span.end].removeprefix(BOM)
        if not line.strip():
            continue
        try:
            yield find_length_problem(number, len(line)) or read_ticket_line(line, number)
        except InvalidInput as error:
            yield from error.problems


def read_ticket_line(line: bytes, number: int) -> TicketRow:
    """A JSON object: a submission, and perhaps `external_id`. Raises Invalid."""
    try:
        given = json.loads(line)
    except ValueError as error:
        raise InvalidInput.create_for_field(
            WHOLE_ROW, f"is not JSON: {_describe_place(error)}", number
        ) from error
    except RecursionError as error:
        raise InvalidInput.create_for_field(WHOLE_ROW, "is nested too deep", number) from error
    if not isinstance(given, dict):
        raise InvalidInput.create_for_field(
            WHOLE_ROW, "should be a JSON object, one a line", number
        )
    external_id = given.pop("external_id", "")
    if not isinstance(external_id, str | int):
        raise InvalidInput.create_for_field(
            "external_id", "should be a text or a whole number", number
        )
    try:
        submission = Submission.model_validate(given)
    except ValidationError as error:
        raise InvalidInput([*list_problems(error, number)]) from error
    return TicketRow(number, _check_external_id(str(external_id), number), submission)


def _describe_place(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.colno}"
    return "a number in it is too long"


def _check_external_id(text: str, row: int) -> str:
    external_id = text.strip()
    if len(external_id) > MAX_ID_LENGTH or not external_id.isprintable():
        raise InvalidInput.create_for_field(
            "external_id", f"should be up to {MAX_ID_LENGTH} plain characters", row
        )
    return external_id
