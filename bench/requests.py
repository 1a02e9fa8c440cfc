"""Requests to AWS for a ticket that comes alone, out of what a run of bench.way left behind."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from evaluation.report.figures import Figure

REQUEST_FIGURES = Path(".build") / "bench" / "way.json"
"""In either tree: an older one does not print what it counted."""


def read_request_figures(tree: Path) -> Iterator[Figure]:
    """By action, whichever function asks: two commits may share out work differently."""
    measured = json.loads((tree / REQUEST_FIGURES).read_text(encoding="utf-8"))
    requests = Counter[str]()
    for function, calls in measured["single"]["calls"].items():
        if function != "outside":
            requests.update(calls)
    for action, count in sorted(requests.items()):
        yield Figure(f"requests.{action}", round(count / measured["single_tickets"], 2), "requests")


def find_written_at(tree: Path) -> int:
    """When a run last left something behind: a later run may leave nothing."""
    file = tree / REQUEST_FIGURES
    return file.stat().st_mtime_ns if file.exists() else 0
