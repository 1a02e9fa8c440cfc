"""The simulation's search finds what the product's does."""

import numpy as np
import pytest

from bench.assignment.search import Search
from bench.quality.serving import Memory
from switchyard.adapters.exact_index import ExactIndex
from switchyard.domain.vector import Document, Hit, Kind, Vector
from tests.desks import DIMENSIONS, NOW

DEPARTMENTS = ("cards", "loans", "empty")


def vectors(count: int, seed: int) -> list[Vector]:
    drawn = np.random.default_rng(seed).normal(size=(count, DIMENSIONS)).astype(np.float32)
    return list(drawn / np.linalg.norm(drawn, axis=1, keepdims=True))


def found(hits: list[Hit]) -> list[object]:
    return [
        (one.document_id, one.department, one.person, pytest.approx(one.similarity, abs=1e-6))
        for one in hits
    ]


@pytest.mark.parametrize("kind", [Kind.PROFILE, Kind.PRECEDENT])
@pytest.mark.parametrize("asked", [DEPARTMENTS[:1], DEPARTMENTS])
def test_it_finds_the_same_in_the_same_order(kind: Kind, asked: tuple[str, ...]) -> None:
    documents = [
        Document(each, DEPARTMENTS[row % 2], f"{each}-{row}", row + 1, vector, person=f"E-{row}")
        for each in (Kind.PROFILE, Kind.PRECEDENT)
        for row, vector in enumerate(vectors(600, seed=list(Kind).index(each)))
    ]
    exact = ExactIndex(Memory(documents), lambda: NOW, 1000, 0)
    quick = Search(documents)
    for vector in vectors(20, seed=9):
        expected = exact.nearest(kind, asked, vector, 25)
        assert found(quick.nearest(kind, asked, vector, 25)) == found(expected)
