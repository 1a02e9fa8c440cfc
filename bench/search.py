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
from local.opensearch import run_opensearch
from local.opensearch_install import OpenSearchUnavailable
from switchyard.adapters.backoff import Backoff
from switchyard.adapters.exact_index import ExactIndex
from switchyard.adapters.opensearch import OpenSearchIndex, connect_opensearch
from switchyard.domain.vector import Vector, VectorDocument, VectorKind
from switchyard.ports.search import VectorIndex
from testing.search import InMemoryVectors

INDEX_SIZES = (1_000, 10_000, 100_000)
QUERY_COUNT, WARM_UP_QUERIES = 300, 20
DEPARTMENT_COUNT = 10
NEAREST_PER_QUERY = 10
MIN_RECALL = 0.95
DOCUMENTS_PER_WRITE = 500


class SearchLibrary:
    """All documents of the largest size; the smaller ones are its beginning."""

    def __init__(self) -> None:
        self.vectors = draw_clustered(INDEX_SIZES[-1], 5)
        self.queries = draw_clustered(WARM_UP_QUERIES + QUERY_COUNT, 6)

    def make_documents(self, first: int, last: int) -> list[VectorDocument]:
        return [
            VectorDocument(
                VectorKind.PROFILE, _name_department(row), f"E-{row}", 1, self.vectors[row]
            )
            for row in range(first, last)
        ]

    def find_nearest(self, query: int, size: int) -> set[str]:
        """What an answer of NEAREST should be."""
        rows = np.arange(query % DEPARTMENT_COUNT, size, DEPARTMENT_COUNT)
        near: NDArray[np.float32] = self.vectors[rows] @ self.queries[query]
        return {f"E-{row}" for row in rows[np.argsort(-near)[:NEAREST_PER_QUERY]]}


def measure() -> Iterator[Figure]:
    library = SearchLibrary()
    for size in INDEX_SIZES:
        stored = InMemoryVectors.create_from_documents(library.make_documents(0, size))
        index = ExactIndex(stored, lambda: TUESDAY_NOON, 1000, 0)
        yield from _measure_index(f"search.exact.{size}", index, library, size)
    with ExitStack() as stack:
        try:
            url = stack.enter_context(run_opensearch())
        except OpenSearchUnavailable as reason:
            sys.stderr.write(f"{reason}\n")
            return
        yield from _measure_growing(url, library)


def _measure_growing(url: str, library: SearchLibrary) -> Iterator[Figure]:
    """One index that is filled further for each size."""
    made = OpenSearchIndex(connect_opensearch(url), "search", Backoff(SystemRandom(), time.sleep))
    filled = 0
    for size in INDEX_SIZES:
        began = time.perf_counter()
        _fill_index(made, library.make_documents(filled, size))
        rate = (size - filled) / (time.perf_counter() - began)
        yield Figure(f"search.opensearch.{size}.filled", round(rate), "documents/s")
        yield from _measure_index(f"search.opensearch.{size}", made, library, size)
        filled = size


def _fill_index(index: OpenSearchIndex, documents: Sequence[VectorDocument]) -> None:
    for start in range(0, len(documents), DOCUMENTS_PER_WRITE):
        index.apply_changes(documents[start : start + DOCUMENTS_PER_WRITE])
    index.client.indices.refresh(index=index.build_index_name(VectorKind.PROFILE))


def _measure_index(
    name: str, index: VectorIndex, library: SearchLibrary, size: int
) -> Iterator[Figure]:
    taken, right = [], 0
    for query, vector in enumerate(library.queries):
        seconds, nearest = _time_query(index, query, vector)
        taken.append(1000 * seconds)
        right += len(nearest & library.find_nearest(query, size))
    p50, p95 = np.percentile(taken[WARM_UP_QUERIES:], [50, 95])
    yield Figure(f"{name}.p50", round(float(p50), 2), "ms")
    yield Figure(f"{name}.p95", round(float(p95), 2), "ms")
    yield check_at_least(
        f"{name}.recall_at_10", right / len(taken) / NEAREST_PER_QUERY, MIN_RECALL, "ratio"
    )


def _time_query(index: VectorIndex, query: int, vector: Vector) -> tuple[float, set[str]]:
    began = time.perf_counter()
    hits = index.find_nearest(
        VectorKind.PROFILE, [_name_department(query)], vector, NEAREST_PER_QUERY
    )
    return time.perf_counter() - began, {hit.document_id for hit in hits}


def _name_department(number: int) -> str:
    return f"d{number % DEPARTMENT_COUNT}"


if __name__ == "__main__":
    print_figures(measure())
