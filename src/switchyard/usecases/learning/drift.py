"""Whether triage does worse than it did: this week against the four before, by category."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import sqrt

from switchyard.domain.drift import Day, Sighting, Tally
from switchyard.domain.values import Frozen

WEEK = timedelta(days=7)
BEFORE = timedelta(days=28)
ENOUGH = 20
"""Tickets that a category needs, this week and before, to be compared."""
NOISE = 2.0
"""Standard errors of a difference that may be chance."""


class Figure(Frozen):
    """A figure this week and before. `surely` is how much worse it is at least, beyond chance."""

    now: float
    before: float
    surely: float


class CategoryDrift(Frozen):
    category: str
    tickets: int
    tickets_before: int
    confidence: Figure
    reviewed: Figure
    corrected: Figure

    @property
    def worst(self) -> float:
        return max(self.confidence.surely, self.reviewed.surely, self.corrected.surely)


def tallied(day: date, sightings: Iterable[Sighting]) -> Day:
    """Counted anew from the tickets, so that counting twice does no harm."""
    categories: dict[str, Tally] = {}
    for one in sightings:
        categories[one.category] = categories.get(one.category, Tally()) + Tally(
            tickets=1,
            confidence=one.confidence,
            squares=one.confidence**2,
            reviewed=int(one.reviewed),
            corrected=int(one.corrected),
        )
    return Day(day=day, categories=categories)


def drift(days: Sequence[Day], today: date) -> list[CategoryDrift]:
    """The worst first; only categories with enough tickets in both times."""
    now = _sum(one for one in days if today - WEEK < one.day <= today)
    before = _sum(one for one in days if today - WEEK - BEFORE < one.day <= today - WEEK)
    found = [
        _compared(category, now[category], before[category])
        for category in now.keys() & before.keys()
        if min(now[category].tickets, before[category].tickets) >= ENOUGH
    ]
    return sorted(found, key=lambda one: (-one.worst, one.category))


def _sum(days: Iterable[Day]) -> dict[str, Tally]:
    together: dict[str, Tally] = {}
    for day in days:
        for category, tally in day.categories.items():
            together[category] = together.get(category, Tally()) + tally
    return together


def _compared(category: str, now: Tally, before: Tally) -> CategoryDrift:
    return CategoryDrift(
        category=category,
        tickets=now.tickets,
        tickets_before=before.tickets,
        confidence=_fallen(now, before),
        reviewed=_risen(now.reviewed, now.tickets, before.reviewed, before.tickets),
        corrected=_risen(now.corrected, now.tickets, before.corrected, before.tickets),
    )


def _risen(now: int, of_now: int, before: int, of_before: int) -> Figure:
    """Two shares; the error is the one of a pooled share."""
    pooled = (now + before) / (of_now + of_before)
    error = sqrt(pooled * (1 - pooled) * (1 / of_now + 1 / of_before))
    shares = now / of_now, before / of_before
    return Figure(
        now=shares[0], before=shares[1], surely=max(0.0, shares[0] - shares[1] - NOISE * error)
    )


def _fallen(now: Tally, before: Tally) -> Figure:
    """Two means; the error is Welch's."""
    error = sqrt(_variance(now) / now.tickets + _variance(before) / before.tickets)
    means = now.confidence / now.tickets, before.confidence / before.tickets
    return Figure(
        now=means[0], before=means[1], surely=max(0.0, means[1] - means[0] - NOISE * error)
    )


def _variance(tally: Tally) -> float:
    return max(0.0, tally.squares / tally.tickets - (tally.confidence / tally.tickets) ** 2)
