import numpy as np
import pytest
from scipy.stats import binom

from switchyard.usecases.learning.operating import (
    JudgedTickets,
    build_curve,
    build_reliability,
    calculate_bounds,
    measure_held_back,
)
from switchyard.usecases.triage.likely_categories import find_holding_threshold


def draw_judged_tickets(tickets: int, seed: int = 0, categories: int = 2) -> JudgedTickets:
    """Confidence is the very probability of being right."""
    random = np.random.default_rng(seed)
    confidence = np.sqrt(random.random(tickets))
    return JudgedTickets(
        confidence,
        random.random(tickets) < confidence,
        random.integers(0, categories, tickets).astype(np.intp),
    )


def test_a_curve_counts_the_tickets_at_least_as_confident() -> None:
    shown = JudgedTickets(
        np.array([0.9, 0.8, 0.8, 0.5]), np.array([True, True, False, False]), np.zeros(4, np.intp)
    )
    points = build_curve(shown, steps=4)
    assert [(point.threshold, point.tickets, point.precision) for point in points] == [
        (0.9, 1, 1.0),
        (0.8, 3, pytest.approx(2 / 3)),
        (0.5, 4, 0.5),
    ]
    assert [point.coverage for point in points] == [0.25, 0.75, 1.0]


def test_a_curve_has_at_most_so_many_points_and_ends_with_every_ticket() -> None:
    points = build_curve(draw_judged_tickets(1000), steps=20)
    assert len(points) == 20
    assert points[-1].coverage == 1
    assert [point.threshold for point in points] == sorted(
        (p.threshold for p in points), reverse=True
    )


def test_bounds_are_the_exact_ones() -> None:
    """At the lower bound, as many right or more come up once in ten times."""
    least, most = calculate_bounds(np.array([95]), np.array([100]))
    assert binom.sf(94, 100, least[0]) == pytest.approx(0.1)
    assert binom.cdf(95, 100, most[0]) == pytest.approx(0.1)


@pytest.mark.parametrize(("right", "least", "most"), [(0, 0.0, 0.109), (20, 0.891, 1.0)])
def test_bounds_at_the_ends(right: int, least: float, most: float) -> None:
    bounds = calculate_bounds(np.array([right]), np.array([20]))
    assert (bounds[0][0], bounds[1][0]) == pytest.approx((least, most), abs=1e-3)


def test_a_threshold_holds_the_target_precision_on_tickets_it_has_not_seen() -> None:
    held = 0
    for seed in range(40):
        threshold = find_holding_threshold(
            measure_held_back(draw_judged_tickets(2000, seed), ("a", "b")).points, 0.9
        )
        fresh = draw_judged_tickets(50_000, seed + 1000)
        held += int(fresh.right[fresh.confidence >= threshold].mean() >= 0.9)
    assert held >= 32


def test_only_a_category_with_enough_tickets_has_a_curve() -> None:
    shown = draw_judged_tickets(149)
    guesses = np.repeat([0, 1, 2], [50, 50, 49]).astype(np.intp)
    figures = measure_held_back(
        JudgedTickets(shown.confidence, shown.right, guesses), ("a", "b", "c")
    )
    assert set(figures.categories) == {"a", "b"}
    assert figures.categories["a"][-1].tickets == 50


def test_reliability_has_bins_of_equal_mass() -> None:
    bins = build_reliability(draw_judged_tickets(1500))
    assert [bucket.tickets for bucket in bins] == [100] * 15
    assert all(abs(bucket.confidence - bucket.accuracy) < 0.15 for bucket in bins)
