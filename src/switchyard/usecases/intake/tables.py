"""CSV: the columns of each kind of file, the header of a file, and its rows as cells by column."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from switchyard.domain.errors import InputProblem, InvalidInput
from switchyard.domain.upload import UploadKind
from switchyard.usecases.intake.row_ranges import BOM, RowSpan, find_csv_ends, split_rows

MAX_ROW_BYTES = 262_144
COMPLETE_DIRECTIVE = "# complete"
"""As the first line of a roster: whoever is not in the file has left."""
FIELD_PREFIX = "field."
"""Starts the name of a column that holds one of the sender's own fields."""
WHOLE_ROW = "row"
"""Stands for the column of a problem that is the row's as a whole."""

# The module's own limit is half of what a row may have here.
csv.field_size_limit(MAX_ROW_BYTES)


@dataclass(frozen=True, slots=True)
class FileColumns:
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


COLUMNS_BY_KIND = {
    UploadKind.ROSTER: FileColumns(
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
    UploadKind.TICKETS: FileColumns(
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
    UploadKind.EXAMPLES: FileColumns(("text", "category")),
}


@dataclass(frozen=True, slots=True)
class FileHeader:
    """`row_count` is how many rows are no data: the directive, if any, and the header."""

    columns: tuple[str, ...]
    row_count: int
    complete: bool


@dataclass(frozen=True, slots=True)
class FileRow:
    number: int
    cells: dict[str, str]


def read_header(kind: UploadKind, first_block: bytes) -> FileHeader:
    """The classifier must lie within the first block. Raises Invalid, naming every wrong column."""
    lines = _read_first_rows(first_block)
    directive = (
        bool(lines) and len(lines[0]) == 1 and lines[0][0].strip().lower() == COMPLETE_DIRECTIVE
    )
    rows = 2 if directive else 1
    if len(lines) < rows:
        raise InvalidInput.create_for_field(
            "file", f"is empty; its first row names the columns: {_describe_columns(kind)}"
        )
    header = tuple(cell.strip().lower() for cell in lines[rows - 1])
    problems = list(_find_wrong_columns(kind, header, rows))
    if directive and kind is not UploadKind.ROSTER:
        problems.append(
            InputProblem(WHOLE_ROW, f"only a roster can be {COMPLETE_DIRECTIVE}", row=1)
        )
    if problems:
        raise InvalidInput(problems)
    return FileHeader(header, rows, complete=directive)


def _read_first_rows(block: bytes) -> list[list[str]]:
    row_spans: list[RowSpan] = []
    for span in split_rows([block], find_csv_ends):
        row_spans.append(span)
        if len(row_spans) == 2:  # noqa: PLR2004
            break
    end = row_spans[-1].end if row_spans else 0
    if end > MAX_ROW_BYTES:
        end = row_spans[0].end if row_spans[0].end <= MAX_ROW_BYTES else 0
    return list(_read_csv(block[:end]))


def _find_wrong_columns(
    kind: UploadKind, header: tuple[str, ...], row: int
) -> Iterator[InputProblem]:
    columns = COLUMNS_BY_KIND[kind]
    known = (*columns.required, *columns.optional)
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        yield InputProblem(
            "file", f"its columns are to be separated by commas: {_describe_columns(kind)}", row
        )
        return
    for name in columns.required:
        if name not in header:
            yield InputProblem(name, f"this column is missing; {_describe_columns(kind)}", row)
    for name, times in Counter(header).items():
        if name not in known and not _is_sender_field(kind, name):
            yield InputProblem(
                name or "(no name)", f"this column is not known; {_describe_columns(kind)}", row
            )
        elif times > 1:
            yield InputProblem(name, f"this column stands there {times} times; keep one", row)


def _is_sender_field(kind: UploadKind, name: str) -> bool:
    return kind is UploadKind.TICKETS and name.startswith(FIELD_PREFIX)


def _describe_columns(kind: UploadKind) -> str:
    columns = COLUMNS_BY_KIND[kind]
    more = columns.optional
    if kind is UploadKind.TICKETS:
        more += (f"{FIELD_PREFIX}<a name of your own>",)
    optional = f", and may have {', '.join(more)}" if more else ""
    return f"a file of {kind} has {', '.join(columns.required)}{optional}"


def read_rows(
    content: bytes, header: tuple[str, ...], first_row: int
) -> Iterator[FileRow | InputProblem]:
    """Rows of a part of a file; blank ones are passed over."""
    for span in split_rows([content], find_csv_ends):
        number = first_row + span.row - 1
        row = content[span.start : span.end]
        if not row.strip(b" \t\r\n,"):
            continue
        yield find_length_problem(number, len(row)) or _read_row(row, header, number)


def _read_row(row: bytes, header: tuple[str, ...], number: int) -> FileRow | InputProblem:
    [cells] = _read_csv(row)
    if len(cells) == len(header):
        return FileRow(number, dict(zip(header, cells, strict=True)))
    reason = f"has {len(cells)} cells, the header {len(header)}; put texts with commas in quotes"
    return InputProblem(WHOLE_ROW, reason, number)


def find_length_problem(number: int, size: int) -> InputProblem | None:
    """Nothing for a row that may be read."""
    if size <= MAX_ROW_BYTES:
        return None
    return InputProblem(WHOLE_ROW, f"has {size:,} bytes; a row may have {MAX_ROW_BYTES:,}", number)


def _read_csv(content: bytes) -> Iterator[list[str]]:
    text = content.removeprefix(BOM).decode()
    return csv.reader(io.StringIO(text, newline=""))
