"""What each threshold would cost and hold, on tickets held back from training."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from switchyard.domain.model_card import HeldBackFigures, OperatingPoint, ReliabilityBin
from switchyard.usecases.learning.calibration import (
    CALIBRATION_BINS,
    Places,
    find_share_at_precision,
)

CURVE_STEPS = 200
CATEGORY_CURVE_STEPS = 20
MIN_TICKETS_FOR_CURVE = 50
"""Tickets that a category needs for a curve of its own."""
BOUND_RISK = 0.1
"""How often a true precision may lie beyond its bound."""


@dataclass(frozen=True, slots=True)
class JudgedTickets:
    """Held-back tickets: how sure, whether right, and which category was guessed."""

    confidence: NDArray[np.float64]
    right: NDArray[np.bool_]
    guesses: Places

    def select_rows(self, rows: NDArray[np.bool_]) -> "JudgedTickets":
        """Only these tickets."""
        return JudgedTickets(self.confidence[rows], self.right[rows], self.guesses[rows])


def measure_held_back(judged: JudgedTickets, categories: Sequence[str]) -> HeldBackFigures:
    """The card's figures. `judged.guesses` are places in `categories`."""
    counts = np.bincount(judged.guesses, minlength=len(categories))
    return HeldBackFigures(
        share_at_98=find_share_at_precision(judged.confidence, judged.right, 0.98)[0],
        reliability=build_reliability(judged),
        points=build_curve(judged, CURVE_STEPS),
        categories={
            categories[place]: build_curve(
                judged.select_rows(judged.guesses == place), CATEGORY_CURVE_STEPS
            )
            for place in np.flatnonzero(counts >= MIN_TICKETS_FOR_CURVE).tolist()
        },
    )


def build_curve(judged: JudgedTickets, steps: int) -> tuple[OperatingPoint, ...]:
    """At most so many points, even over coverage; tickets of one confidence go together."""
    order = np.argsort(-judged.confidence, kind="stable")
    descending = judged.confidence[order]
    total = len(descending)
    positions = np.unique(np.ceil(np.arange(1, steps + 1) * total / steps).astype(np.intp))
    thresholds = np.unique(descending[positions - 1])[::-1]
    taken = np.searchsorted(-descending, -thresholds, side="right")
    right = np.cumsum(judged.right[order])[taken - 1]
    least, most = calculate_bounds(right, taken)
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


def calculate_bounds(
    right: NDArray[np.int64], total: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What a share is at least, and at most; each wrong once in ten times."""
    from scipy.stats import beta

    wrong = total - right
    least = beta.ppf(BOUND_RISK, np.maximum(right, 1), wrong + 1)
    most = beta.ppf(1 - BOUND_RISK, right + 1, np.maximum(wrong, 1))
    return np.where(right > 0, least, 0.0), np.where(wrong > 0, most, 1.0)


def build_reliability(judged: JudgedTickets) -> tuple[ReliabilityBin, ...]:
    """Bins of equal mass, the least sure first."""
    order = np.argsort(judged.confidence, kind="stable")
    bins = np.array_split(order, min(CALIBRATION_BINS, len(order)))
    return tuple(
        ReliabilityBin(
            confidence=float(judged.confidence[rows].mean()),
            accuracy=float(judged.right[rows].mean()),
            tickets=len(rows),
        )
        for rows in bins
    )
