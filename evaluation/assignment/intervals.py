"""A mean over seeds, and how sure it is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SURE = 0.95


@dataclass(frozen=True)
class Interval:
    """`mean` ± `half` holds the truth in 95 of 100 studies like this one."""

    mean: float
    half: float

    @property
    def low(self) -> float:
        return self.mean - self.half

    @property
    def high(self) -> float:
        return self.mean + self.half


def find_interval(values: NDArray[np.float64]) -> Interval:
    """By Student's t. Of differences between policies, pass those of each seed: they share it."""
    from scipy.stats import t

    error = float(np.std(values, ddof=1)) / len(values) ** 0.5
    return Interval(float(np.mean(values)), float(t.ppf((1 + SURE) / 2, len(values) - 1)) * error)
