"""Fits a classifier's weights: ridge regression in closed form.

What a fold contributes is a sum over its rows, so a classifier without that fold costs one more
solving and no second look at the precedents. Landmarks are the Nyström approximation of kernel
ridge regression (Williams and Seeger, NIPS 2000): exact with no more precedents than landmarks.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from switchyard.usecases.learning.calibration import Places
from switchyard.usecases.triage.classifier import (
    WORDS,
    compute_kernel,
    compute_word_signs,
    find_word_rows,
)

if TYPE_CHECKING:
    from scipy.sparse import csr_array

MAX_LANDMARKS = 5000
"""Scoring a ticket takes time and a classifier takes bytes in proportion."""
JITTER = 1e-5
HINGE_ROUNDS = 10
ROWS_AT_ONCE = 2048
"""Rows looked at together, so that memory stays bounded for any number of precedents."""

type Matrix = NDArray[np.float32]


@dataclass
class RidgeSolver:
    """Sums over rows of features, from which weights for any choice of folds are solved."""

    categories: int
    penalty: float
    _folds: list[tuple[Matrix, Matrix]] = field(default_factory=list, init=False, repr=False)

    def add_fold(self, within: Matrix, target_sums: Matrix) -> None:
        """One fold: its features' products with each other and with the targets."""
        self._folds.append((within, target_sums))

    def solve_without(self, *folds: int) -> Matrix:
        """The weights, features × categories, of a classifier that never saw these folds."""
        kept = [sums for place, sums in enumerate(self._folds) if place not in folds]
        within = np.sum([feature_products for feature_products, _ in kept], axis=0)
        target_sums = np.sum([fold_targets for _, fold_targets in kept], axis=0)
        return _make_solver(within, self.penalty)(target_sums)


def build_targets(labels: Places, categories: int) -> Matrix:
    """1 in the column of a row's category, -1 in all others."""
    matrix = np.full((len(labels), categories), -1, np.float32)
    matrix[np.arange(len(labels)), labels] = 1
    return matrix


@dataclass(frozen=True)
class Landmarks:
    """Features of vectors: how they lie to these `points`, categories taking turns to give one."""

    points: NDArray[np.float16]

    @classmethod
    def choose_among(cls, vectors: Matrix, labels: Places) -> "Landmarks":
        order = np.random.default_rng(0).permutation(len(labels))
        turn = np.empty(len(labels), np.intp)
        for label in np.unique(labels):
            rows = order[labels[order] == label]
            turn[rows] = np.arange(len(rows))
        chosen = order[np.argsort(turn[order], kind="stable")][:MAX_LANDMARKS]
        return cls(vectors[np.sort(chosen)].astype(np.float16))

    def sum_fold(self, vectors: Matrix, labels: Places, categories: int) -> tuple[Matrix, Matrix]:
        """What a fold contributes to a `RidgeSolver`."""
        within = np.zeros((len(self.points), len(self.points)), np.float32)
        target_sums = np.zeros((len(self.points), categories), np.float32)
        for start in range(0, len(vectors), ROWS_AT_ONCE):
            part = slice(start, start + ROWS_AT_ONCE)
            features = compute_kernel(vectors[part], self._wide) @ self._whitening
            within += features.T @ features
            target_sums += features.T @ build_targets(labels[part], categories)
        return within, target_sums

    def build_weights(self, solved: Matrix) -> Matrix:
        """As a classifier takes them, from what a `RidgeSolver` solved."""
        weights: Matrix = self._whitening @ solved
        return weights

    def score_rows(self, vectors: Matrix, weights: Matrix) -> NDArray[np.float64]:
        """What a classifier with these weights says of rows."""
        scores = np.empty((len(vectors), weights.shape[1]))
        for start in range(0, len(vectors), ROWS_AT_ONCE):
            part = slice(start, start + ROWS_AT_ONCE)
            scores[part] = compute_kernel(vectors[part], self._wide) @ weights
        return scores

    @cached_property
    def _wide(self) -> Matrix:
        return self.points.astype(np.float32)

    @cached_property
    def _whitening(self) -> Matrix:
        """Makes the landmarks' own kernel the identity, so that single precision suffices."""
        from scipy.linalg import cholesky, solve_triangular

        between = compute_kernel(self._wide, self._wide).astype(np.float64)
        between[np.diag_indices_from(between)] += JITTER
        root = cholesky(between, lower=True, overwrite_a=True)
        inverse = solve_triangular(root, np.eye(len(root)), lower=True, overwrite_b=True)
        whitening: Matrix = inverse.T.astype(np.float32)
        return whitening


def build_word_features(wordings: Sequence[bytes]) -> "csr_array":
    """Features of wordings, a row of unit length each: as `Classifier.word_scores` reads them."""
    from scipy.sparse import csr_array

    sizes = np.array([len(wording) // 2 for wording in wordings])
    data = np.concatenate([compute_word_signs(wording) for wording in wordings])
    columns = np.concatenate([find_word_rows(wording) for wording in wordings])
    starts = np.concatenate([[0], np.cumsum(sizes)])
    return csr_array((data, columns, starts), shape=(len(wordings), WORDS))


def fit_word_weights(rows: "csr_array", labels: Places, categories: int, penalty: float) -> Matrix:
    """WORDS × categories, solved in whichever form of the same equations is smaller.

    Rows that a category claims or denies clearly enough count no more (the squared hinge loss, by
    majorisation: each round solves the same equations for other goals). With words, of which most
    say nothing, that is worth much.
    """
    row_targets = build_targets(labels, categories)
    few = len(labels) < WORDS
    solve = _make_solver((rows @ rows.T if few else rows.T @ rows).toarray(), penalty)
    goals = row_targets
    for _ in range(HINGE_ROUNDS):
        weights: Matrix = rows.T @ solve(goals) if few else solve(rows.T @ goals)
        outputs = rows @ weights
        goals = np.where(row_targets * outputs > 1, outputs, row_targets)
    return weights


def _make_solver(within: Matrix, penalty: float) -> Callable[[Matrix], Matrix]:
    from scipy.linalg import cho_factor, cho_solve

    within[np.diag_indices_from(within)] += np.float32(penalty)
    return partial(cho_solve, cho_factor(within, lower=True, overwrite_a=True))
