from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from switchyard.ingestion.chunks import BYTES, ROWS, chunks
from switchyard.ingestion.spans import Span
from switchyard.ingestion.tables import MOST_ROW_BYTES

DUE = datetime(2026, 11, 21, tzinfo=UTC)
LENGTHS = st.one_of(st.integers(1, 2000), st.integers(MOST_ROW_BYTES - 2, 2 * BYTES))


def rows_of(lengths: list[int]) -> list[Span]:
    rows, start = [], 0
    for row, length in enumerate(lengths, 2):
        rows.append(Span(row, start, start + length))
        start += length
    return rows


@given(st.lists(LENGTHS, max_size=30))
def test_chunks_hold_every_row_once_and_in_order(lengths: list[int]) -> None:
    rows = rows_of(lengths)
    found = list(chunks(rows, "U-1", DUE))
    starts = [row.start for row in rows]
    assert [chunk.number for chunk in found] == list(range(1, len(found) + 1))
    assert [(one.start, one.end) for one in found] == list(
        zip(
            [one.start for one in found],
            [*(one.start for one in found[1:]), *(row.end for row in rows[-1:])],
            strict=True,
        )
    )
    assert all(rows[starts.index(one.start)].row == one.first_row for one in found)


@given(st.lists(LENGTHS, max_size=30))
def test_a_row_that_is_too_long_is_alone_and_no_other_chunk_is_large(lengths: list[int]) -> None:
    rows = rows_of(lengths)
    for chunk in chunks(rows, "U-1", DUE):
        inside = [row for row in rows if chunk.start <= row.start < chunk.end]
        assert len(inside) == 1 or all(row.end - row.start <= MOST_ROW_BYTES for row in inside)
        assert len(inside) == 1 or chunk.end - chunk.start <= BYTES


def test_a_chunk_has_a_bounded_number_of_rows() -> None:
    found = list(chunks(rows_of([10] * (2 * ROWS + 1)), "U-1", DUE))
    assert [chunk.first_row for chunk in found] == [2, ROWS + 2, 2 * ROWS + 2]
