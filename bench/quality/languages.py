"""Short tickets in languages that the desk does not serve: none may go out with confidence."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.figures import Figure, at_least, at_most
from bench.quality.data import Split, embedded
from bench.quality.outcomes import share
from bench.quality.serving import Served
from switchyard.domain.triage import Outcome
from switchyard.ports.embedding import Embedder

FOREIGN = Path(__file__).with_name("languages.csv")


def languages(served: Served, test: Split) -> Iterator[Figure]:
    """200 tickets, 20 in each of ten languages; and how many English ones are taken for foreign."""
    foreign = read_foreign(served.embedder)
    reviewed = np.array([one.outcome is Outcome.MANUAL_REVIEW for one in served.triage(foreign)])
    labels = np.array(foreign.labels)
    yield at_least("quality.languages.to_review", float(reviewed.mean()), 1.0, "share")
    for language in dict.fromkeys(foreign.labels):
        yield share(f"languages.{language}.to_review", reviewed[labels == language].mean())
    own = served.loaded.desk.language
    mistaken = np.mean([one.language != own for one in served.triage(test)])
    yield at_most("quality.languages.english_taken_for_another", float(mistaken), 0.005, "share")


def read_foreign(embedder: Embedder) -> Split:
    with FOREIGN.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return embedded([row["text"] for row in rows], [row["language"] for row in rows], embedder)
