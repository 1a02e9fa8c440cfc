from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from switchyard.usecases.intake.chunks import (
    MAX_CHUNK_BYTES,
    MAX_CHUNK_ROWS,
    MAX_STRETCH_BYTES,
    join_neighbours,
    split_into_chunks,
)
from switchyard.usecases.intake.row_ranges import RowSpan
from switchyard.usecases.intake.tables import MAX_ROW_BYTES

DUE = datetime(2026, 11, 21, tzinfo=UTC)
LENGTHS = st.one_of(st.integers(1, 2000), st.integers(MAX_ROW_BYTES - 2, 2 * MAX_CHUNK_BYTES))


def make_row_spans(lengths: list[int]) -> list[RowSpan]:
    rows, start = [], 0
    for row, length in enumerate(lengths, 2):
        rows.append(RowSpan(row, start, start + length))
        start += length
    return rows


@given(st.lists(LENGTHS, max_size=30))
def test_chunks_hold_every_row_once_and_in_order(lengths: list[int]) -> None:
    rows = make_row_spans(lengths)
    chunks = list(split_into_chunks(rows, "U-1", DUE))
    starts = [row.start for row in rows]
    assert [chunk.number for chunk in chunks] == list(range(1, len(chunks) + 1))
    assert [(chunk.start, chunk.end) for chunk in chunks] == list(
        zip(
            [chunk.start for chunk in chunks],
            [*(chunk.start for chunk in chunks[1:]), *(row.end for row in rows[-1:])],
            strict=True,
        )
    )
    assert all(rows[starts.index(chunk.start)].row == chunk.first_row for chunk in chunks)


@given(st.lists(LENGTHS, max_size=30))
def test_a_row_that_is_too_long_is_alone_and_no_other_chunk_is_large(lengths: list[int]) -> None:
    rows = make_row_spans(lengths)
    for chunk in split_into_chunks(rows, "U-1", DUE):
        inside = [row for row in rows if chunk.start <= row.start < chunk.end]
        assert len(inside) == 1 or all(row.end - row.start <= MAX_ROW_BYTES for row in inside)
        assert len(inside) == 1 or chunk.end - chunk.start <= MAX_CHUNK_BYTES


def test_a_chunk_has_a_bounded_number_of_rows() -> None:
    chunks = list(split_into_chunks(make_row_spans([10] * (2 * MAX_CHUNK_ROWS + 1)), "U-1", DUE))
    assert [chunk.first_row for chunk in chunks] == [2, MAX_CHUNK_ROWS + 2, 2 * MAX_CHUNK_ROWS + 2]


@given(st.lists(LENGTHS, max_size=30))
def test_stretches_are_the_same_bytes_but_for_rows_that_are_too_long(lengths: list[int]) -> None:
    parts = list(split_into_chunks(make_row_spans(lengths), "U-1", DUE))
    joined = list(join_neighbours(parts))
    kept = [part for part in parts if part.end - part.start <= MAX_CHUNK_BYTES]
    assert sum(chunk.end - chunk.start for chunk in joined) == sum(
        chunk.end - chunk.start for chunk in kept
    )
    assert {chunk.first_row for chunk in joined} <= {chunk.first_row for chunk in kept}
    assert all(chunk.end - chunk.start <= MAX_STRETCH_BYTES for chunk in joined)


def test_a_million_rows_are_read_again_in_few_pieces() -> None:
    parts = list(split_into_chunks(make_row_spans([70] * 1_000_000), "U-1", DUE))
    assert len(parts) == 4_000
    assert len(list(join_neighbours(parts))) < 10
