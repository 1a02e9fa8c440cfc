import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from switchyard.domain.errors import InvalidInput
from switchyard.usecases.intake.row_ranges import (
    BOM,
    RowSpan,
    find_csv_ends,
    find_line_ends,
    split_rows,
)

TRICKY = st.text(st.sampled_from('a,"\n\r é漢😀\x00'), max_size=60)


def split_blocks(content: bytes, size: int) -> list[bytes]:
    return [content[at : at + size] for at in range(0, len(content), size)]


def parse_rows(content: bytes, spans: list[RowSpan]) -> list[list[str]]:
    texts = [content[span.start : span.end].decode("utf-8-sig") for span in spans]
    return [row for text in texts for row in csv.reader(io.StringIO(text, newline=""))]


def has_closed_quotes(text: str) -> bool:
    """Whether one more line is a row of its own, and no part of a cell."""
    return list(csv.reader(io.StringIO(f"{text}\nend", newline="")))[-1] == ["end"]


@given(TRICKY, st.integers(1, 7), st.booleans())
def test_rows_are_those_of_pythons_own_reader(text: str, size: int, marked: bool) -> None:
    content = (BOM if marked and size >= len(BOM) else b"") + text.encode()
    assume(has_closed_quotes(text))
    spans = list(split_rows(split_blocks(content, size), find_csv_ends))
    assert parse_rows(content, spans) == list(csv.reader(io.StringIO(text, newline="")))
    assert b"".join(content[span.start : span.end] for span in spans) == content
    assert [span.row for span in spans] == list(range(1, len(spans) + 1))


@given(
    st.lists(st.lists(TRICKY, min_size=1, max_size=4), max_size=8),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.integers(1, 9),
)
def test_what_a_csv_writer_wrote_is_found_row_by_row(
    rows: list[list[str]], end: str, size: int
) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator=end).writerows(rows)
    content = file.getvalue().encode()
    assert parse_rows(content, list(split_rows(split_blocks(content, size), find_csv_ends))) == rows


@given(st.lists(st.text(st.characters(exclude_characters="\n", codec="utf-8"))), st.integers(1, 9))
def test_lines_are_found_whatever_is_in_them(lines: list[str], size: int) -> None:
    content = "\n".join(lines).encode()
    spans = list(split_rows(split_blocks(content, size), find_line_ends))
    assert b"".join(content[span.start : span.end] for span in spans) == content
    read = [content[span.start : span.end].decode().removesuffix("\n") for span in spans]
    assert read == content.decode().removesuffix("\n").split("\n") if content else read == []


def test_a_quote_that_is_never_closed_is_told_with_its_row() -> None:
    with pytest.raises(InvalidInput) as refused:
        list(split_rows([b'a,b\n1,2\n3,"4\n5,6\n'], find_csv_ends))
    assert refused.value.problems[0].row == 3


@given(st.text(min_size=1, max_size=20).filter(str.isascii), st.integers(1, 5))
def test_a_byte_that_is_not_utf_8_is_told_with_its_place(before: str, size: int) -> None:
    content = before.encode() + "Gerät".encode("latin-1")
    with pytest.raises(InvalidInput, match=f"byte {len(before) + 3} is 0xE4; save it as UTF-8"):
        list(split_rows(split_blocks(content, size), find_line_ends))


def test_a_character_cut_off_at_the_end_is_not_utf_8() -> None:
    with pytest.raises(InvalidInput, match="byte 1 is 0xC3"):
        list(split_rows([b"a", "é".encode()[:1]], find_line_ends))


def test_utf_16_is_told_by_its_name() -> None:
    with pytest.raises(InvalidInput, match="is UTF-16; save it as UTF-8"):
        list(split_rows(["a,b".encode("utf-16")], find_csv_ends))


def test_ten_megabytes_in_one_cell_are_never_held() -> None:
    def make_blocks() -> list[bytes]:
        return [b'a\n"', *[b"x" * 1000] * 10_000, b'"\nb\n']

    assert [
        (span.row, span.end - span.start) for span in split_rows(iter(make_blocks()), find_csv_ends)
    ] == [
        (1, 2),
        (2, 10_000_003),
        (3, 2),
    ]
