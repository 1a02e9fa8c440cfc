"""What was said of tickets whose category is known, as arrays, and what is counted on them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.report.figures import Figure
from switchyard.domain.triage import TriageDecision, TriageOutcome
from switchyard.usecases.learning.calibration import measure_calibration_error

type Shares = NDArray[np.float64]


@dataclass(frozen=True)
class ServedOutcomes:
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
        return measure_calibration_error(self.confidence, self.right)

    @property
    def macro_f1(self) -> float:
        """The mean over categories of the harmonic mean of precision and recall."""
        return float(np.mean([self._find_f1(label) for label in sorted(set(self.labels))]))

    def _find_f1(self, label: str) -> float:
        guesses = sum(guess == label for guess in self.guessed)
        are = sum(truth == label for truth in self.labels)
        both = sum(a == b == label for a, b in zip(self.guessed, self.labels, strict=True))
        return 2 * both / (guesses + are)

    @property
    def coverage(self) -> float:
        """The share that went out without a person."""
        return float(self.sent.mean())

    @property
    def precision(self) -> float:
        """The share of those that is right; 1 where none went out."""
        return float(self.right[self.sent].mean()) if self.sent.any() else 1.0

    def count_confusions(self, most: int) -> list[tuple[str, str, int]]:
        """(is, was taken for, how often), most frequent first."""
        pairs = Counter(
            (label, guess)
            for label, guess in zip(self.labels, self.guessed, strict=True)
            if guess and label != guess
        )
        ordered = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
        return [(*pair, count) for pair, count in ordered[:most]]


def report_share(name: str, value: float | np.floating) -> Figure:
    """A figure that is only reported."""
    return Figure(f"quality.{name}", round(float(value), 4), "share")


def collect_outcomes(triages: Sequence[TriageDecision], labels: list[str]) -> ServedOutcomes:
    """The first guess counts, also where it is only shown to whoever reviews."""
    best = [next(iter(triage.explanation.guesses), None) for triage in triages]
    return ServedOutcomes(
        labels,
        [guess.category if guess else "" for guess in best],
        np.array([guess.confidence if guess else 0.0 for guess in best]),
        np.array([triage.outcome is TriageOutcome.ROUTED for triage in triages]),
    )


def find_curve(outcomes: ServedOutcomes) -> tuple[Shares, Shares]:
    """Coverage and precision when the surest go out, one ticket more at a time."""
    order = np.argsort(-outcomes.confidence, kind="stable")
    counts = np.arange(1, len(order) + 1)
    return counts / len(order), np.cumsum(outcomes.right[order]) / counts


def find_reliability(outcomes: ServedOutcomes, bins: int) -> tuple[Shares, Shares]:
    """Mean confidence and accuracy in bins of equal mass."""
    rows = np.array_split(np.argsort(outcomes.confidence), bins)
    right = outcomes.right
    return (
        np.array([outcomes.confidence[row].mean() for row in rows]),
        np.array([right[row].mean() for row in rows]),
    )


def find_recall_outside(inside: Shares, outside: Shares, false_alarms: float) -> float:
    """The share of `outside` caught where this share of `inside` is caught by mistake.

    Both are scores that are high in scope; what lies below the threshold is caught.
    """
    return float((outside < np.quantile(inside, false_alarms)).mean())
