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

from bench.crowd import TUESDAY_NOON, draw_clustered
from evaluation.report.figures import Figure, check_at_least, print_figures
from local.opensearch import opensearch
from local.opensearch_install import OpenSearchUnavailable
from switchyard.adapters.backoff import Backoff
from switchyard.adapters.exact_index import ExactIndex
from switchyard.adapters.opensearch import OpenSearchIndex, connect
from switchyard.domain.vector import Document, Kind, Vector
from switchyard.ports.search import VectorIndex
from testing.search import InMemoryVectors

SIZES = (1_000, 10_000, 100_000)
QUERIES, WARM = 300, 20
DEPARTMENTS = 10
NEAREST = 10
RECALL = 0.95
WRITTEN_AT_ONCE = 500


class SearchLibrary:
    """All documents of the largest size; the smaller ones are its beginning."""

    def __init__(self) -> None:
        self.vectors = draw_clustered(SIZES[-1], 5)
        self.queries = draw_clustered(WARM + QUERIES, 6)

    def make_documents(self, first: int, last: int) -> list[Document]:
        return [
            Document(Kind.PROFILE, _name_department(row), f"E-{row}", 1, self.vectors[row])
            for row in range(first, last)
        ]

    def nearest(self, query: int, size: int) -> set[str]:
        """What an answer of NEAREST should be."""
        rows = np.arange(query % DEPARTMENTS, size, DEPARTMENTS)
        near: NDArray[np.float32] = self.vectors[rows] @ self.queries[query]
        return {f"E-{row}" for row in rows[np.argsort(-near)[:NEAREST]]}


def measure() -> Iterator[Figure]:
    library = SearchLibrary()
    for size in SIZES:
        stored = InMemoryVectors.of(library.make_documents(0, size))
        index = ExactIndex(stored, lambda: TUESDAY_NOON, 1000, 0)
        yield from _measure_index(f"search.exact.{size}", index, library, size)
    with ExitStack() as stack:
        try:
            url = stack.enter_context(opensearch())
        except OpenSearchUnavailable as reason:
            sys.stderr.write(f"{reason}\n")
            return
        yield from _measure_growing(url, library)


def _measure_growing(url: str, library: SearchLibrary) -> Iterator[Figure]:
    """One index that is filled further for each size."""
    made = OpenSearchIndex(connect(url), "search", Backoff(SystemRandom(), time.sleep))
    filled = 0
    for size in SIZES:
        began = time.perf_counter()
        _fill(made, library.make_documents(filled, size))
        rate = (size - filled) / (time.perf_counter() - began)
        yield Figure(f"search.opensearch.{size}.filled", round(rate), "documents/s")
        yield from _measure_index(f"search.opensearch.{size}", made, library, size)
        filled = size


def _fill(index: OpenSearchIndex, documents: Sequence[Document]) -> None:
    for start in range(0, len(documents), WRITTEN_AT_ONCE):
        index.apply(documents[start : start + WRITTEN_AT_ONCE])
    index.client.indices.refresh(index=index.name(Kind.PROFILE))


def _measure_index(
    name: str, index: VectorIndex, library: SearchLibrary, size: int
) -> Iterator[Figure]:
    taken, right = [], 0
    for query, vector in enumerate(library.queries):
        seconds, nearest = _time_query(index, query, vector)
        taken.append(1000 * seconds)
        right += len(nearest & library.nearest(query, size))
    p50, p95 = np.percentile(taken[WARM:], [50, 95])
    yield Figure(f"{name}.p50", round(float(p50), 2), "ms")
    yield Figure(f"{name}.p95", round(float(p95), 2), "ms")
    yield check_at_least(f"{name}.recall_at_10", right / len(taken) / NEAREST, RECALL, "ratio")


def _time_query(index: VectorIndex, query: int, vector: Vector) -> tuple[float, set[str]]:
    began = time.perf_counter()
    hits = index.nearest(Kind.PROFILE, [_name_department(query)], vector, NEAREST)
    return time.perf_counter() - began, {hit.document_id for hit in hits}


def _name_department(number: int) -> str:
    return f"d{number % DEPARTMENTS}"


if __name__ == "__main__":
    print_figures(measure())
