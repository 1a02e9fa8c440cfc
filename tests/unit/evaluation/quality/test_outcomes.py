"""What is counted on tickets whose category is known."""

import numpy as np
import pytest

from evaluation.quality.outcomes import (
    ServedOutcomes,
    find_curve,
    find_recall_outside,
    find_reliability,
)


def make_outcomes(sent: list[bool] | None = None) -> ServedOutcomes:
    return ServedOutcomes(
        labels=["card", "card", "fee", "fee", "cash"],
        guessed=["card", "fee", "fee", "fee", ""],
        confidence=np.array([0.9, 0.6, 0.8, 0.7, 0.0]),
        sent=np.array(sent or [True, False, True, False, False]),
    )


def test_a_ticket_without_a_guess_is_not_right() -> None:
    assert make_outcomes().accuracy == 3 / 5


def test_precision_is_of_what_went_out_and_coverage_is_how_much_that_was() -> None:
    some = make_outcomes(sent=[True, True, False, True, False])
    assert (some.coverage, some.precision) == (3 / 5, 2 / 3)


def test_where_nothing_went_out_nothing_went_out_wrong() -> None:
    assert make_outcomes(sent=[False] * 5).precision == 1


def test_every_category_counts_the_same_in_macro_f1() -> None:
    card, fee, cash = 2 / 3, 4 / 5, 0
    assert make_outcomes().macro_f1 == pytest.approx((card + fee + cash) / 3)


def test_confusions_are_guesses_that_were_wrong() -> None:
    assert make_outcomes().count_confusions(5) == [("card", "fee", 1)]


def test_the_surest_go_out_first() -> None:
    coverage, precision = find_curve(make_outcomes())
    assert coverage.tolist() == [0.2, 0.4, 0.6, 0.8, 1.0]
    assert precision.tolist() == [1, 1, 1, 0.75, 0.6]


def test_a_reliability_diagram_sets_confidence_beside_accuracy() -> None:
    confidence, accuracy = find_reliability(make_outcomes(), 2)
    assert confidence == pytest.approx([(0.0 + 0.6 + 0.7) / 3, 0.85])
    assert accuracy == pytest.approx([1 / 3, 1])


def test_what_is_less_in_scope_than_nearly_all_tickets_is_caught() -> None:
    inside, outside = np.linspace(0.5, 1, 101), np.array([0.1, 0.4, 0.51, 0.9])
    assert find_recall_outside(inside, outside, false_alarms=0.04) == 0.75
