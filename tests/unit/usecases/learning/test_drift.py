from datetime import date, timedelta

import pytest

from switchyard.domain.drift import DriftDay, TriageSample
from switchyard.usecases.learning.drift import CategoryDrift, count_day, find_drift

TODAY = date(2026, 11, 21)


def make_day(back: int, tickets: int = 10, confidence: float = 0.9, **counts: int) -> DriftDay:
    """So many days ago; `reviewed` and `corrected` of the tickets were that."""
    seen = [
        TriageSample(
            category="cards",
            confidence=confidence + (0.02 if number % 2 else -0.02),
            reviewed=number < counts.get("reviewed", 0),
            corrected=number < counts.get("corrected", 0),
        )
        for number in range(tickets)
    ]
    return count_day(TODAY - timedelta(days=back), seen)


def compare_weeks(now: list[DriftDay], before: list[DriftDay]) -> CategoryDrift:
    [drift] = find_drift([*now, *before], TODAY)
    return drift


STEADY = [make_day(back, reviewed=2, corrected=1) for back in range(7, 35)]


def test_a_week_like_those_before_is_no_drift() -> None:
    drift = compare_weeks([make_day(back, reviewed=2, corrected=1) for back in range(7)], STEADY)
    assert (drift.worst, drift.tickets, drift.tickets_before) == (0, 70, 280)


@pytest.mark.parametrize(
    ("now", "figure"),
    [
        ({"reviewed": 6, "corrected": 1}, "reviewed"),
        ({"reviewed": 2, "corrected": 4}, "corrected"),
        ({"reviewed": 2, "corrected": 1, "confidence": 0.7}, "confidence"),
    ],
)
def test_what_got_worse_beyond_chance_is_drift(now: dict[str, int], figure: str) -> None:
    drift = compare_weeks([make_day(back, **now) for back in range(7)], STEADY)
    assert 0.05 < drift.worst == getattr(drift, figure).worse_by_at_least < 0.35


def test_what_got_better_is_no_drift() -> None:
    drift = compare_weeks([make_day(back, confidence=0.97) for back in range(7)], STEADY)
    assert drift.worst == 0


def test_a_few_tickets_more_are_chance() -> None:
    drift = compare_weeks([make_day(0, tickets=25, reviewed=8)], STEADY)
    assert drift.reviewed.now > drift.reviewed.before
    assert drift.worst == 0


def test_a_category_with_few_tickets_is_not_compared() -> None:
    assert find_drift([make_day(0, tickets=19, reviewed=19), *STEADY], TODAY) == []
    assert find_drift([make_day(0, tickets=30), make_day(7, tickets=19)], TODAY) == []


def test_days_older_than_five_weeks_and_days_to_come_do_not_count() -> None:
    drifts = find_drift(
        [make_day(35, tickets=99), *STEADY, make_day(0, tickets=20), make_day(-1, tickets=99)],
        TODAY,
    )
    assert (drifts[0].tickets, drifts[0].tickets_before) == (20, 280)


def test_the_worst_comes_first() -> None:
    def make_two_category_day(back: int, reviewed: int) -> DriftDay:
        tally = make_day(back, reviewed=reviewed).categories["cards"]
        other = make_day(back, reviewed=2).categories["cards"]
        return DriftDay(day=TODAY - timedelta(days=back), categories={"a": other, "b": tally})

    week = [make_two_category_day(back, 8) for back in range(7)]
    drifts = find_drift([*week, *(make_two_category_day(back, 2) for back in range(7, 35))], TODAY)
    assert [drift.category for drift in drifts] == ["b", "a"]
