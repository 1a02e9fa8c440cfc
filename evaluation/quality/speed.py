"""What reading a ticket and learning a large desk take."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from statistics import median

from evaluation.datasets import LabelledTexts
from evaluation.quality.serving import TICKET, ServedDesk
from evaluation.report.figures import Figure, check_at_most
from switchyard.domain.ticket import TicketText
from switchyard.domain.vector import SearchHit, Vector
from switchyard.domain.wording import hash_wording
from switchyard.usecases.triage.decide import Decider
from switchyard.usecases.triage.likely_categories import TextReading
from switchyard.usecases.triage.signals import SignalReaders

TICKETS = 1_000
MINUTES, GIGABYTES = 15, 10
"""What Lambda gives a function."""


def measure_speed(served: ServedDesk, test: LabelledTexts) -> Iterator[Figure]:
    """Milliseconds of processor a ticket, its search not counted; and a large desk's training."""
    some = test.select_rows(range(TICKETS))
    yield check_at_most("quality.speed.reading", _time_reading(served, some), 1.0, "ms")
    yield Figure("quality.speed.decision", round(_time_decision(served, some), 3), "ms")
    yield from _measure_training()


def _time_reading(served: ServedDesk, some: LabelledTexts) -> float:
    """By all readers: classifier, precedents, descriptions, words."""
    readers = SignalReaders(served.loaded, served.trained.classifier if served.trained else None)
    tickets = zip(some.vectors, served.find_hits(some.vectors), some.texts, strict=True)
    return _find_median_time(
        partial(_read_signals, readers, vector, hits, text) for vector, hits, text in tickets
    )


def _read_signals(
    readers: SignalReaders, vector: Vector, hits: Sequence[SearchHit], text: str
) -> None:
    readers.read_signals(vector, hits, hash_wording(text))


def _time_decision(served: ServedDesk, some: LabelledTexts) -> float:
    """Reading, language, rules and reasons."""
    classifier = served.trained.classifier if served.trained else None
    decider = Decider(served.loaded, classifier, served.loaded.pointer.model)
    texts = [TicketText(title="", description=text) for text in some.texts]
    tickets = zip(texts, some.vectors, served.find_hits(some.vectors), strict=True)
    return _find_median_time(partial(_decide_triage, decider, *ticket) for ticket in tickets)


def _decide_triage(
    decider: Decider, text: TicketText, vector: Vector, hits: Sequence[SearchHit]
) -> None:
    decider.decide(
        TICKET,
        text,
        decider.read_ticket(text, TextReading(vector, hits, hash_wording(text.request))),
    )


def _find_median_time(calls: Iterable[Callable[[], object]]) -> float:
    """The median; of the processor, so that a busy machine does not count."""
    taken = []
    for call in calls:
        start = time.thread_time()
        call()
        taken.append(1000 * (time.thread_time() - start))
    return median(taken)


def _measure_training() -> Iterator[Figure]:
    """In a process of its own: what it holds at its peak is what Lambda would need."""
    command = [sys.executable, "-m", "evaluation.quality.training_worker"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    measured: dict[str, float] = json.loads(done.stdout)
    yield check_at_most("quality.speed.training_100000", measured["minutes"], MINUTES, "min")
    yield check_at_most(
        "quality.speed.training_100000.memory", measured["gigabytes"], GIGABYTES, "GB"
    )
    yield Figure("quality.speed.training_100000.accuracy", measured["accuracy"], "share")
