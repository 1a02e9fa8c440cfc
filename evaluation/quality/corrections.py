"""A hundred tickets that came out wrong or unsure: what one correction each does, and costs."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from evaluation.datasets import LabelledTexts
from evaluation.quality.disturb import (
    Disturbance,
    add_greeting,
    add_one_typo,
    disturb_texts,
    reword_text,
)
from evaluation.quality.outcomes import ServedOutcomes, collect_outcomes, report_share
from evaluation.quality.serving import ServedDesk, make_precedent
from evaluation.report.figures import Figure
from switchyard.domain.vector import CORRECTION_SOURCE, VectorDocument

CASES = 100
SEED = 0
REPEATS: dict[str, Disturbance] = {
    "typo": add_one_typo,
    "courtesies": add_greeting,
    "reworded": reword_text,
}


def measure_corrections(served: ServedDesk, test: LabelledTexts) -> Iterator[Figure]:
    """Each case alone is corrected before its repeats come; then all at once for the cost.

    `served` as dialled to the target precision.
    """
    outcomes = served.collect_outcomes(test)
    doubtful = np.flatnonzero(~outcomes.right | ~outcomes.sent)
    cases = sorted(np.random.default_rng(SEED).choice(doubtful, CASES, replace=False).tolist())
    wrong = test.select_rows(cases)
    made = [_make_correction(served, wrong, case) for case in range(CASES)]
    for name, how in REPEATS.items():
        repeats = wrong.replace_texts(disturb_texts(wrong.texts, how, SEED), served.embedder)
        yield from _report_right(f"repeats.{name}.before", served.collect_outcomes(repeats))
        yield from _report_right(
            f"repeats.{name}.after", _correct_one_at_a_time(served, made, repeats)
        )
    rest = test.select_rows(sorted(set(range(len(test.texts))) - set(cases)))
    for when, desk in (("before", served), ("after", served.add_precedents(made))):
        elsewhere = desk.collect_outcomes(rest)
        yield report_share(f"corrections.elsewhere.{when}.accuracy", elsewhere.accuracy)
        yield report_share(f"corrections.elsewhere.{when}.precision", elsewhere.precision)
        yield report_share(f"corrections.elsewhere.{when}.coverage", elsewhere.coverage)


def _make_correction(served: ServedDesk, wrong: LabelledTexts, case: int) -> VectorDocument:
    document = make_precedent(
        served.loaded,
        f"correction-{case}",
        wrong.labels[case],
        wrong.vectors[case],
        CORRECTION_SOURCE,
    )
    return replace(document, teacher="lead@example.com")


def _report_right(name: str, outcomes: ServedOutcomes) -> Iterator[Figure]:
    yield report_share(f"corrections.{name}.right", outcomes.accuracy)
    yield report_share(
        f"corrections.{name}.sent_and_right", (outcomes.right & outcomes.sent).mean()
    )
    yield report_share(
        f"corrections.{name}.sent_and_wrong", (~outcomes.right & outcomes.sent).mean()
    )


def _correct_one_at_a_time(
    served: ServedDesk, made: list[VectorDocument], repeats: LabelledTexts
) -> ServedOutcomes:
    triages = [
        served.add_precedents([correction]).triage_tickets(repeats.select_rows([case]))[0]
        for case, correction in enumerate(made)
    ]
    return collect_outcomes(triages, repeats.labels)
