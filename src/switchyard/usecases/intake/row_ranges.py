"""Where the rows of a file lie, found while it streams by: a row is never held as a whole."""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from switchyard.domain.errors import InvalidInput

BOM = codecs.BOM_UTF8
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_END_OF_CELL = re.compile(rb"[,\r\n]")


@dataclass(frozen=True, slots=True)
class RowSpan:
    """Row `row` (counted from 1) is bytes `start` to `end` (exclusive), with its line end."""

    row: int
    start: int
    end: int


type FindRowEnds = Callable[[Iterable[bytes]], Iterator[int]]


def split_rows(blocks: Iterable[bytes], ends: FindRowEnds) -> Iterator[RowSpan]:
    """Raises Invalid for a file that is not UTF-8, and what `ends` raises."""
    start = 0
    for row, end in enumerate(ends(check_utf_8(blocks)), 1):
        yield RowSpan(row, start, end)
        start = end


def check_utf_8(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The same blocks. Raises Invalid at the first byte that is not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    offset = 0
    for block in blocks:
        if offset == 0 and block.startswith(_UTF_16):
            raise InvalidInput.create_for_field(
                "file", "is UTF-16; save it as UTF-8 (in Excel: CSV UTF-8)"
            )
        _check_block(decoder, block, offset)
        offset += len(block)
        yield block
    _check_block(decoder, b"", offset, final=True)


def _check_block(
    decoder: codecs.IncrementalDecoder, block: bytes, offset: int, *, final: bool = False
) -> None:
    pending = len(decoder.getstate()[0])
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError as error:
        at = offset - pending + error.start
        byte = error.object[error.start]
        reason = f"is not UTF-8: byte {at} is 0x{byte:02X}; save it as UTF-8"
        raise InvalidInput.create_for_field("file", f"{reason} (in Excel: CSV UTF-8)") from error


def find_line_ends(blocks: Iterable[bytes]) -> Iterator[int]:
    """Of lines that end in a line feed; the last may lack it."""
    offset = end = 0
    for block in blocks:
        place = block.find(b"\n")
        while place >= 0:
            end = offset + place + 1
            yield end
            place = block.find(b"\n", place + 1)
        offset += len(block)
    if offset > end:
        yield offset


class _RowPlace(Enum):
    """Where in a row the reader stands."""

    START = auto()
    PLAIN = auto()
    QUOTED = auto()
    AFTER_QUOTE = auto()
    AFTER_RETURN = auto()


def find_csv_ends(blocks: Iterable[bytes]) -> Iterator[int]:
    """Of rows as RFC 4180 and Python's csv module read them: quoted line ends belong to a cell.

    Raises Invalid where a quote is never closed.
    """
    scanner = _CsvScanner()
    for block in blocks:
        marked = scanner.offset == 0 and block.startswith(BOM)
        yield from scanner.find_ends(block, len(BOM) if marked else 0)
    if scanner.place is _RowPlace.QUOTED:
        reason = "opens a quote that is never closed; write a quote inside a cell as two"
        raise InvalidInput.create_for_field("file", reason, row=scanner.rows + 1)
    if scanner.offset > scanner.end:
        yield scanner.offset


@dataclass(slots=True)
class _CsvScanner:
    place: _RowPlace = _RowPlace.START
    offset: int = 0
    end: int = 0
    rows: int = 0

    def find_ends(self, block: bytes, at: int = 0) -> Iterator[int]:
        """Jumps from one byte that matters to the next."""
        while at < len(block):
            if self.place is _RowPlace.AFTER_RETURN:
                at += block[at] == ord("\n")
                yield self._end_row(at)
            elif self.place is _RowPlace.QUOTED:
                at = self._leave_quotes(block, at)
            elif self.place is not _RowPlace.PLAIN and block[at] == ord('"'):
                self.place = _RowPlace.QUOTED
                at += 1
            else:
                at = self._leave_cell(block, at)
                if self.place is _RowPlace.START and block[at - 1] == ord("\n"):
                    yield self._end_row(at)
        self.offset += len(block)

    def _leave_quotes(self, block: bytes, at: int) -> int:
        quote_at = block.find(b'"', at)
        if quote_at < 0:
            return len(block)
        self.place = _RowPlace.AFTER_QUOTE
        return quote_at + 1

    def _leave_cell(self, block: bytes, at: int) -> int:
        match = _END_OF_CELL.search(block, at)
        if match is None:
            self.place = _RowPlace.PLAIN
            return len(block)
        self.place = _RowPlace.AFTER_RETURN if match.group() == b"\r" else _RowPlace.START
        return match.end()

    def _end_row(self, at: int) -> int:
        self.place = _RowPlace.START
        self.rows += 1
        self.end = self.offset + at
        return self.end
