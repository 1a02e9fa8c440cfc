"""The simulation's search finds what the product's does."""

import numpy as np
import pytest

from switchyard.adapters.exact_index import ExactIndex
from switchyard.domain.vector import SearchHit, Vector, VectorDocument, VectorKind
from testing.search import InMemoryIndex, InMemoryVectors
from tests.desks import DIMENSIONS, NOW

DEPARTMENTS = ("cards", "loans", "empty")


def draw_vectors(count: int, seed: int) -> list[Vector]:
    drawn = np.random.default_rng(seed).normal(size=(count, DIMENSIONS)).astype(np.float32)
    return list(drawn / np.linalg.norm(drawn, axis=1, keepdims=True))


def name_hits(hits: list[SearchHit]) -> list[object]:
    return [
        (hit.document_id, hit.department, hit.person, pytest.approx(hit.similarity, abs=1e-6))
        for hit in hits
    ]


@pytest.mark.parametrize("kind", [VectorKind.PROFILE, VectorKind.PRECEDENT])
@pytest.mark.parametrize("departments", [DEPARTMENTS[:1], DEPARTMENTS])
def test_it_finds_the_same_in_the_same_order(
    kind: VectorKind, departments: tuple[str, ...]
) -> None:
    documents = [
        VectorDocument(
            kind, DEPARTMENTS[row % 2], f"{kind}-{row}", row + 1, vector, person=f"E-{row}"
        )
        for kind in (VectorKind.PROFILE, VectorKind.PRECEDENT)
        for row, vector in enumerate(draw_vectors(600, seed=list(VectorKind).index(kind)))
    ]
    exact = ExactIndex(InMemoryVectors.create_from_documents(documents), lambda: NOW, 1000, 0)
    quick = InMemoryIndex(documents)
    for vector in draw_vectors(20, seed=9):
        expected = exact.find_nearest(kind, departments, vector, 25)
        assert name_hits(quick.find_nearest(kind, departments, vector, 25)) == name_hits(expected)
