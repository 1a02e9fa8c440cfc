"""Where the rows of a file lie, found while it streams by: a row is never held as a whole."""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from switchyard.domain.errors import Invalid

BOM = codecs.BOM_UTF8
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_END_OF_CELL = re.compile(rb"[,\r\n]")


@dataclass(frozen=True, slots=True)
class Span:
    """Row `row` (counted from 1) is bytes `start` to `end` (exclusive), with its line end."""

    row: int
    start: int
    end: int


type Ends = Callable[[Iterable[bytes]], Iterator[int]]


def spans(blocks: Iterable[bytes], ends: Ends) -> Iterator[Span]:
    """Raises Invalid for a file that is not UTF-8, and what `ends` raises."""
    start = 0
    for row, end in enumerate(ends(utf_8(blocks)), 1):
        yield Span(row, start, end)
        start = end


def utf_8(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The same blocks. Raises Invalid at the first byte that is not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    offset = 0
    for block in blocks:
        if offset == 0 and block.startswith(_UTF_16):
            raise Invalid.one("file", "is UTF-16; save it as UTF-8 (in Excel: CSV UTF-8)")
        _decode(decoder, block, offset)
        offset += len(block)
        yield block
    _decode(decoder, b"", offset, final=True)


def _decode(
    decoder: codecs.IncrementalDecoder, block: bytes, offset: int, *, final: bool = False
) -> None:
    pending = len(decoder.getstate()[0])
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError as error:
        at = offset - pending + error.start
        byte = error.object[error.start]
        reason = f"is not UTF-8: byte {at} is 0x{byte:02X}; save it as UTF-8"
        raise Invalid.one("file", f"{reason} (in Excel: CSV UTF-8)") from error


def line_ends(blocks: Iterable[bytes]) -> Iterator[int]:
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


class _In(Enum):
    """Where in a row the reader stands."""

    START = auto()
    PLAIN = auto()
    QUOTED = auto()
    AFTER_QUOTE = auto()
    AFTER_RETURN = auto()


def csv_ends(blocks: Iterable[bytes]) -> Iterator[int]:
    """Of rows as RFC 4180 and Python's csv module read them: quoted line ends belong to a cell.

    Raises Invalid where a quote is never closed.
    """
    scanner = _Scanner()
    for block in blocks:
        marked = scanner.offset == 0 and block.startswith(BOM)
        yield from scanner.ends(block, len(BOM) if marked else 0)
    if scanner.place is _In.QUOTED:
        reason = "opens a quote that is never closed; write a quote inside a cell as two"
        raise Invalid.one("file", reason, row=scanner.rows + 1)
    if scanner.offset > scanner.end:
        yield scanner.offset


@dataclass(slots=True)
class _Scanner:
    place: _In = _In.START
    offset: int = 0
    end: int = 0
    rows: int = 0

    def ends(self, block: bytes, at: int = 0) -> Iterator[int]:
        """Jumps from one byte that matters to the next."""
        while at < len(block):
            if self.place is _In.AFTER_RETURN:
                at += block[at] == ord("\n")
                yield self._ended(at)
            elif self.place is _In.QUOTED:
                at = self._leave_quotes(block, at)
            elif self.place is not _In.PLAIN and block[at] == ord('"'):
                self.place = _In.QUOTED
                at += 1
            else:
                at = self._leave_cell(block, at)
                if self.place is _In.START and block[at - 1] == ord("\n"):
                    yield self._ended(at)
        self.offset += len(block)

    def _leave_quotes(self, block: bytes, at: int) -> int:
        found = block.find(b'"', at)
        if found < 0:
            return len(block)
        self.place = _In.AFTER_QUOTE
        return found + 1

    def _leave_cell(self, block: bytes, at: int) -> int:
        found = _END_OF_CELL.search(block, at)
        if found is None:
            self.place = _In.PLAIN
            return len(block)
        self.place = _In.AFTER_RETURN if found.group() == b"\r" else _In.START
        return found.end()

    def _ended(self, at: int) -> int:
        self.place = _In.START
        self.rows += 1
        self.end = self.offset + at
        return self.end
