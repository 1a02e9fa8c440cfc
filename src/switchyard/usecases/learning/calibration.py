"""Sharpness and temperature, chosen on tickets that no reader had seen."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from switchyard.usecases.triage.classifier import compute_shares
from switchyard.usecases.triage.signals import Calibration, Probabilities, blend_signals

CLASSIFIER_WEIGHT = 0.85
"""The classifier's, beside precedents and descriptions; cross-validated on BANKING77 and CLINC150.
"""
TEMPERATURES = (0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0, 1.1, 1.2, 1.5)
CALIBRATION_BINS = 15
SMALLEST_PROBABILITY = 1e-12
TARGET_PRECISION = 0.95

type Places = NDArray[np.intp]
"""The right category of each row, as its column."""


@dataclass(frozen=True, slots=True)
class HeldBackSignals:
    """What classifier and neighbours say of tickets held back from both; rows of categories."""

    classifier: Probabilities
    neighbours: Probabilities
    right: Places


def choose_calibration(unseen: HeldBackSignals) -> Calibration:
    """Those under which the right categories are most probable (least negative log likelihood)."""
    choices = (Calibration(CLASSIFIER_WEIGHT, warmth) for warmth in TEMPERATURES)
    return min(
        choices, key=lambda choice: _calculate_loss(blend_scores(unseen, choice), unseen.right)
    )


class Sharpness(NamedTuple):
    """What scores, and scores of words, are multiplied by to be logits."""

    scores: float
    words: float


def fit_sharpness(
    scores: NDArray[np.float64], word_scores: NDArray[np.float64], right: Places
) -> Sharpness:
    """That under which the right columns of held-back scores are most probable."""
    from scipy.optimize import minimize

    def calculate_loss(tried: NDArray[np.float64]) -> float:
        return _calculate_loss(compute_shares(scores * tried[0] + word_scores * tried[1]), right)

    solution = minimize(calculate_loss, (8.0, 1.0), method="L-BFGS-B", bounds=((1, 50), (0, 20)))
    return Sharpness(float(solution.x[0]), float(solution.x[1]))


def blend_scores(unseen: HeldBackSignals, calibration: Calibration) -> Probabilities:
    return blend_signals(unseen.classifier, unseen.neighbours, calibration)


def _calculate_loss(probabilities: Probabilities, right: Places) -> float:
    return float(-np.log(probabilities[np.arange(len(right)), right] + SMALLEST_PROBABILITY).mean())


def measure_calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Mean distance of confidence and accuracy over 15 bins of equal mass."""
    bins = np.array_split(np.argsort(confidence), min(CALIBRATION_BINS, len(confidence)))
    gaps = [abs(confidence[rows].mean() - right[rows].mean()) * len(rows) for rows in bins]
    return float(sum(gaps) / len(confidence))


def find_share_at_precision(
    confidence: NDArray[np.float64], right: NDArray[np.bool_], precision: float = TARGET_PRECISION
) -> tuple[float, float]:
    """The largest share that can go out with this precision, and the threshold that does it."""
    order = np.argsort(-confidence, kind="stable")
    precise = np.cumsum(right[order]) / np.arange(1, len(order) + 1) >= precision
    if not precise.any():
        return 0.0, 1.0
    last = int(np.flatnonzero(precise)[-1])
    return (last + 1) / len(order), float(confidence[order[last]])
