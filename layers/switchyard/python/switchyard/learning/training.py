"""Trains a head on confirmed tickets and says how good it is on those it has not seen."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from switchyard.learning.calibration import (
    Places,
    Unseen,
    blended,
    calibrate,
    calibration_error,
    share_at,
)
from switchyard.learning.neighbours import left_out
from switchyard.triage.blend import Probabilities, spread
from switchyard.triage.head import Card, Head, shares

REGULARISATION = 30.0
"""scikit-learn's C; chosen by cross-validation on BANKING77's train texts."""
FEWEST_OF_A_CATEGORY = 3
FOLDS = 5
ITERATIONS = 500


@dataclass(frozen=True, slots=True)
class Lesson:
    """Precedents to learn from: a vector, a category's place and a time of change for each.

    `descriptions` has a row for each of `categories`. `data_until` is when they were read.
    """

    categories: tuple[str, ...]
    descriptions: NDArray[np.float32]
    vectors: NDArray[np.float32]
    labels: Places
    changed_at: NDArray[np.int64]
    data_until: int
    model: str
    desk: str

    def of(self, rows: NDArray[np.bool_]) -> "Lesson":
        """Only these precedents."""
        return Lesson(
            self.categories,
            self.descriptions,
            self.vectors[rows],
            self.labels[rows],
            self.changed_at[rows],
            self.data_until,
            self.model,
            self.desk,
        )


@dataclass(frozen=True, slots=True)
class Trained:
    """A head, and for each precedent that it learnt from what it said of it before (held back)."""

    head: Head
    lesson: Lesson
    probabilities: Probabilities


def learnable(lesson: Lesson) -> Lesson | None:
    """Precedents of categories with enough of them; None where fewer than two have."""
    counts = np.bincount(lesson.labels, minlength=len(lesson.categories))
    enough = counts >= FEWEST_OF_A_CATEGORY
    return lesson.of(enough[lesson.labels]) if enough.sum() > 1 else None


def train(lesson: Lesson, version: str, at: datetime) -> Trained:
    """Deterministic for a lesson. `lesson` as `learnable` gives it."""
    known = np.unique(lesson.labels)
    neighbours = left_out(lesson.vectors, lesson.labels, lesson.descriptions)
    held_back = spread(_held_back(lesson), known.tolist(), neighbours)
    unseen = Unseen(held_back, neighbours, lesson.labels)
    calibration = calibrate(unseen)
    probabilities = blended(unseen, calibration)
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == lesson.labels
    weights, bias = _fitted(lesson.vectors, lesson.labels)
    card = Card(
        version=version,
        model=lesson.model,
        desk=lesson.desk,
        trained_at=at.isoformat(),
        data_until=lesson.data_until,
        examples=len(lesson.labels),
        weight=calibration.weight,
        temperature=calibration.temperature,
        accuracy=float(right.mean()),
        calibration_error=calibration_error(confidence, right),
        share_at_95=share_at(confidence, right)[0],
    )
    head = Head(card, tuple(lesson.categories[place] for place in known), weights, bias)
    return Trained(head, lesson, probabilities)


def _held_back(lesson: Lesson) -> Probabilities:
    """Each row's probabilities by a head that was trained without its fold."""
    from sklearn.model_selection import StratifiedKFold

    smallest = int(np.unique(lesson.labels, return_counts=True)[1].min())
    folds = StratifiedKFold(min(FOLDS, smallest), shuffle=True, random_state=0)
    rows = np.zeros((len(lesson.labels), len(np.unique(lesson.labels))))
    for seen, held in folds.split(lesson.vectors, lesson.labels):
        weights, bias = _fitted(lesson.vectors[seen], lesson.labels[seen])
        rows[held] = shares(lesson.vectors[held], weights, bias)
    return rows


def _fitted(
    vectors: NDArray[np.float32], labels: Places
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=REGULARISATION, max_iter=ITERATIONS).fit(vectors, labels)
    weights, bias = model.coef_.astype(np.float32), model.intercept_.astype(np.float32)
    if len(weights) == 1:
        # For two categories scikit-learn gives one row: how much the second is ahead.
        half = np.float32(0.5)
        return np.vstack([-weights, weights]) * half, np.hstack([-bias, bias]) * half
    return weights, bias
