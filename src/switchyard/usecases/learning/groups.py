"""Groups of vectors that are alike."""

import numpy as np
from numpy.typing import NDArray

from switchyard.domain.proposal import MIN_PROPOSAL_TICKETS

MIN_GROUP_SIMILARITY = 0.45
"""Mean cosine within a group. On CLINC150's train texts, among 200 texts of nowhere, groups of 6 to
30 of a category come out 96 % pure, and none is made of nowhere's."""


def group_similar(vectors: NDArray[np.float32]) -> list[list[int]]:
    """Rows of each group of at least FEWEST, the most typical first (average linkage)."""
    from sklearn.cluster import AgglomerativeClustering

    if len(vectors) < MIN_PROPOSAL_TICKETS:
        return []
    clustering = AgglomerativeClustering(
        n_clusters=None,
        metric="cosine",
        linkage="average",
        distance_threshold=1 - MIN_GROUP_SIMILARITY,
    ).fit(vectors)
    places, counts = np.unique(clustering.labels_, return_counts=True)
    large = places[counts >= MIN_PROPOSAL_TICKETS].tolist()
    return [
        _sort_typical_first(vectors, np.flatnonzero(clustering.labels_ == place)) for place in large
    ]


def calculate_center(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of unit length."""
    mean = vectors.mean(axis=0)
    unit_mean: NDArray[np.float32] = (mean / np.linalg.norm(mean)).astype(np.float32)
    return unit_mean


def _sort_typical_first(vectors: NDArray[np.float32], rows: NDArray[np.intp]) -> list[int]:
    nearness = vectors[rows] @ calculate_center(vectors[rows])
    ordered: list[int] = rows[np.argsort(-nearness, kind="stable")].tolist()
    return ordered
