"""Exact search over the documents of one run: what `ExactIndex` finds, without locks and readings.

Half of a run's time would go into those, and nothing of it into what is found.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from switchyard.domain.vector import Document, Hit, Kind, Vector

ROOM = 256


@dataclass
class _Shelf:
    """Rows of one matrix that doubles when it is full."""

    documents: list[Document] = field(default_factory=list)
    rows: NDArray[np.float32] = field(default_factory=lambda: np.empty((0, 0), np.float32))

    def put(self, document: Document) -> None:
        used = len(self.documents)
        if used == len(self.rows):
            larger = np.empty((max(2 * used, ROOM), len(document.vector)), np.float32)
            if used:
                larger[:used] = self.rows
            self.rows = larger
        self.rows[used] = document.vector
        self.documents.append(document)

    def nearest(self, vector: Vector, k: int) -> list[Hit]:
        near = self.rows[: len(self.documents)] @ vector if self.documents else np.empty(0)
        best = np.argsort(-near, kind="stable")[:k].tolist()
        return [_hit(self.documents[row], float(near[row])) for row in best]


class Search:
    """A `VectorIndex` of documents that only ever come to it."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._shelves: dict[tuple[Kind, str], _Shelf] = defaultdict(_Shelf)
        for document in documents:
            self.put(document)

    def put(self, document: Document) -> None:
        self._shelves[document.kind, document.department].put(document)

    def nearest(self, kind: Kind, departments: Sequence[str], vector: Vector, k: int) -> list[Hit]:
        """See `VectorIndex.nearest`."""
        hits = [hit for one in departments for hit in self._shelves[kind, one].nearest(vector, k)]
        return sorted(hits, key=lambda hit: -hit.similarity)[:k]

    def nearest_batch(
        self, kind: Kind, departments: Sequence[str], vectors: Sequence[Vector], k: int
    ) -> list[list[Hit]]:
        """See `VectorIndex.nearest_batch`."""
        return [self.nearest(kind, departments, vector, k) for vector in vectors]


def _hit(document: Document, similarity: float) -> Hit:
    """What assignment reads of it."""
    return Hit(
        document_id=document.document_id,
        department=document.department,
        similarity=similarity,
        label=document.label,
        person=document.person,
        changed_at=document.changed_at,
    )
