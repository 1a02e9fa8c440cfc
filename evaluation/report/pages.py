"""Parts of documents that are generated, between two markers: the rest stays a person's."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PART = re.compile(r"<!-- (?P<name>[\w ]+) -->\n(?P<text>.*?)\n<!-- /(?P=name) -->", re.DOTALL)


class MissingMarkers(ValueError):
    """The document has no place for this part; the message says which markers it needs."""


def write_parts(document: Path, parts: Mapping[str, str]) -> None:
    """Puts each text between `<!-- part -->` and `<!-- /part -->`. Raises MissingMarkers."""
    content = document.read_text(encoding="utf-8")
    for part, text in parts.items():
        content = replace_part(content, part, text)
    document.write_text(content, encoding="utf-8")


def replace_part(document: str, part: str, text: str) -> str:
    """Returns the document with this text as its part. Raises MissingMarkers."""
    start, end = f"<!-- {part} -->", f"<!-- /{part} -->"
    before, opened, rest = document.partition(start)
    _, closed, after = rest.partition(end)
    if not (opened and closed):
        raise MissingMarkers(f"the document needs the markers {start} and {end}, in this order")
    return f"{before}{start}\n{text.strip()}\n{end}{after}"


@contextmanager
def keep_parts(*documents: Path) -> Iterator[None]:
    """Puts back what stood between markers; a change elsewhere that somebody makes meanwhile
    stays.
    """
    parts: defaultdict[Path, dict[str, str]] = defaultdict(dict)
    for document in documents:
        for part in PART.finditer(document.read_text(encoding="utf-8")):
            parts[document][part["name"]] = part["text"]
    try:
        yield
    finally:
        for document, texts in parts.items():
            write_parts(document, texts)


def format_table(heading: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table; all columns but the first to the right."""
    ruler = ("---", *["--:"] * (len(heading) - 1))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heading, ruler, *rows))
