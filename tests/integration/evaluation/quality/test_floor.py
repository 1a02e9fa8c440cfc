"""How right triage is may not fall, on a small frozen split. Floors lie a little below what is
measured.
"""

import numpy as np
import pytest

from evaluation.datasets import LabelledTexts
from evaluation.quality.baselines import list_accuracies, run_baselines
from evaluation.quality.disturb import add_one_typo, disturb_texts
from evaluation.quality.languages import read_foreign
from evaluation.quality.outcomes import find_recall_outside
from evaluation.quality.serving import ServedDesk, make_precedent, serve_desk
from switchyard.domain.triage import TriageOutcome
from switchyard.domain.vector import CORRECTION_SOURCE
from tests.small_bank import SmallBank


class Small(SmallBank):
    """The bank before and after it has learnt."""

    def __init__(self) -> None:
        super().__init__()
        self.day_0 = serve_desk(self.desk, self.train.select_rows([]), self.embedder)
        self.full = serve_desk(self.desk, self.train, self.embedder)


@pytest.fixture(scope="module")
def small() -> Small:
    return Small()


def test_descriptions_alone_place_two_of_three_tickets(small: Small) -> None:
    assert small.day_0.collect_outcomes(small.test).accuracy >= 0.67


def test_ten_examples_a_category_place_most_tickets(small: Small) -> None:
    assert small.full.collect_outcomes(small.test).accuracy >= 0.85


def test_it_is_ahead_of_what_anyone_would_try_first(small: Small) -> None:
    simple = list_accuracies(run_baselines(small.train, small.test))
    assert small.full.collect_outcomes(small.test).accuracy >= max(simple.values()) + 0.03


def test_confidence_is_about_how_often_it_is_right(small: Small) -> None:
    assert small.full.collect_outcomes(small.test).calibration_error <= 0.11


def test_the_surest_half_is_right(small: Small) -> None:
    outcomes = small.full.collect_outcomes(small.test)
    surest = outcomes.confidence >= np.median(outcomes.confidence)
    assert outcomes.right[surest].mean() >= 0.95


def test_tickets_like_none_of_the_desks_are_told_apart(small: Small) -> None:
    scores = small.full.score_scope(small.test), small.full.score_scope(small.outside)
    assert find_recall_outside(*scores, false_alarms=0.04) >= 0.9


def test_a_ticket_in_another_language_goes_to_review(small: Small) -> None:
    foreign = small.full.triage_tickets(read_foreign(small.embedder))
    reviewed = [triage.outcome is TriageOutcome.MANUAL_REVIEW for triage in foreign]
    assert all(reviewed)


def test_corrections_are_heeded_when_the_like_comes_again(small: Small) -> None:
    outcomes = small.full.collect_outcomes(small.test)
    wrong = small.test.select_rows(np.flatnonzero(~outcomes.right).tolist())
    repeats = wrong.replace_texts(disturb_texts(wrong.texts, add_one_typo, seed=0), small.embedder)
    before = small.full.collect_outcomes(repeats).accuracy
    assert apply_corrections(small.full, wrong).collect_outcomes(repeats).accuracy >= before + 0.25


def apply_corrections(served: ServedDesk, wrong: LabelledTexts) -> ServedDesk:
    return served.add_precedents(
        [
            make_precedent(
                served.loaded, f"correction-{row}", label, wrong.vectors[row], CORRECTION_SOURCE
            )
            for row, label in enumerate(wrong.labels)
        ]
    )
