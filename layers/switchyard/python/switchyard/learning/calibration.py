"""The head's weight and the blend's temperature, chosen on tickets that no reader had seen."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from switchyard.triage.blend import Calibration, Probabilities, blend

WEIGHTS = (0.3, 0.5, 0.6, 0.7, 0.85)
TEMPERATURES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5)
BINS = 15
WANTED_PRECISION = 0.95

type Places = NDArray[np.intp]
"""The right category of each row, as its column."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """What head and neighbours say of tickets held back from both; rows of categories."""

    head: Probabilities
    neighbours: Probabilities
    right: Places


def calibrate(unseen: Unseen) -> Calibration:
    """Those under which the right categories are most probable (least negative log likelihood)."""
    return min(_choices(), key=lambda choice: _surprise(blended(unseen, choice), unseen.right))


def blended(unseen: Unseen, calibration: Calibration) -> Probabilities:
    return blend(unseen.head, unseen.neighbours, calibration)


def _choices() -> Iterator[Calibration]:
    return (Calibration(weight, warmth) for weight in WEIGHTS for warmth in TEMPERATURES)


def _surprise(probabilities: Probabilities, right: Places) -> float:
    return float(-np.log(probabilities[np.arange(len(right)), right]).mean())


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Mean distance of confidence and accuracy over 15 bins of equal mass."""
    bins = np.array_split(np.argsort(confidence), min(BINS, len(confidence)))
    gaps = [abs(confidence[rows].mean() - right[rows].mean()) * len(rows) for rows in bins]
    return float(sum(gaps) / len(confidence))


def share_at(
    confidence: NDArray[np.float64], right: NDArray[np.bool_], precision: float = WANTED_PRECISION
) -> tuple[float, float]:
    """The largest share that can go out with this precision, and the threshold that does it."""
    order = np.argsort(-confidence, kind="stable")
    precise = np.cumsum(right[order]) / np.arange(1, len(order) + 1) >= precision
    if not precise.any():
        return 0.0, 1.0
    last = int(np.flatnonzero(precise)[-1])
    return (last + 1) / len(order), float(confidence[order[last]])
