from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from switchyard.usecases.intake.chunks import BYTES, ROWS, STRETCH_BYTES, chunks, stretches
from switchyard.usecases.intake.row_ranges import Span
from switchyard.usecases.intake.tables import MOST_ROW_BYTES

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


@given(st.lists(LENGTHS, max_size=30))
def test_stretches_are_the_same_bytes_but_for_rows_that_are_too_long(lengths: list[int]) -> None:
    parts = list(chunks(rows_of(lengths), "U-1", DUE))
    joined = list(stretches(parts))
    kept = [part for part in parts if part.end - part.start <= BYTES]
    assert sum(one.end - one.start for one in joined) == sum(one.end - one.start for one in kept)
    assert {one.first_row for one in joined} <= {one.first_row for one in kept}
    assert all(one.end - one.start <= STRETCH_BYTES for one in joined)


def test_a_million_rows_are_read_again_in_few_pieces() -> None:
    parts = list(chunks(rows_of([70] * 1_000_000), "U-1", DUE))
    assert len(parts) == 4_000
    assert len(list(stretches(parts))) < 10
