"""Parts of documents that a bench writes, between two markers: the rest stays a person's."""

from collections.abc import Sequence
from pathlib import Path


class NoMarkers(ValueError):
    """The document has no place for this part; the message says which markers it needs."""


def replace(document: Path, part: str, text: str) -> None:
    """Puts `text` between `<!-- part -->` and `<!-- /part -->`. Raises NoMarkers."""
    document.write_text(
        replaced(document.read_text(encoding="utf-8"), part, text), encoding="utf-8"
    )


def replaced(document: str, part: str, text: str) -> str:
    """The document with the part's text in place of what was there. Raises NoMarkers."""
    start, end = f"<!-- {part} -->", f"<!-- /{part} -->"
    before, opened, rest = document.partition(start)
    _, closed, after = rest.partition(end)
    if not (opened and closed):
        raise NoMarkers(f"the document needs the markers {start} and {end}, in this order")
    return f"{before}{start}\n{text.strip()}\n{end}{after}"


def table(heading: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table; all columns but the first to the right."""
    ruler = ("---", *["--:"] * (len(heading) - 1))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heading, ruler, *rows))
