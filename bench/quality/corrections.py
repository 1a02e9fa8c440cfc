"""A hundred tickets that came out wrong or unsure: what one correction each does, and costs."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from bench.figures import Figure
from bench.quality.data import Split
from bench.quality.disturb import Disturbance, disturbed, greeted, one_typo, reworded
from bench.quality.outcomes import Outcomes, of_triages, share
from bench.quality.serving import Served, precedent
from switchyard.domain.vector import CORRECTION, Document

CASES = 100
SEED = 0
REPEATS: dict[str, Disturbance] = {"typo": one_typo, "courtesies": greeted, "reworded": reworded}


def corrections(served: Served, test: Split) -> Iterator[Figure]:
    """Each case alone is corrected before its repeats come; then all at once for the cost.

    `served` as dialled to the wanted precision.
    """
    outcomes = served.outcomes(test)
    doubtful = np.flatnonzero(~outcomes.right | ~outcomes.sent)
    cases = sorted(np.random.default_rng(SEED).choice(doubtful, CASES, replace=False).tolist())
    wrong = test.rows(cases)
    made = [_correction(served, wrong, case) for case in range(CASES)]
    for name, how in REPEATS.items():
        told = wrong.changed(disturbed(wrong.texts, how, SEED), served.embedder)
        yield from _right(f"repeats.{name}.before", served.outcomes(told))
        yield from _right(f"repeats.{name}.after", _one_at_a_time(served, made, told))
    rest = test.rows(sorted(set(range(len(test.texts))) - set(cases)))
    for when, desk in (("before", served), ("after", served.with_precedents(made))):
        elsewhere = desk.outcomes(rest)
        yield share(f"corrections.elsewhere.{when}.accuracy", elsewhere.accuracy)
        yield share(f"corrections.elsewhere.{when}.precision", elsewhere.precision)
        yield share(f"corrections.elsewhere.{when}.coverage", elsewhere.coverage)


def _correction(served: Served, wrong: Split, case: int) -> Document:
    told = precedent(
        served.loaded, f"correction-{case}", wrong.labels[case], wrong.vectors[case], CORRECTION
    )
    return replace(told, teacher="lead@example.com")


def _right(name: str, outcomes: Outcomes) -> Iterator[Figure]:
    yield share(f"corrections.{name}.right", outcomes.accuracy)
    yield share(f"corrections.{name}.sent_and_right", (outcomes.right & outcomes.sent).mean())
    yield share(f"corrections.{name}.sent_and_wrong", (~outcomes.right & outcomes.sent).mean())


def _one_at_a_time(served: Served, made: list[Document], told: Split) -> Outcomes:
    triages = [
        served.with_precedents([correction]).triage(told.rows([case]))[0]
        for case, correction in enumerate(made)
    ]
    return of_triages(triages, told.labels)
