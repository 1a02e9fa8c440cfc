"""How long a live ticket takes while a file of 20,000 tickets comes in, against alone."""

import secrets
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figures import Figure, at_least, at_most
from bench.meter import Reading
from bench.way import MAILS_EACH, Way, local_way, until

ROWS = 20_000
ALONE, BESIDE = 15, 40
STARTED = 200
"""Imported tickets that were triaged when the first live one is sent."""
POLL_SECONDS = 0.05


def figures() -> Iterator[Figure]:
    """Raises TooSlow."""
    with TemporaryDirectory() as folder, local_way(Path(folder)) as way:
        _seconds(way, ALONE)
        until(way.learnt, "still learning")
        alone = _seconds(way, ALONE)
        before = _triaged(way)
        rows = ({**next(way.texts), "external_id": str(row)} for row in range(ROWS))
        way.doors.drop_tickets("tickets/bench.jsonl", rows)
        until(lambda: _triaged(way) >= before + STARTED, "the import has not begun")
        beside = _seconds(way, BESIDE)
        left = ROWS - (_triaged(way) - before - BESIDE)
    yield Figure("beside.alone_p50", round(statistics.median(alone), 2), "s")
    yield Figure("beside.import_p50", round(statistics.median(beside), 2), "s")
    yield Figure("beside.import_longest", round(max(beside), 2), "s")
    yield at_least("beside.rows_left_after_the_last", left, ROWS / 2, "rows")
    ratio = statistics.median(beside) / statistics.median(alone)
    yield at_most("beside.import_to_alone", ratio, 5, "ratio")


def _triaged(way: Way) -> float:
    return Reading.last(way.log).functions.get("triage", {}).get("records", 0)


def _seconds(way: Way, count: int) -> list[float]:
    """Of tickets sent one after the other, each until its e-mails were taken."""
    taken = []
    for _ in range(count):
        start = time.monotonic()
        _through(way, way.doors.https(next(way.texts), secrets.token_hex(8)))
        taken.append(time.monotonic() - start)
    return taken


def _through(way: Way, ticket_id: str) -> None:
    until(lambda: way.mails_about(ticket_id) >= MAILS_EACH, f"{ticket_id} is not done")


if __name__ == "__main__":
    for figure in figures():
        figure.print()
