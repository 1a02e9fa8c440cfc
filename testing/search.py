"""Vectors in memory, and an index of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from switchyard.domain.vector import SearchHit, Vector, VectorDocument, VectorKind

ROOM = 256


@dataclass
class InMemoryVectors:
    """A `VectorStore`. `reads` are the department and the time of each call of `read_changes`."""

    documents: dict[tuple[VectorKind, str, str], VectorDocument] = field(default_factory=dict)
    reads: list[tuple[str, int]] = field(default_factory=list)

    @classmethod
    def create_from_documents(cls, documents: Iterable[VectorDocument]) -> "InMemoryVectors":
        store = cls()
        store.save_documents(documents)
        return store

    def save_documents(self, documents: Iterable[VectorDocument]) -> None:
        for document in documents:
            key = (document.kind, document.department, document.document_id)
            stored = self.documents.get(key)
            if stored is None or stored.changed_at <= document.changed_at:
                self.documents[key] = document

    def read_changes(self, kind: VectorKind, department: str, since: int) -> list[VectorDocument]:
        self.reads.append((department, since))
        documents = [
            document
            for document in self.documents.values()
            if (document.kind, document.department) == (kind, department)
            and document.changed_at >= since
        ]
        return sorted(documents, key=lambda document: document.changed_at)


@dataclass
class _InMemoryShelf:
    """Rows of one matrix that doubles when it is full."""

    documents: list[VectorDocument] = field(default_factory=list)
    rows: NDArray[np.float32] = field(default_factory=lambda: np.empty((0, 0), np.float32))

    def put_document(self, document: VectorDocument) -> None:
        used = len(self.documents)
        if used == len(self.rows):
            larger = np.empty((max(2 * used, ROOM), len(document.vector)), np.float32)
            if used:
                larger[:used] = self.rows
            self.rows = larger
        self.rows[used] = document.vector
        self.documents.append(document)

    def find_nearest(self, vector: Vector, k: int) -> list[SearchHit]:
        near = self.rows[: len(self.documents)] @ vector if self.documents else np.empty(0)
        best = np.argsort(-near, kind="stable")[:k].tolist()
        return [_build_hit(self.documents[row], float(near[row])) for row in best]


class InMemoryIndex:
    """A `VectorIndex` of documents that only ever come to it: it forgets and replaces none.

    It finds what `ExactIndex` finds, without locks and without reading a store: those would take
    half of a simulation's time.
    """

    def __init__(self, documents: Iterable[VectorDocument] = ()) -> None:
        self._shelves: dict[tuple[VectorKind, str], _InMemoryShelf] = defaultdict(_InMemoryShelf)
        for document in documents:
            self.put_document(document)

    def put_document(self, document: VectorDocument) -> None:
        self._shelves[document.kind, document.department].put_document(document)

    def find_nearest(
        self, kind: VectorKind, departments: Sequence[str], vector: Vector, k: int
    ) -> list[SearchHit]:
        """See `VectorIndex.nearest`."""
        hits = [
            hit
            for department in departments
            for hit in self._shelves[kind, department].find_nearest(vector, k)
        ]
        return sorted(hits, key=lambda hit: -hit.similarity)[:k]

    def find_nearest_batch(
        self, kind: VectorKind, departments: Sequence[str], vectors: Sequence[Vector], k: int
    ) -> list[list[SearchHit]]:
        """See `VectorIndex.nearest_batch`."""
        return [self.find_nearest(kind, departments, vector, k) for vector in vectors]


def _build_hit(document: VectorDocument, similarity: float) -> SearchHit:
    return SearchHit(
        document_id=document.document_id,
        department=document.department,
        similarity=similarity,
        label=document.label,
        person=document.person,
        source=document.source,
        teacher=document.teacher,
        priority=document.priority,
        tier=document.tier,
        changed_at=document.changed_at,
    )
