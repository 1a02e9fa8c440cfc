"""What each precedent's neighbours say of it, itself left out."""

import numpy as np
from numpy.typing import NDArray

from switchyard.learning.calibration import Places
from switchyard.triage.blend import Probabilities, neighbourhood
from switchyard.triage.neighbours import PRECEDENTS, vote

ROWS = 512
"""Rows compared at once, so that memory stays bounded for any number of precedents."""


def left_out(
    vectors: NDArray[np.float32], labels: Places, descriptions: NDArray[np.float32]
) -> Probabilities:
    """Rows × categories; `descriptions` has a row a category."""
    return np.vstack(
        [
            _block(vectors, labels, descriptions, slice(start, start + ROWS))
            for start in range(0, len(vectors), ROWS)
        ]
    )


def _block(
    vectors: NDArray[np.float32],
    labels: Places,
    descriptions: NDArray[np.float32],
    rows: slice,
) -> Probabilities:
    block = vectors[rows]
    cosines = block @ vectors.T
    within = np.arange(len(block))
    cosines[within, within + rows.start] = -1
    k = min(PRECEDENTS, len(vectors) - 1)
    nearest = np.argpartition(cosines, -k, axis=1)[:, -k:]
    votes = np.zeros((len(block), len(descriptions)))
    ballots = vote(np.take_along_axis(cosines, nearest, axis=1))
    np.add.at(votes, (within[:, np.newaxis], labels[nearest]), ballots)
    return neighbourhood(votes, vote(block @ descriptions.T))
