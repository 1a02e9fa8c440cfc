"""When tickets come in: by hour and weekday, and in bursts of one category."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evaluation.assignment.assumptions import DAY, HOUR, Assumptions

BY_HOUR = np.array(
    [3, 3, 3, 3, 3, 4, 5, 6, 8, 10, 10, 10, 9, 10, 11, 11, 10, 9, 7, 6, 5, 4, 3, 3], np.float64
)
BY_DAY = np.array([1.15, 1.05, 1.0, 1.0, 1.0, 0.8, 0.6])
"""How busy each hour (UTC) and weekday is against the others."""
LESS_BUSY = 5


def draw_arrivals(
    labels: Sequence[str], days: int, given: Assumptions, chance: np.random.Generator
) -> NDArray[np.float64]:
    """A minute for each ticket: a Poisson process of this rate, given how many there are.

    A burst is `burst_tickets` of one category within an hour, at a busy time.
    """
    rate = np.tile(BY_HOUR, days) * np.repeat(BY_DAY[np.arange(days) % 7], 24)
    hours = chance.choice(len(rate), len(labels), p=rate / rate.sum())
    drawn = (hours + chance.random(len(labels))) * HOUR
    names = sorted(set(labels))
    busy = np.flatnonzero(BY_HOUR > LESS_BUSY)
    for name in chance.choice(names, min(given.bursts, len(names)), replace=False).tolist():
        rows = np.flatnonzero(np.array(labels) == name)[: given.burst_tickets]
        start = chance.integers(days) * DAY + chance.choice(busy) * HOUR
        drawn[rows] = start + chance.random(len(rows)) * HOUR
    return drawn
