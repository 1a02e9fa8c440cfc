"""A file's rows in portions that one run of a function can read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from switchyard.domain.upload import Chunk
from switchyard.usecases.intake.row_ranges import Span
from switchyard.usecases.intake.tables import MOST_ROW_BYTES

ROWS = 250
BYTES = 1 << 20
STRETCH_BYTES = 8 << 20


@dataclass(slots=True)
class _Open:
    first: Span
    end: int
    rows: int = 1

    def takes(self, span: Span) -> bool:
        return (
            self.rows < ROWS
            and span.end - self.first.start <= BYTES
            and _length(self.first) <= MOST_ROW_BYTES
            and _length(span) <= MOST_ROW_BYTES
        )

    def add(self, span: Span) -> None:
        self.end = span.end
        self.rows += 1


def chunks(rows: Iterable[Span], upload_id: str, due_at: datetime) -> Iterator[Chunk]:
    """At most ROWS rows or BYTES bytes each. A row that is too long has a chunk of its own, so
    that it is refused without ever being read.
    """
    for number, part in enumerate(_parts(rows), 1):
        yield Chunk(
            upload_id=upload_id,
            number=number,
            first_row=part.first.row,
            start=part.first.start,
            end=part.end,
            due_at=due_at,
        )


def stretches(parts: Sequence[Chunk]) -> Iterator[Chunk]:
    """Neighbours joined, up to STRETCH_BYTES, to read a file again in few pieces.

    `parts` are in the file's order. Without the rows that are too long.
    """
    joined: Chunk | None = None
    for part in parts:
        if part.end - part.start > BYTES:
            continue
        if joined and joined.end == part.start and part.end - joined.start <= STRETCH_BYTES:
            joined = joined.model_copy(update={"end": part.end})
            continue
        if joined:
            yield joined
        joined = part
    if joined:
        yield joined


def _parts(rows: Iterable[Span]) -> Iterator[_Open]:
    part: _Open | None = None
    for span in rows:
        if part and part.takes(span):
            part.add(span)
            continue
        if part:
            yield part
        part = _Open(span, span.end)
    if part:
        yield part


def _length(span: Span) -> int:
    return span.end - span.start
