"""What each precedent's neighbours say of it, itself left out."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from switchyard.usecases.learning.calibration import Places
from switchyard.usecases.triage.classifier import NEAREST
from switchyard.usecases.triage.signals import PRECEDENTS, Probabilities, neighbourhood, vote

ROWS = 512
"""Rows compared at once, so that memory stays bounded for any number of precedents."""


class Around(NamedTuple):
    """What lies around each row: shares (rows × categories) and nearness (triage/scope.py)."""

    shares: Probabilities
    nearness: NDArray[np.float64]


def left_out(
    vectors: NDArray[np.float32], labels: Places, descriptions: NDArray[np.float32]
) -> Around:
    """`descriptions` has a row a category."""
    blocks = [
        _block(vectors, labels, descriptions, slice(start, start + ROWS))
        for start in range(0, len(vectors), ROWS)
    ]
    shares, nearness = zip(*blocks, strict=True)
    return Around(np.vstack(shares), np.concatenate(nearness))


def _block(
    vectors: NDArray[np.float32],
    labels: Places,
    descriptions: NDArray[np.float32],
    rows: slice,
) -> Around:
    block = vectors[rows]
    cosines = block @ vectors.T
    within = np.arange(len(block))
    cosines[within, within + rows.start] = -1
    k = min(PRECEDENTS, len(vectors) - 1)
    nearest = np.argpartition(cosines, -k, axis=1)[:, -k:]
    near = np.take_along_axis(cosines, nearest, axis=1)
    votes = np.zeros((len(block), len(descriptions)))
    np.add.at(votes, (within[:, np.newaxis], labels[nearest]), vote(near))
    shares = neighbourhood(votes, vote(block @ descriptions.T))
    return Around(shares, np.sort(near, axis=1)[:, -NEAREST:].mean(axis=1, dtype=np.float64))
