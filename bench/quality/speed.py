"""What reading a ticket and learning a large desk take."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from statistics import median

from bench.figures import Figure, at_most
from bench.quality.data import Split
from bench.quality.serving import TICKET, Served
from switchyard.domain.ticket import TicketText
from switchyard.domain.vector import Hit, Vector
from switchyard.ml.search.wording import wording
from switchyard.usecases.triage.decide import Decider
from switchyard.usecases.triage.multiple_issues import Part
from switchyard.usecases.triage.signals import Readers

TICKETS = 1_000
MINUTES, GIGABYTES = 15, 10
"""What Lambda gives a function."""


def speed(served: Served, test: Split) -> Iterator[Figure]:
    """Milliseconds of processor a ticket, its search not counted; and a large desk's training."""
    some = test.rows(range(TICKETS))
    yield at_most("quality.speed.reading", _reading(served, some), 1.0, "ms")
    yield Figure("quality.speed.decision", round(_decision(served, some), 3), "ms")
    yield from _training()


def _reading(served: Served, some: Split) -> float:
    """By all readers: head, precedents, descriptions, words."""
    readers = Readers(served.loaded, served.trained.head if served.trained else None)
    asked = zip(some.vectors, served.hits(some.vectors), some.texts, strict=True)
    return _milliseconds(
        partial(_read, readers, vector, hits, text) for vector, hits, text in asked
    )


def _read(readers: Readers, vector: Vector, hits: Sequence[Hit], text: str) -> None:
    readers.read(vector, hits, wording(text))


def _decision(served: Served, some: Split) -> float:
    """Reading, language, rules and reasons."""
    head = served.trained.head if served.trained else None
    decider = Decider(served.loaded, head, served.loaded.pointer.model)
    told = [TicketText(title="", description=text) for text in some.texts]
    asked = zip(told, some.vectors, served.hits(some.vectors), strict=True)
    return _milliseconds(partial(_decide, decider, *one) for one in asked)


def _decide(decider: Decider, text: TicketText, vector: Vector, hits: Sequence[Hit]) -> None:
    decider.decide(TICKET, text, decider.see(text, Part(vector, hits, wording(text.asked))))


def _milliseconds(calls: Iterable[Callable[[], object]]) -> float:
    """The median; of the processor, so that a busy machine does not count."""
    taken = []
    for call in calls:
        start = time.thread_time()
        call()
        taken.append(1000 * (time.thread_time() - start))
    return median(taken)


def _training() -> Iterator[Figure]:
    """In a process of its own: what it holds at its peak is what Lambda would need."""
    command = [sys.executable, "-m", "bench.quality.training_worker"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    measured: dict[str, float] = json.loads(done.stdout)
    yield at_most("quality.speed.training_100000", measured["minutes"], MINUTES, "min")
    yield at_most("quality.speed.training_100000.memory", measured["gigabytes"], GIGABYTES, "GB")
    yield Figure("quality.speed.training_100000.accuracy", measured["accuracy"], "share")
