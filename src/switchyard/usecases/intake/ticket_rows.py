"""A row of a CSV file, or a line of a JSONL file, as a ticket's submission."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from switchyard.domain.errors import Invalid, Problem
from switchyard.domain.submission import Submission
from switchyard.usecases.intake.problems import problems_of
from switchyard.usecases.intake.roster_cells import parts
from switchyard.usecases.intake.row_ranges import BOM, line_ends, spans
from switchyard.usecases.intake.tables import FIELD, WHOLE_ROW, Row, too_long

MOST_ID = 200
TRUTH = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class TicketRow:
    """`external_id` is the sender's, or empty."""

    number: int
    external_id: str
    submission: Submission


def ticket_of_row(row: Row) -> TicketRow:
    """Raises Invalid, naming the row's columns.

    A text that starts like a formula stays what it is: tickets never leave as a spreadsheet.
    """
    cells = {name: cell for name, cell in row.cells.items() if cell.strip()}
    given: dict[str, object] = {
        name: cells[name]
        for name in ("title", "description", "department", "priority")
        if name in cells
    }
    given["requester"] = _requester(cells, row.number)
    given["fields"] = {
        name.removeprefix(FIELD): cell for name, cell in cells.items() if name.startswith(FIELD)
    }
    if "tier" in cells:
        given["tier"] = _tier(cells["tier"], row.number)
    if "tags" in cells:
        given["tags"] = tuple(parts(cells["tags"]))
    try:
        submission = Submission.model_validate(given)
    except ValidationError as error:
        raise Invalid([*problems_of(error, row.number)]) from error
    return TicketRow(row.number, _external_id(cells.get("external_id", ""), row.number), submission)


def _requester(cells: dict[str, str], row: int) -> dict[str, object]:
    """Errors of these fields are told by the names of their columns: see `readers`."""
    known: dict[str, object] = {
        name: cells[f"requester_{name}"]
        for name in ("name", "site", "contract")
        if f"requester_{name}" in cells
    }
    vip = _truth(cells.get("requester_vip", "no"), row)
    return {"email": cells.get("requester_email", ""), "vip": vip, **known}


def _truth(cell: str, row: int) -> bool:
    if cell.strip().lower() not in TRUTH:
        raise Invalid.one("requester_vip", "should be yes or no", row)
    return TRUTH[cell.strip().lower()]


def _tier(cell: str, row: int) -> int:
    if cell.strip() not in ("1", "2", "3"):
        raise Invalid.one("tier", "should be 1, 2 or 3", row)
    return int(cell)


def read_lines(content: bytes, first_row: int) -> Iterator[TicketRow | Problem]:
    """Lines of a part of a file; blank ones are passed over."""
    for span in spans([content], line_ends):
        number = first_row + span.row - 1
        line = content[span.start : span.end].removeprefix(BOM)
        if not line.strip():
            continue
        try:
            yield too_long(number, len(line)) or ticket_of_line(line, number)
        except Invalid as error:
            yield from error.problems


def ticket_of_line(line: bytes, number: int) -> TicketRow:
    """A JSON object: a submission, and perhaps `external_id`. Raises Invalid."""
    try:
        given = json.loads(line)
    except ValueError as error:
        raise Invalid.one(WHOLE_ROW, f"is not JSON: {_place(error)}", number) from error
    except RecursionError as error:
        raise Invalid.one(WHOLE_ROW, "is nested too deep", number) from error
    if not isinstance(given, dict):
        raise Invalid.one(WHOLE_ROW, "should be a JSON object, one a line", number)
    external_id = given.pop("external_id", "")
    if not isinstance(external_id, str | int):
        raise Invalid.one("external_id", "should be a text or a whole number", number)
    try:
        submission = Submission.model_validate(given)
    except ValidationError as error:
        raise Invalid([*problems_of(error, number)]) from error
    return TicketRow(number, _external_id(str(external_id), number), submission)


def _place(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.colno}"
    return "a number in it is too long"


def _external_id(text: str, row: int) -> str:
    found = text.strip()
    if len(found) > MOST_ID or not found.isprintable():
        raise Invalid.one("external_id", f"should be up to {MOST_ID} plain characters", row)
    return found
