"""What was said of tickets whose category is known, as arrays, and what is counted on them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.figures import Figure
from switchyard.domain.triage import Outcome, Triage
from switchyard.usecases.learning.calibration import calibration_error

type Shares = NDArray[np.float64]


@dataclass(frozen=True)
class Outcomes:
    """A row a ticket: what it is, what it was taken for, how surely (0 to 1), and whether it went
    out without a person.

    `guessed` is empty where no guess was made; the confidence is then 0.
    """

    labels: list[str]
    guessed: list[str]
    confidence: Shares
    sent: NDArray[np.bool_]

    @property
    def right(self) -> NDArray[np.bool_]:
        return np.array([a == b for a, b in zip(self.guessed, self.labels, strict=True)])

    @property
    def accuracy(self) -> float:
        return float(self.right.mean())

    @property
    def calibration_error(self) -> float:
        """15 bins of equal mass."""
        return calibration_error(self.confidence, self.right)

    @property
    def macro_f1(self) -> float:
        """The mean over categories of the harmonic mean of precision and recall."""
        return float(np.mean([self._f1(label) for label in sorted(set(self.labels))]))

    def _f1(self, label: str) -> float:
        said = sum(one == label for one in self.guessed)
        are = sum(one == label for one in self.labels)
        both = sum(a == b == label for a, b in zip(self.guessed, self.labels, strict=True))
        return 2 * both / (said + are)

    @property
    def coverage(self) -> float:
        """The share that went out without a person."""
        return float(self.sent.mean())

    @property
    def precision(self) -> float:
        """The share of those that is right; 1 where none went out."""
        return float(self.right[self.sent].mean()) if self.sent.any() else 1.0

    def confusions(self, most: int) -> list[tuple[str, str, int]]:
        """(is, was taken for, how often), most frequent first."""
        pairs = Counter(
            (label, guess)
            for label, guess in zip(self.labels, self.guessed, strict=True)
            if guess and label != guess
        )
        ordered = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
        return [(*pair, count) for pair, count in ordered[:most]]


def share(name: str, value: float | np.floating) -> Figure:
    """A figure that is only reported."""
    return Figure(f"quality.{name}", round(float(value), 4), "share")


def of_triages(triages: Sequence[Triage], labels: list[str]) -> Outcomes:
    """The first guess counts, also where it is only shown to whoever reviews."""
    best = [next(iter(one.explanation.guesses), None) for one in triages]
    return Outcomes(
        labels,
        [one.category if one else "" for one in best],
        np.array([one.confidence if one else 0.0 for one in best]),
        np.array([one.outcome is Outcome.ROUTED for one in triages]),
    )


def curve(outcomes: Outcomes) -> tuple[Shares, Shares]:
    """Coverage and precision when the surest go out, one ticket more at a time."""
    order = np.argsort(-outcomes.confidence, kind="stable")
    counts = np.arange(1, len(order) + 1)
    return counts / len(order), np.cumsum(outcomes.right[order]) / counts


def reliability(outcomes: Outcomes, bins: int) -> tuple[Shares, Shares]:
    """Mean confidence and accuracy in bins of equal mass."""
    rows = np.array_split(np.argsort(outcomes.confidence), bins)
    right = outcomes.right
    return (
        np.array([outcomes.confidence[each].mean() for each in rows]),
        np.array([right[each].mean() for each in rows]),
    )


def recall_outside(inside: Shares, outside: Shares, false_alarms: float) -> float:
    """The share of `outside` caught where this share of `inside` is caught by mistake.

    Both are scores that are high in scope; what lies below the threshold is caught.
    """
    return float((outside < np.quantile(inside, false_alarms)).mean())
