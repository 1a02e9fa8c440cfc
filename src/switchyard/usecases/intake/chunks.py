"""A file's rows in portions that one run of a function can read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from switchyard.domain.upload import Chunk
from switchyard.usecases.intake.row_ranges import RowSpan
from switchyard.usecases.intake.tables import MAX_ROW_BYTES

MAX_CHUNK_ROWS = 250
MAX_CHUNK_BYTES = 1 << 20
MAX_STRETCH_BYTES = 8 << 20


@dataclass(slots=True)
class _OpenChunk:
    first: RowSpan
    end: int
    rows: int = 1

    def has_room_for(self, span: RowSpan) -> bool:
        return (
            self.rows < MAX_CHUNK_ROWS
            and span.end - self.first.start <= MAX_CHUNK_BYTES
            and _count_bytes(self.first) <= MAX_ROW_BYTES
            and _count_bytes(span) <= MAX_ROW_BYTES
        )

    def add_row(self, span: RowSpan) -> None:
        self.end = span.end
        self.rows += 1


def split_into_chunks(rows: Iterable[RowSpan], upload_id: str, due_at: datetime) -> Iterator[Chunk]:
    """At most ROWS rows or BYTES bytes each. A row that is too long has a chunk of its own, so
    that it is refused without ever being read.
    """
    for number, part in enumerate(_group_rows(rows), 1):
        yield Chunk(
            upload_id=upload_id,
            number=number,
            first_row=part.first.row,
            start=part.first.start,
            end=part.end,
            due_at=due_at,
        )


def join_neighbours(parts: Sequence[Chunk]) -> Iterator[Chunk]:
    """Neighbours joined, up to STRETCH_BYTES, to read a file again in few pieces.

    `parts` are in the file's order. Without the rows that are too long.
    """
    joined: Chunk | None = None
    for part in parts:
        if part.end - part.start > MAX_CHUNK_BYTES:
            continue
        if joined and joined.end == part.start and part.end - joined.start <= MAX_STRETCH_BYTES:
            joined = joined.model_copy(update={"end": part.end})
            continue
        if joined:
            yield joined
        joined = part
    if joined:
        yield joined


def _group_rows(rows: Iterable[RowSpan]) -> Iterator[_OpenChunk]:
    part: _OpenChunk | None = None
    for span in rows:
        if part and part.has_room_for(span):
            part.add_row(span)
            continue
        if part:
            yield part
        part = _OpenChunk(span, span.end)
    if part:
        yield part


def _count_bytes(span: RowSpan) -> int:
    return span.end - span.start
