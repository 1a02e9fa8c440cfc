"""How long a live ticket takes while a file of 20,000 tickets comes in, against alone."""

import secrets
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.meter import MeterReading
from bench.way import MAILS_PER_TICKET, LocalWay, run_local_way, wait_until
from evaluation.report.figures import Figure, check_at_least, check_at_most, print_figures

ROWS = 20_000
ALONE, BESIDE = 15, 40
STARTED = 200
"""Imported tickets that were triaged when the first live one is sent."""
POLL_SECONDS = 0.05


def measure() -> Iterator[Figure]:
    """Raises TooSlow."""
    with TemporaryDirectory() as folder, run_local_way(Path(folder)) as way:
        _time_tickets(way, ALONE)
        wait_until(way.has_learnt, "still learning")
        alone = _time_tickets(way, ALONE)
        before = _count_triaged(way)
        rows = ({**next(way.texts), "external_id": str(row)} for row in range(ROWS))
        way.channels.drop_tickets("tickets/bench.jsonl", rows)
        wait_until(lambda: _count_triaged(way) >= before + STARTED, "the import has not begun")
        beside = _time_tickets(way, BESIDE)
        remaining = ROWS - (_count_triaged(way) - before - BESIDE)
    yield Figure("beside.alone_p50", round(statistics.median(alone), 2), "s")
    yield Figure("beside.import_p50", round(statistics.median(beside), 2), "s")
    yield Figure("beside.import_longest", round(max(beside), 2), "s")
    yield check_at_least("beside.rows_left_after_the_last", remaining, ROWS / 2, "rows")
    ratio = statistics.median(beside) / statistics.median(alone)
    yield check_at_most("beside.import_to_alone", ratio, 5, "ratio")


def _count_triaged(way: LocalWay) -> float:
    return MeterReading.read_last(way.log).functions.get("triage", {}).get("records", 0)


def _time_tickets(way: LocalWay, count: int) -> list[float]:
    """Of tickets sent one after the other, each until its e-mails were taken."""
    taken = []
    for _ in range(count):
        start = time.monotonic()
        _wait_until_done(way, way.channels.send_by_https(next(way.texts), secrets.token_hex(8)))
        taken.append(time.monotonic() - start)
    return taken


def _wait_until_done(way: LocalWay, ticket_id: str) -> None:
    wait_until(
        lambda: way.count_mails_about(ticket_id) >= MAILS_PER_TICKET, f"{ticket_id} is not done"
    )


if __name__ == "__main__":
    print_figures(measure())
