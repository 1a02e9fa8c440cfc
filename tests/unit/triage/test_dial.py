from switchyard.domain.desk import TriagePolicy
from switchyard.domain.model_card import HeldBack, OperatingPoint
from switchyard.usecases.triage.confidence_threshold import UNREACHED, Dial
from tests.unit.triage.test_head import card

WANTED = TriagePolicy(threshold=0.4, wanted_precision=0.95)


def point(
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


def dial(points: tuple[OperatingPoint, ...], **categories: tuple[OperatingPoint, ...]) -> Dial:
    return Dial.of(WANTED, card(held_back=HeldBack(points=points, categories=categories)))


def test_a_desk_with_a_threshold_keeps_it() -> None:
    assert Dial.of(TriagePolicy(threshold=0.4), card()) == Dial(0.4)


def test_before_the_first_head_the_threshold_counts() -> None:
    assert Dial.of(WANTED, None) == Dial(0.4)


def test_the_lowest_threshold_that_surely_holds_is_taken() -> None:
    """And a tenth of the errors that are allowed is kept for what tomorrow brings."""
    found = dial((point(0.9, 0.99), point(0.8, 0.956), point(0.7, 0.954, precision=0.97)))
    assert found.needed("cards", steered=False) == 0.8


def test_where_nothing_surely_holds_nothing_goes_out_by_the_model() -> None:
    assert dial((point(0.9, 0.9),)).needed("cards", steered=False) == UNREACHED


def test_a_category_that_surely_falls_short_needs_more() -> None:
    short = (point(0.95, at_most=0.97), point(0.85, at_most=0.94), point(0.2, at_most=0.96))
    found = dial((point(0.8, 0.96),), cards=short)
    assert found.needed("cards", steered=False) == 0.95
    assert found.needed("loans", steered=False) == 0.8


def test_a_category_that_falls_short_everywhere_goes_to_review() -> None:
    found = dial((point(0.8, 0.96),), cards=(point(0.9, at_most=0.9),))
    assert found.needed("cards", steered=False) == UNREACHED


def test_a_category_with_too_little_to_judge_by_needs_the_usual() -> None:
    found = dial((point(0.8, 0.96),), cards=(point(0.9, precision=0.9), point(0.1)))
    assert found.needed("cards", steered=False) == 0.8


def test_a_steering_correction_needs_no_more_than_the_wanted_precision() -> None:
    assert dial((point(0.99, 0.96),)).needed("cards", steered=True) == 0.95
    assert Dial(0.97).needed("cards", steered=True) == 0.97
