"""CSV: the columns of each kind of file, the head of a file, and its rows as cells by column."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from switchyard.domain.errors import Invalid, Problem
from switchyard.domain.upload import UploadKind
from switchyard.usecases.intake.row_ranges import BOM, Span, csv_ends, spans

MOST_ROW_BYTES = 262_144
COMPLETE = "# complete"
"""As the first line of a roster: whoever is not in the file has left."""
FIELD = "field."
"""Starts the name of a column that holds one of the sender's own fields."""
WHOLE_ROW = "row"
"""Stands for the column of a problem that is the row's as a whole."""

# The module's own limit is half of what a row may have here.
csv.field_size_limit(MOST_ROW_BYTES)


@dataclass(frozen=True, slots=True)
class Columns:
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


COLUMNS = {
    UploadKind.ROSTER: Columns(
        ("employee_id", "name", "email", "departments", "capacity"),
        (
            "title",
            "skills",
            "languages",
            "time_zone",
            "shifts",
            "on_call",
            "absences",
            "deputy",
            "profile",
        ),
    ),
    UploadKind.TICKETS: Columns(
        ("description", "requester_email"),
        (
            "external_id",
            "title",
            "requester_name",
            "requester_vip",
            "requester_site",
            "requester_contract",
            "department",
            "priority",
            "tier",
            "tags",
        ),
    ),
    UploadKind.EXAMPLES: Columns(("text", "category")),
}


@dataclass(frozen=True, slots=True)
class Head:
    """`rows` is how many rows of the file are no data: the directive, if any, and the header."""

    header: tuple[str, ...]
    rows: int
    complete: bool


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    cells: dict[str, str]


def read_head(kind: UploadKind, first_block: bytes) -> Head:
    """The head must lie within the first block. Raises Invalid, naming every wrong column."""
    lines = _first_rows(first_block)
    directive = bool(lines) and len(lines[0]) == 1 and lines[0][0].strip().lower() == COMPLETE
    rows = 2 if directive else 1
    if len(lines) < rows:
        raise Invalid.one("file", f"is empty; its first row names the columns: {_named(kind)}")
    header = tuple(cell.strip().lower() for cell in lines[rows - 1])
    problems = list(_wrong_columns(kind, header, rows))
    if directive and kind is not UploadKind.ROSTER:
        problems.append(Problem(WHOLE_ROW, f"only a roster can be {COMPLETE}", row=1))
    if problems:
        raise Invalid(problems)
    return Head(header, rows, complete=directive)


def _first_rows(block: bytes) -> list[list[str]]:
    found: list[Span] = []
    for span in spans([block], csv_ends):
        found.append(span)
        if len(found) == 2:  # noqa: PLR2004
            break
    end = found[-1].end if found else 0
    if end > MOST_ROW_BYTES:
        end = found[0].end if found[0].end <= MOST_ROW_BYTES else 0
    return list(_csv(block[:end]))


def _wrong_columns(kind: UploadKind, header: tuple[str, ...], row: int) -> Iterator[Problem]:
    columns = COLUMNS[kind]
    known = (*columns.required, *columns.optional)
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        yield Problem("file", f"its columns are to be separated by commas: {_named(kind)}", row)
        return
    for name in columns.required:
        if name not in header:
            yield Problem(name, f"this column is missing; {_named(kind)}", row)
    for name, times in Counter(header).items():
        if name not in known and not _own_field(kind, name):
            yield Problem(name or "(no name)", f"this column is not known; {_named(kind)}", row)
        elif times > 1:
            yield Problem(name, f"this column stands there {times} times; keep one", row)


def _own_field(kind: UploadKind, name: str) -> bool:
    return kind is UploadKind.TICKETS and name.startswith(FIELD)


def _named(kind: UploadKind) -> str:
    columns = COLUMNS[kind]
    more = columns.optional
    if kind is UploadKind.TICKETS:
        more += (f"{FIELD}<a name of your own>",)
    optional = f", and may have {', '.join(more)}" if more else ""
    return f"a file of {kind} has {', '.join(columns.required)}{optional}"


def read_rows(content: bytes, header: tuple[str, ...], first_row: int) -> Iterator[Row | Problem]:
    """Rows of a part of a file; blank ones are passed over."""
    for span in spans([content], csv_ends):
        number = first_row + span.row - 1
        row = content[span.start : span.end]
        if not row.strip(b" \t\r\n,"):
            continue
        yield too_long(number, len(row)) or _row(row, header, number)


def _row(row: bytes, header: tuple[str, ...], number: int) -> Row | Problem:
    [cells] = _csv(row)
    if len(cells) == len(header):
        return Row(number, dict(zip(header, cells, strict=True)))
    reason = f"has {len(cells)} cells, the header {len(header)}; put texts with commas in quotes"
    return Problem(WHOLE_ROW, reason, number)


def too_long(number: int, size: int) -> Problem | None:
    """Nothing for a row that may be read."""
    if size <= MOST_ROW_BYTES:
        return None
    return Problem(WHOLE_ROW, f"has {size:,} bytes; a row may have {MOST_ROW_BYTES:,}", number)


def _csv(content: bytes) -> Iterator[list[str]]:
    text = content.removeprefix(BOM).decode()
    return csv.reader(io.StringIO(text, newline=""))
