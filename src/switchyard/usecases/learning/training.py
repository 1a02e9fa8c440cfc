"""Trains a head on confirmed tickets and says how good it is on those it has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from switchyard.domain.model_card import Belonging, Card
from switchyard.usecases.learning.calibration import (
    Places,
    Sharpness,
    Unseen,
    blended,
    calibrate,
    calibration_error,
    share_at,
    sharpness_of,
)
from switchyard.usecases.learning.neighbours import left_out
from switchyard.usecases.learning.operating import Judged, figures
from switchyard.usecases.learning.ridge import Landmarks, Ridge, word_weights, worded
from switchyard.usecases.triage.classifier import Head, belongs, shares, standing
from switchyard.usecases.triage.signals import Calibration, Probabilities, spread

FEWEST = 10
"""Precedents that make a head worth its while: descriptions count as examples too."""
FOLDS = 5
PENALTY = 0.1
WORD_PENALTY = 0.3
"""Both cross-validated on BANKING77's train texts, from 5 examples of a category to all."""
RAREST = 0.01
NARROWEST = 0.01
"""The least spread that is believed of a few precedents."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Precedents to learn from: for each a vector, its wording (search/wording.py), a category's
    place and a time of change.

    `descriptions` has a row for each of `categories`. `data_until` is when they were read.
    """

    categories: tuple[str, ...]
    descriptions: NDArray[np.float32]
    vectors: NDArray[np.float32]
    wordings: Sequence[bytes]
    labels: Places
    changed_at: NDArray[np.int64]
    data_until: int
    model: str
    desk: str


@dataclass(frozen=True, slots=True)
class Trained:
    """A head, and for each precedent that it learnt from what its neighbours say of it, and what
    the desk would have said of it before (held back).
    """

    head: Head
    lesson: Lesson
    neighbours: Probabilities
    probabilities: Probabilities


def learnable(lesson: Lesson) -> Lesson | None:
    """The lesson, or None where it has too few precedents, or all of one category."""
    enough = len(lesson.labels) >= FEWEST and len(np.unique(lesson.labels)) > 1
    return lesson if enough else None


def train(lesson: Lesson, version: str, at: datetime) -> Trained:
    """Deterministic for a lesson. `lesson` as `learnable` gives it."""
    known, columns = np.unique(lesson.labels, return_inverse=True)
    landmarks = _landmarks(lesson, known, columns)
    vectors = _by_vectors(lesson, known, columns, landmarks)
    words = _by_words(lesson, columns, len(known))
    chosen = _chosen(lesson, known, columns, vectors.held_back, words.held_back)
    head = Head(
        card=_card(lesson, chosen, version, at),
        categories=tuple(lesson.categories[place] for place in known),
        landmarks=landmarks.points,
        weights=vectors.weights,
        word_weights=words.weights.astype(np.float16),
    )
    return Trained(head, lesson, chosen.neighbours, chosen.probabilities)


class _Chosen(NamedTuple):
    """What turns scores into confidence, and what that is for held-back rows."""

    sharpness: Sharpness
    calibration: Calibration
    belonging: Belonging
    neighbours: Probabilities
    probabilities: Probabilities


def _chosen(
    lesson: Lesson,
    known: Places,
    columns: Places,
    scores: NDArray[np.float64],
    word_scores: NDArray[np.float64],
) -> _Chosen:
    around = left_out(lesson.vectors, lesson.labels, lesson.descriptions)
    sharpness = sharpness_of(scores, word_scores, columns)
    by_head = shares(scores * sharpness.scores + word_scores * sharpness.words)
    wide = spread(by_head, known.tolist(), around.shares)
    unseen = Unseen(wide, around.shares, lesson.labels)
    calibration = calibrate(unseen)
    best = scores.max(axis=1)
    belonging = _belonging(best, around.nearness)
    in_scope = np.asarray(belongs(belonging, best, around.nearness))
    probabilities = blended(unseen, calibration) * in_scope[:, np.newaxis]
    return _Chosen(sharpness, calibration, belonging, around.shares, probabilities)


def _card(lesson: Lesson, chosen: _Chosen, version: str, at: datetime) -> Card:
    confidence = chosen.probabilities.max(axis=1)
    guesses = chosen.probabilities.argmax(axis=1)
    right = guesses == lesson.labels
    return Card(
        version=version,
        model=lesson.model,
        desk=lesson.desk,
        trained_at=at.isoformat(),
        data_until=lesson.data_until,
        examples=len(lesson.labels),
        sharpness=chosen.sharpness.scores,
        word_sharpness=chosen.sharpness.words,
        weight=chosen.calibration.weight,
        temperature=chosen.calibration.temperature,
        belonging=chosen.belonging,
        accuracy=float(right.mean()),
        calibration_error=calibration_error(confidence, right),
        share_at_95=share_at(confidence, right)[0],
        counts=_counts(lesson),
        held_back=figures(Judged(confidence, right, guesses), lesson.categories),
    )


def _landmarks(lesson: Lesson, known: Places, columns: Places) -> Landmarks:
    vectors = np.vstack([lesson.descriptions[known], lesson.vectors])
    return Landmarks.among(vectors, np.concatenate([np.arange(len(known)), columns]))


def _counts(lesson: Lesson) -> dict[str, int]:
    """Precedents of each category that has any."""
    places, counts = np.unique(lesson.labels, return_counts=True)
    names = (lesson.categories[place] for place in places)
    return dict(zip(names, counts.tolist(), strict=True))


class _Fitted(NamedTuple):
    """A head's weights, and each row's scores by a head that was trained without its fold."""

    weights: NDArray[np.float32]
    held_back: NDArray[np.float64]


def _by_vectors(lesson: Lesson, known: Places, columns: Places, landmarks: Landmarks) -> _Fitted:
    """Each category's description is an example of it that is in every fold's head."""
    ridge = Ridge(len(known), PENALTY)
    folds = _folds(columns)
    for rows in folds:
        ridge.take(*landmarks.sums(lesson.vectors[rows], columns[rows], len(known)))
    ridge.take(*landmarks.sums(lesson.descriptions[known], np.arange(len(known)), len(known)))
    held_back = np.empty((len(columns), len(known)))
    for place, rows in enumerate(folds):
        weights = landmarks.weights(ridge.without(place))
        held_back[rows] = landmarks.scores(lesson.vectors[rows], weights)
    return _Fitted(landmarks.weights(ridge.without()), held_back)


def _by_words(lesson: Lesson, columns: Places, categories: int) -> _Fitted:
    rows_of = worded(lesson.wordings)
    held_back = np.empty((len(columns), categories))
    for held in _folds(columns):
        seen = np.delete(np.arange(len(columns)), held)
        weights = word_weights(rows_of[seen], columns[seen], categories, WORD_PENALTY)
        held_back[held] = rows_of[held] @ weights
    return _Fitted(word_weights(rows_of, columns, categories, WORD_PENALTY), held_back)


def _folds(columns: Places) -> list[Places]:
    """Rows dealt out by category, so that each fold has its share of every one."""
    order = np.random.default_rng(0).permutation(len(columns))
    dealt = order[np.argsort(columns[order], kind="stable")]
    return [np.sort(dealt[place::FOLDS]) for place in range(FOLDS)]


def _belonging(scores: NDArray[np.float64], nearness: NDArray[np.float64]) -> Belonging:
    belonging = Belonging(
        score=float(scores.mean()),
        score_spread=max(float(scores.std()), NARROWEST),
        nearness=float(nearness.mean()),
        nearness_spread=max(float(nearness.std()), NARROWEST),
        rare=0.0,
    )
    rare = float(np.quantile(standing(belonging, scores, nearness), RAREST))
    return belonging.model_copy(update={"rare": rare})
