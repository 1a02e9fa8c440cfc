"""Whether triage does worse than it did: this week against the four before, by category."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import sqrt

from switchyard.domain.drift import DriftDay, DriftTally, TriageSample
from switchyard.domain.values import FrozenModel

WEEK = timedelta(days=7)
COMPARED_SPAN = timedelta(days=28)
MIN_TICKETS_COMPARED = 20
"""Tickets that a category needs, this week and before, to be compared."""
NOISE_STANDARD_ERRORS = 2.0
"""Standard errors of a difference that may be chance."""


class DriftFigure(FrozenModel):
    """A figure this week and before. `worse_by_at_least` is how much worse it is at least, beyond
    chance.
    """

    now: float
    before: float
    worse_by_at_least: float


class CategoryDrift(FrozenModel):
    category: str
    tickets: int
    tickets_before: int
    confidence: DriftFigure
    reviewed: DriftFigure
    corrected: DriftFigure

    @property
    def worst(self) -> float:
        return max(
            self.confidence.worse_by_at_least,
            self.reviewed.worse_by_at_least,
            self.corrected.worse_by_at_least,
        )


def count_day(day: date, sightings: Iterable[TriageSample]) -> DriftDay:
    """Counted anew from the tickets, so that counting twice does no harm."""
    categories: dict[str, DriftTally] = {}
    for sighting in sightings:
        categories[sighting.category] = categories.get(
            sighting.category, DriftTally()
        ) + DriftTally(
            tickets=1,
            confidence=sighting.confidence,
            confidence_squares=sighting.confidence**2,
            reviewed=int(sighting.reviewed),
            corrected=int(sighting.corrected),
        )
    return DriftDay(day=day, categories=categories)


def find_drift(days: Sequence[DriftDay], today: date) -> list[CategoryDrift]:
    """The worst first; only categories with enough tickets in both times."""
    now = _sum_days(day for day in days if today - WEEK < day.day <= today)
    before = _sum_days(
        day for day in days if today - WEEK - COMPARED_SPAN < day.day <= today - WEEK
    )
    drifts = [
        _compare_category(category, now[category], before[category])
        for category in now.keys() & before.keys()
        if min(now[category].tickets, before[category].tickets) >= MIN_TICKETS_COMPARED
    ]
    return sorted(
        drifts, key=lambda category_drift: (-category_drift.worst, category_drift.category)
    )


def _sum_days(days: Iterable[DriftDay]) -> dict[str, DriftTally]:
    together: dict[str, DriftTally] = {}
    for day in days:
        for category, tally in day.categories.items():
            together[category] = together.get(category, DriftTally()) + tally
    return together


def _compare_category(category: str, now: DriftTally, before: DriftTally) -> CategoryDrift:
    return CategoryDrift(
        category=category,
        tickets=now.tickets,
        tickets_before=before.tickets,
        confidence=_compare_means(now, before),
        reviewed=_compare_shares(now.reviewed, now.tickets, before.reviewed, before.tickets),
        corrected=_compare_shares(now.corrected, now.tickets, before.corrected, before.tickets),
    )


def _compare_shares(now: int, of_now: int, before: int, of_before: int) -> DriftFigure:
    """Two shares; the error is the one of a pooled share."""
    pooled = (now + before) / (of_now + of_before)
    error = sqrt(pooled * (1 - pooled) * (1 / of_now + 1 / of_before))
    shares = now / of_now, before / of_before
    return DriftFigure(
        now=shares[0],
        before=shares[1],
        worse_by_at_least=max(0.0, shares[0] - shares[1] - NOISE_STANDARD_ERRORS * error),
    )


def _compare_means(now: DriftTally, before: DriftTally) -> DriftFigure:
    """Two means; the error is Welch's."""
    error = sqrt(
        _calculate_variance(now) / now.tickets + _calculate_variance(before) / before.tickets
    )
    means = now.confidence / now.tickets, before.confidence / before.tickets
    return DriftFigure(
        now=means[0],
        before=means[1],
        worse_by_at_least=max(0.0, means[1] - means[0] - NOISE_STANDARD_ERRORS * error),
    )


def _calculate_variance(tally: DriftTally) -> float:
    return max(
        0.0, tally.confidence_squares / tally.tickets - (tally.confidence / tally.tickets) ** 2
    )
