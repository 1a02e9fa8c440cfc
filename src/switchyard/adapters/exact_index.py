"""Exact nearest neighbours in memory: vectors are read from the store once, then changes only."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from switchyard.domain.vector import SearchHit, Vector, VectorDocument, VectorKind
from switchyard.ports.search import VectorStore

type ShelfKey = tuple[VectorKind, str]


class _VectorRow(NamedTuple):
    document_id: str
    label: str
    person: str
    source: str
    teacher: str
    priority: str
    tier: int
    changed_at: int


class _VectorShelf:
    """One department's vectors of one kind: rows of one matrix that doubles when it is full."""

    def __init__(self) -> None:
        self.checked_at = 0
        self._matrix: NDArray[np.float32] = np.empty((0, 0), np.float32)
        self._rows: list[_VectorRow] = []
        self._row_of: dict[str, int] = {}
        self._changed_at: dict[str, int] = {}

    @property
    def matrix(self) -> NDArray[np.float32]:
        return self._matrix[: len(self._rows)]

    def build_hit(self, row: int, department: str, similarity: float) -> SearchHit:
        facts = self._rows[row]
        return SearchHit(
            document_id=facts.document_id,
            department=department,
            similarity=similarity,
            label=facts.label,
            person=facts.person,
            source=facts.source,
            teacher=facts.teacher,
            priority=facts.priority,
            tier=facts.tier,
            changed_at=facts.changed_at,
        )

    def apply_changes(self, documents: Sequence[VectorDocument]) -> None:
        for document in documents:
            if self._changed_at.get(document.document_id, -1) > document.changed_at:
                continue
            self._changed_at[document.document_id] = document.changed_at
            if document.deleted:
                self._remove_document(document.document_id)
            else:
                self._place_document(document, room=len(documents))

    def _place_document(self, document: VectorDocument, room: int) -> None:
        row = self._row_of.setdefault(document.document_id, len(self._rows))
        facts = _VectorRow(
            document.document_id,
            document.label,
            document.person,
            document.source,
            document.teacher,
            document.priority,
            document.tier,
            document.changed_at,
        )
        if row < len(self._rows):
            self._rows[row] = facts
        else:
            self._grow_matrix(len(document.vector), room)
            self._rows.append(facts)
        self._matrix[row] = document.vector

    def _grow_matrix(self, dimensions: int, room: int) -> None:
        used, size = len(self._rows), len(self._matrix)
        if used < size:
            return
        larger = np.empty((max(2 * size, used + room, 16), dimensions), np.float32)
        if used:
            larger[:used] = self._matrix[:used]
        self._matrix = larger

    def _remove_document(self, document_id: str) -> None:
        """The last row moves into the gap, so that rows stay dense."""
        row = self._row_of.pop(document_id, None)
        if row is None:
            return
        last = self._rows.pop()
        if row < len(self._rows):
            self._rows[row] = last
            self._row_of[last.document_id] = row
            self._matrix[row] = self._matrix[len(self._rows)]


@dataclass
class ExactIndex:
    """A `VectorIndex` over the `VectorStore`.

    A department is asked for changes at most every `recheck_ms`, from the last check minus
    `overlap_ms`: writers' clocks differ, and a write stamped before may land after.
    """

    store: VectorStore
    clock: Callable[[], datetime]
    recheck_ms: int
    overlap_ms: int
    readers: int = 8
    _shelves: dict[ShelfKey, _VectorShelf] = field(default_factory=dict, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def __post_init__(self) -> None:
        self._pool = ThreadPoolExecutor(self.readers)

    def find_nearest(
        self, kind: VectorKind, departments: Sequence[str], vector: Vector, k: int
    ) -> list[SearchHit]:
        """See `VectorIndex.nearest`."""
        return self.find_nearest_batch(kind, departments, [vector], k)[0]

    def find_nearest_batch(
        self, kind: VectorKind, departments: Sequence[str], vectors: Sequence[Vector], k: int
    ) -> list[list[SearchHit]]:
        """See `VectorIndex.nearest_batch`."""
        names = sorted(set(departments))
        with self._lock:
            self._refresh_shelves([(kind, name) for name in names])
            shelves = {name: self._shelves[kind, name] for name in names}
            return _search_shelves({n: s for n, s in shelves.items() if len(s.matrix)}, vectors, k)

    def _refresh_shelves(self, keys: Iterable[ShelfKey]) -> None:
        now = int(self.clock().timestamp() * 1000)
        due = [key for key in keys if self._is_due(key, now)]
        for key, documents in zip(due, self._pool.map(self._read_changes, due), strict=True):
            shelf = self._shelves.setdefault(key, _VectorShelf())
            shelf.apply_changes(documents)
            shelf.checked_at = now

    def _is_due(self, key: ShelfKey, now: int) -> bool:
        shelf = self._shelves.get(key)
        return shelf is None or not 0 <= now - shelf.checked_at < self.recheck_ms

    def _read_changes(self, key: ShelfKey) -> list[VectorDocument]:
        shelf = self._shelves.get(key)
        since = max(shelf.checked_at - self.overlap_ms, 0) if shelf else 0
        return self.store.read_changes(*key, since)


def _search_shelves(
    shelves: dict[str, _VectorShelf], vectors: Sequence[Vector], k: int
) -> list[list[SearchHit]]:
    if not shelves or not vectors or k < 1:
        return [[] for _ in vectors]
    queries = np.stack(vectors)
    similarities = np.hstack([queries @ shelf.matrix.T for shelf in shelves.values()])
    ends = np.cumsum([len(shelf.matrix) for shelf in shelves.values()])
    names = list(shelves)

    def build_hit(line: NDArray[np.float32], column: int) -> SearchHit:
        place = int(np.searchsorted(ends, column, side="right"))
        name = names[place]
        row = column - (int(ends[place - 1]) if place else 0)
        return shelves[name].build_hit(row, name, float(line[column]))

    return [
        [build_hit(line, column) for column in _find_best(line, k).tolist()]
        for line in similarities
    ]


def _find_best(line: NDArray[np.float32], k: int) -> NDArray[np.intp]:
    """Columns of the k largest, largest first."""
    if k < len(line):
        candidates = np.argpartition(line, -k)[-k:]
        return candidates[np.argsort(-line[candidates], kind="stable")]
    return np.argsort(-line, kind="stable")
