import pytest

from switchyard.domain.desk import TriagePolicy
from switchyard.domain.model_card import HeldBackFigures, OperatingPoint
from switchyard.usecases.triage.likely_categories import (
    MAX_SENTENCES,
    UNREACHABLE_THRESHOLD,
    ConfidenceThreshold,
    LikelyCategory,
    find_two_issues,
    pick_sentences,
)
from tests.desks import make_category
from tests.unit.usecases.triage.test_classifier import make_card

WANTED = TriagePolicy(threshold=0.4, target_precision=0.95)


def make_point(
    threshold: float, at_least: float = 0.0, precision: float = 0.0, at_most: float = 1.0
) -> OperatingPoint:
    return OperatingPoint(
        threshold=threshold,
        precision=precision,
        precision_at_least=at_least,
        precision_at_most=at_most,
        coverage=0.5,
        tickets=100,
    )


def make_dial(
    points: tuple[OperatingPoint, ...], **categories: tuple[OperatingPoint, ...]
) -> ConfidenceThreshold:
    return ConfidenceThreshold.create_for_desk(
        WANTED, make_card(held_back=HeldBackFigures(points=points, categories=categories))
    )


def test_a_desk_with_a_threshold_keeps_it() -> None:
    assert ConfidenceThreshold.create_for_desk(
        TriagePolicy(threshold=0.4), make_card()
    ) == ConfidenceThreshold(0.4)


def test_before_the_first_head_the_threshold_counts() -> None:
    assert ConfidenceThreshold.create_for_desk(WANTED, None) == ConfidenceThreshold(0.4)


def test_the_lowest_threshold_that_surely_holds_is_taken() -> None:
    """And a tenth of the errors that are allowed is kept for what tomorrow brings."""
    threshold = make_dial(
        (make_point(0.9, 0.99), make_point(0.8, 0.956), make_point(0.7, 0.954, precision=0.97))
    )
    assert threshold.find_for_category("cards", steered=False) == 0.8


def test_where_nothing_surely_holds_nothing_goes_out_by_the_model() -> None:
    assert (
        make_dial((make_point(0.9, 0.9),)).find_for_category("cards", steered=False)
        == UNREACHABLE_THRESHOLD
    )


def test_a_category_that_surely_falls_short_needs_more() -> None:
    short = (
        make_point(0.95, at_most=0.97),
        make_point(0.85, at_most=0.94),
        make_point(0.2, at_most=0.96),
    )
    threshold = make_dial((make_point(0.8, 0.96),), cards=short)
    assert threshold.find_for_category("cards", steered=False) == 0.95
    assert threshold.find_for_category("loans", steered=False) == 0.8


def test_a_category_that_falls_short_everywhere_goes_to_review() -> None:
    threshold = make_dial((make_point(0.8, 0.96),), cards=(make_point(0.9, at_most=0.9),))
    assert threshold.find_for_category("cards", steered=False) == UNREACHABLE_THRESHOLD


def test_a_category_with_too_little_to_judge_by_needs_the_usual() -> None:
    threshold = make_dial(
        (make_point(0.8, 0.96),), cards=(make_point(0.9, precision=0.9), make_point(0.1))
    )
    assert threshold.find_for_category("cards", steered=False) == 0.8


def test_a_steering_correction_needs_no_more_than_the_target_precision() -> None:
    assert make_dial((make_point(0.99, 0.96),)).find_for_category("cards", steered=True) == 0.95
    assert ConfidenceThreshold(0.97).find_for_category("cards", steered=True) == 0.97


LATE, BROKEN, STOLEN = (
    make_category("late", "cards"),
    make_category("broken", "cards"),
    make_category("stolen", "fraud"),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Where is my new card?", ()),
        ("My card is late. The PIN is gone.", ("My card is late.", "The PIN is gone.")),
        ("Hi!\nMy card is late\n\nThanks, Ann", ("My card is late",)),
        ("It costs 2.50 a month and v1.2 is out", ()),
        ("", ()),
        ("Hello. Thanks.", ()),
    ],
)
def test_sentences_have_some_words_and_a_whole_text_is_none(
    text: str, expected: tuple[str, ...]
) -> None:
    assert pick_sentences(text) == expected


def test_only_the_first_sentences_of_a_long_text_are_read() -> None:
    assert len(pick_sentences("My card is late. " * 50)) == MAX_SENTENCES


def test_two_issues_are_of_two_departments_the_surest_first() -> None:
    assert find_two_issues([LikelyCategory(LATE, 0.7), LikelyCategory(STOLEN, 0.9)]) == (
        STOLEN,
        LATE,
    )
    assert find_two_issues([LikelyCategory(LATE, 0.7), LikelyCategory(BROKEN, 0.9)]) is None
    assert find_two_issues([LikelyCategory(LATE, 0.7)]) is None
    assert find_two_issues([]) is None
