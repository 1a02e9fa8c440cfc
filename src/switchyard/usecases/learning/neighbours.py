"""What each precedent's neighbours say of it, itself left out."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from switchyard.usecases.learning.calibration import Places
from switchyard.usecases.triage.classifier import NEAREST_PRECEDENTS
from switchyard.usecases.triage.signals import (
    MAX_PRECEDENTS,
    Probabilities,
    compute_votes,
    share_neighbour_votes,
)

ROWS_AT_ONCE = 512
"""Rows compared at once, so that memory stays bounded for any number of precedents."""


class Neighbourhood(NamedTuple):
    """What lies around each row: shares (rows × categories) and nearness (triage/scope.py)."""

    shares: Probabilities
    nearness: NDArray[np.float64]


def measure_left_out(
    vectors: NDArray[np.float32], labels: Places, descriptions: NDArray[np.float32]
) -> Neighbourhood:
    """`descriptions` has a row a category."""
    blocks = [
        _measure_block(vectors, labels, descriptions, slice(start, start + ROWS_AT_ONCE))
        for start in range(0, len(vectors), ROWS_AT_ONCE)
    ]
    shares, nearness = zip(*blocks, strict=True)
    return Neighbourhood(np.vstack(shares), np.concatenate(nearness))


def _measure_block(
    vectors: NDArray[np.float32],
    labels: Places,
    descriptions: NDArray[np.float32],
    rows: slice,
) -> Neighbourhood:
    block = vectors[rows]
    cosines = block @ vectors.T
    within = np.arange(len(block))
    cosines[within, within + rows.start] = -1
    k = min(MAX_PRECEDENTS, len(vectors) - 1)
    nearest = np.argpartition(cosines, -k, axis=1)[:, -k:]
    near = np.take_along_axis(cosines, nearest, axis=1)
    votes = np.zeros((len(block), len(descriptions)))
    np.add.at(votes, (within[:, np.newaxis], labels[nearest]), compute_votes(near))
    shares = share_neighbour_votes(votes, compute_votes(block @ descriptions.T))
    return Neighbourhood(
        shares, np.sort(near, axis=1)[:, -NEAREST_PRECEDENTS:].mean(axis=1, dtype=np.float64)
    )
