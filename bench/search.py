"""How fast and how right both search adapters are: `python -m bench.search`.

1,000, 10,000 and 100,000 documents in ten departments, each query in one of them. What is right is
told by comparing with every document of the department, outside of both adapters.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from random import SystemRandom

import numpy as np
from numpy.typing import NDArray

from bench.crowd import TUESDAY_NOON, clustered
from bench.figures import Figure, at_least
from bench.quality.serving import Memory
from local.opensearch import opensearch
from local.opensearch_install import OpenSearchUnavailable
from switchyard.adapters.backoff import Backoff
from switchyard.adapters.exact_index import ExactIndex
from switchyard.adapters.opensearch import OpenSearchIndex, connect
from switchyard.domain.vector import Document, Kind, Vector
from switchyard.ports.search import VectorIndex

SIZES = (1_000, 10_000, 100_000)
QUERIES, WARM = 300, 20
DEPARTMENTS = 10
NEAREST = 10
RECALL = 0.95
WRITTEN_AT_ONCE = 500


class Library:
    """All documents of the largest size; the smaller ones are its beginning."""

    def __init__(self) -> None:
        self.vectors = clustered(SIZES[-1], 5)
        self.queries = clustered(WARM + QUERIES, 6)

    def documents(self, first: int, last: int) -> list[Document]:
        return [
            Document(Kind.PROFILE, _place(row), f"E-{row}", 1, self.vectors[row])
            for row in range(first, last)
        ]

    def nearest(self, query: int, size: int) -> set[str]:
        """What an answer of NEAREST should be."""
        rows = np.arange(query % DEPARTMENTS, size, DEPARTMENTS)
        near: NDArray[np.float32] = self.vectors[rows] @ self.queries[query]
        return {f"E-{row}" for row in rows[np.argsort(-near)[:NEAREST]]}


def figures() -> Iterator[Figure]:
    library = Library()
    for size in SIZES:
        stored = Memory(library.documents(0, size))
        index = ExactIndex(stored, lambda: TUESDAY_NOON, 1000, 0)
        yield from _measured(f"search.exact.{size}", index, library, size)
    with ExitStack() as stack:
        try:
            url = stack.enter_context(opensearch())
        except OpenSearchUnavailable as reason:
            sys.stderr.write(f"{reason}\n")
            return
        yield from _growing(url, library)


def _growing(url: str, library: Library) -> Iterator[Figure]:
    """One index that is filled further for each size."""
    made = OpenSearchIndex(connect(url), "search", Backoff(SystemRandom(), time.sleep))
    filled = 0
    for size in SIZES:
        began = time.perf_counter()
        _fill(made, library.documents(filled, size))
        rate = (size - filled) / (time.perf_counter() - began)
        yield Figure(f"search.opensearch.{size}.filled", round(rate), "documents/s")
        yield from _measured(f"search.opensearch.{size}", made, library, size)
        filled = size


def _fill(index: OpenSearchIndex, documents: Sequence[Document]) -> None:
    for start in range(0, len(documents), WRITTEN_AT_ONCE):
        index.apply(documents[start : start + WRITTEN_AT_ONCE])
    index.client.indices.refresh(index=index.name(Kind.PROFILE))


def _measured(name: str, index: VectorIndex, library: Library, size: int) -> Iterator[Figure]:
    taken, right = [], 0
    for query, vector in enumerate(library.queries):
        seconds, found = _asked(index, query, vector)
        taken.append(1000 * seconds)
        right += len(found & library.nearest(query, size))
    p50, p95 = np.percentile(taken[WARM:], [50, 95])
    yield Figure(f"{name}.p50", round(float(p50), 2), "ms")
    yield Figure(f"{name}.p95", round(float(p95), 2), "ms")
    yield at_least(f"{name}.recall_at_10", right / len(taken) / NEAREST, RECALL, "ratio")


def _asked(index: VectorIndex, query: int, vector: Vector) -> tuple[float, set[str]]:
    began = time.perf_counter()
    found = index.nearest(Kind.PROFILE, [_place(query)], vector, NEAREST)
    return time.perf_counter() - began, {hit.document_id for hit in found}


def _place(number: int) -> str:
    return f"d{number % DEPARTMENTS}"


if __name__ == "__main__":
    for figure in figures():
        figure.print()
