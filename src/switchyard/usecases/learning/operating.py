"""What each threshold would cost and hold, on tickets held back from training."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from switchyard.domain.model_card import HeldBack, OperatingPoint, Reliability
from switchyard.usecases.learning.calibration import BINS, Places, share_at

STEPS = 200
STEPS_OF_A_CATEGORY = 20
ENOUGH = 50
"""Tickets that a category needs for a curve of its own."""
RISK = 0.1
"""How often a true precision may lie beyond its bound."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Held-back tickets: how sure, whether right, and which category was guessed."""

    confidence: NDArray[np.float64]
    right: NDArray[np.bool_]
    guesses: Places

    def of(self, rows: NDArray[np.bool_]) -> "Judged":
        """Only these tickets."""
        return Judged(self.confidence[rows], self.right[rows], self.guesses[rows])


def figures(judged: Judged, categories: Sequence[str]) -> HeldBack:
    """The card's figures. `judged.guesses` are places in `categories`."""
    counts = np.bincount(judged.guesses, minlength=len(categories))
    return HeldBack(
        share_at_98=share_at(judged.confidence, judged.right, 0.98)[0],
        reliability=reliability(judged),
        points=curve(judged, STEPS),
        categories={
            categories[place]: curve(judged.of(judged.guesses == place), STEPS_OF_A_CATEGORY)
            for place in np.flatnonzero(counts >= ENOUGH).tolist()
        },
    )


def curve(judged: Judged, steps: int) -> tuple[OperatingPoint, ...]:
    """At most so many points, even over coverage; tickets of one confidence go together."""
    order = np.argsort(-judged.confidence, kind="stable")
    descending = judged.confidence[order]
    total = len(descending)
    wanted = np.unique(np.ceil(np.arange(1, steps + 1) * total / steps).astype(np.intp))
    thresholds = np.unique(descending[wanted - 1])[::-1]
    taken = np.searchsorted(-descending, -thresholds, side="right")
    right = np.cumsum(judged.right[order])[taken - 1]
    least, most = bounds(right, taken)
    return tuple(
        OperatingPoint(
            threshold=float(thresholds[row]),
            precision=float(right[row] / taken[row]),
            precision_at_least=float(least[row]),
            precision_at_most=float(most[row]),
            coverage=float(taken[row] / total),
            tickets=int(taken[row]),
        )
        for row in range(len(taken))
    )


def bounds(
    right: NDArray[np.int64], of: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What a share is at least, and at most; each wrong once in ten times."""
    from scipy.stats import beta

    wrong = of - right
    least = beta.ppf(RISK, np.maximum(right, 1), wrong + 1)
    most = beta.ppf(1 - RISK, right + 1, np.maximum(wrong, 1))
    return np.where(right > 0, least, 0.0), np.where(wrong > 0, most, 1.0)


def reliability(judged: Judged) -> tuple[Reliability, ...]:
    """Bins of equal mass, the least sure first."""
    order = np.argsort(judged.confidence, kind="stable")
    bins = np.array_split(order, min(BINS, len(order)))
    return tuple(
        Reliability(
            confidence=float(judged.confidence[rows].mean()),
            accuracy=float(judged.right[rows].mean()),
            tickets=len(rows),
        )
        for rows in bins
    )
