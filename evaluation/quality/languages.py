"""Short tickets in languages that the desk does not serve: none may go out with confidence."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from evaluation.datasets import LabelledTexts, embed_texts
from evaluation.quality.outcomes import report_share
from evaluation.quality.serving import ServedDesk
from evaluation.report.figures import Figure, check_at_least, check_at_most
from switchyard.domain.triage import TriageOutcome
from switchyard.ports.embedding import Embedder

FOREIGN = Path(__file__).with_name("languages.csv")


def measure_languages(served: ServedDesk, test: LabelledTexts) -> Iterator[Figure]:
    """200 tickets, 20 in each of ten languages; and how many English ones are taken for foreign."""
    foreign = read_foreign(served.embedder)
    reviewed = np.array(
        [triage.outcome is TriageOutcome.MANUAL_REVIEW for triage in served.triage_tickets(foreign)]
    )
    labels = np.array(foreign.labels)
    yield check_at_least("quality.languages.to_review", float(reviewed.mean()), 1.0, "share")
    for language in dict.fromkeys(foreign.labels):
        yield report_share(f"languages.{language}.to_review", reviewed[labels == language].mean())
    desk_language = served.loaded.desk.language
    mistaken = np.mean([triage.language != desk_language for triage in served.triage_tickets(test)])
    yield check_at_most(
        "quality.languages.english_taken_for_another", float(mistaken), 0.005, "share"
    )


def read_foreign(embedder: Embedder) -> LabelledTexts:
    with FOREIGN.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return embed_texts([row["text"] for row in rows], [row["language"] for row in rows], embedder)
