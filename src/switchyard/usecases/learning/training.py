"""Trains a classifier on confirmed tickets and says how good it is on those it has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from switchyard.domain.model_card import ModelCard, ScopeFigures
from switchyard.usecases.learning.calibration import (
    HeldBackSignals,
    Places,
    Sharpness,
    blend_scores,
    choose_calibration,
    find_share_at_precision,
    fit_sharpness,
    measure_calibration_error,
)
from switchyard.usecases.learning.neighbours import measure_left_out
from switchyard.usecases.learning.operating import JudgedTickets, measure_held_back
from switchyard.usecases.learning.ridge import (
    Landmarks,
    RidgeSolver,
    build_word_features,
    fit_word_weights,
)
from switchyard.usecases.triage.classifier import (
    Classifier,
    compute_shares,
    estimate_belonging,
    measure_standing,
)
from switchyard.usecases.triage.signals import Calibration, Probabilities, spread_over_desk

MIN_PRECEDENTS = 10
"""Precedents that make a classifier worth its while: descriptions count as examples too."""
FOLD_COUNT = 5
PENALTY = 0.1
WORD_PENALTY = 0.3
"""Both cross-validated on BANKING77's train texts, from 5 examples of a category to all."""
RARE_SHARE = 0.01
MIN_SPREAD = 0.01
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
class TrainedClassifier:
    """A classifier, and for each precedent that it learnt from what its neighbours say of it, and
    what the desk would have said of it before (held back).
    """

    classifier: Classifier
    lesson: Lesson
    neighbours: Probabilities
    probabilities: Probabilities


def select_learnable(lesson: Lesson) -> Lesson | None:
    """The lesson, or None where it has too few precedents, or all of one category."""
    enough = len(lesson.labels) >= MIN_PRECEDENTS and len(np.unique(lesson.labels)) > 1
    return lesson if enough else None


def train_classifier(lesson: Lesson, version: str, at: datetime) -> TrainedClassifier:
    """Deterministic for a lesson. `lesson` as `select_learnable` gives it."""
    known, columns = np.unique(lesson.labels, return_inverse=True)
    landmarks = _choose_landmarks(lesson, known, columns)
    vectors = _fit_vectors(lesson, known, columns, landmarks)
    words = _fit_words(lesson, columns, len(known))
    chosen = _choose_calibration(lesson, known, columns, vectors.held_back, words.held_back)
    classifier = Classifier(
        card=_build_card(lesson, chosen, version, at),
        categories=tuple(lesson.categories[place] for place in known),
        landmarks=landmarks.points,
        weights=vectors.weights,
        word_weights=words.weights.astype(np.float16),
    )
    return TrainedClassifier(classifier, lesson, chosen.neighbours, chosen.probabilities)


class _ChosenCalibration(NamedTuple):
    """What turns scores into confidence, and what that is for held-back rows."""

    sharpness: Sharpness
    calibration: Calibration
    belonging: ScopeFigures
    neighbours: Probabilities
    probabilities: Probabilities


def _choose_calibration(
    lesson: Lesson,
    known: Places,
    columns: Places,
    scores: NDArray[np.float64],
    word_scores: NDArray[np.float64],
) -> _ChosenCalibration:
    around = measure_left_out(lesson.vectors, lesson.labels, lesson.descriptions)
    sharpness = fit_sharpness(scores, word_scores, columns)
    by_classifier = compute_shares(scores * sharpness.scores + word_scores * sharpness.words)
    wide = spread_over_desk(by_classifier, known.tolist(), around.shares)
    unseen = HeldBackSignals(wide, around.shares, lesson.labels)
    calibration = choose_calibration(unseen)
    best = scores.max(axis=1)
    belonging = _fit_belonging(best, around.nearness)
    in_scope = np.asarray(estimate_belonging(belonging, best, around.nearness))
    probabilities = blend_scores(unseen, calibration) * in_scope[:, np.newaxis]
    return _ChosenCalibration(sharpness, calibration, belonging, around.shares, probabilities)


def _build_card(
    lesson: Lesson, chosen: _ChosenCalibration, version: str, at: datetime
) -> ModelCard:
    confidence = chosen.probabilities.max(axis=1)
    guesses = chosen.probabilities.argmax(axis=1)
    right = guesses == lesson.labels
    return ModelCard(
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
        calibration_error=measure_calibration_error(confidence, right),
        share_at_95=find_share_at_precision(confidence, right)[0],
        counts=_count_precedents(lesson),
        held_back=measure_held_back(JudgedTickets(confidence, right, guesses), lesson.categories),
    )


def _choose_landmarks(lesson: Lesson, known: Places, columns: Places) -> Landmarks:
    vectors = np.vstack([lesson.descriptions[known], lesson.vectors])
    return Landmarks.choose_among(vectors, np.concatenate([np.arange(len(known)), columns]))


def _count_precedents(lesson: Lesson) -> dict[str, int]:
    """Precedents of each category that has any."""
    places, counts = np.unique(lesson.labels, return_counts=True)
    names = (lesson.categories[place] for place in places)
    return dict(zip(names, counts.tolist(), strict=True))


class _FittedWeights(NamedTuple):
    """A classifier's weights, and each row's scores by a classifier that was trained without its
    fold.
    """

    weights: NDArray[np.float32]
    held_back: NDArray[np.float64]


def _fit_vectors(
    lesson: Lesson, known: Places, columns: Places, landmarks: Landmarks
) -> _FittedWeights:
    """Each category's description is an example of it that is in every fold's classifier."""
    ridge = RidgeSolver(len(known), PENALTY)
    folds = _deal_folds(columns)
    for rows in folds:
        ridge.add_fold(*landmarks.sum_fold(lesson.vectors[rows], columns[rows], len(known)))
    ridge.add_fold(
        *landmarks.sum_fold(lesson.descriptions[known], np.arange(len(known)), len(known))
    )
    held_back = np.empty((len(columns), len(known)))
    for place, rows in enumerate(folds):
        weights = landmarks.build_weights(ridge.solve_without(place))
        held_back[rows] = landmarks.score_rows(lesson.vectors[rows], weights)
    return _FittedWeights(landmarks.build_weights(ridge.solve_without()), held_back)


def _fit_words(lesson: Lesson, columns: Places, categories: int) -> _FittedWeights:
    rows_of = build_word_features(lesson.wordings)
    held_back = np.empty((len(columns), categories))
    for held in _deal_folds(columns):
        seen = np.delete(np.arange(len(columns)), held)
        weights = fit_word_weights(rows_of[seen], columns[seen], categories, WORD_PENALTY)
        held_back[held] = rows_of[held] @ weights
    return _FittedWeights(fit_word_weights(rows_of, columns, categories, WORD_PENALTY), held_back)


def _deal_folds(columns: Places) -> list[Places]:
    """Rows dealt out by category, so that each fold has its share of every one."""
    order = np.random.default_rng(0).permutation(len(columns))
    dealt = order[np.argsort(columns[order], kind="stable")]
    return [np.sort(dealt[place::FOLD_COUNT]) for place in range(FOLD_COUNT)]


def _fit_belonging(scores: NDArray[np.float64], nearness: NDArray[np.float64]) -> ScopeFigures:
    belonging = ScopeFigures(
        score=float(scores.mean()),
        score_spread=max(float(scores.std()), MIN_SPREAD),
        nearness=float(nearness.mean()),
        nearness_spread=max(float(nearness.std()), MIN_SPREAD),
        rare=0.0,
    )
    rare = float(np.quantile(measure_standing(belonging, scores, nearness), RARE_SHARE))
    return belonging.model_copy(update={"rare": rare})
