"""Exact nearest neighbours in memory: vectors are read from the store once, then changes only."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from switchyard.domain.vector import Document, Hit, Kind, Vector
from switchyard.ports.search import VectorStore

type Key = tuple[Kind, str]


class _Row(NamedTuple):
    document_id: str
    label: str
    person: str
    source: str
    teacher: str
    priority: str
    tier: int
    changed_at: int


class _Shelf:
    """One department's vectors of one kind: rows of one matrix that doubles when it is full."""

    def __init__(self) -> None:
        self.checked_at = 0
        self._matrix: NDArray[np.float32] = np.empty((0, 0), np.float32)
        self._rows: list[_Row] = []
        self._row_of: dict[str, int] = {}
        self._changed_at: dict[str, int] = {}

    @property
    def matrix(self) -> NDArray[np.float32]:
        return self._matrix[: len(self._rows)]

    def hit(self, row: int, department: str, similarity: float) -> Hit:
        found = self._rows[row]
        return Hit(
            document_id=found.document_id,
            department=department,
            similarity=similarity,
            label=found.label,
            person=found.person,
            source=found.source,
            teacher=found.teacher,
            priority=found.priority,
            tier=found.tier,
            changed_at=found.changed_at,
        )

    def apply(self, documents: Sequence[Document]) -> None:
        for document in documents:
            if self._changed_at.get(document.document_id, -1) > document.changed_at:
                continue
            self._changed_at[document.document_id] = document.changed_at
            if document.deleted:
                self._remove(document.document_id)
            else:
                self._place(document, room=len(documents))

    def _place(self, document: Document, room: int) -> None:
        row = self._row_of.setdefault(document.document_id, len(self._rows))
        facts = _Row(
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
            self._grow(len(document.vector), room)
            self._rows.append(facts)
        self._matrix[row] = document.vector

    def _grow(self, dimensions: int, room: int) -> None:
        used, size = len(self._rows), len(self._matrix)
        if used < size:
            return
        larger = np.empty((max(2 * size, used + room, 16), dimensions), np.float32)
        if used:
            larger[:used] = self._matrix[:used]
        self._matrix = larger

    def _remove(self, document_id: str) -> None:
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
    _shelves: dict[Key, _Shelf] = field(default_factory=dict, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def __post_init__(self) -> None:
        self._pool = ThreadPoolExecutor(self.readers)

    def nearest(self, kind: Kind, departments: Sequence[str], vector: Vector, k: int) -> list[Hit]:
        """See `VectorIndex.nearest`."""
        return self.nearest_batch(kind, departments, [vector], k)[0]

    def nearest_batch(
        self, kind: Kind, departments: Sequence[str], vectors: Sequence[Vector], k: int
    ) -> list[list[Hit]]:
        """See `VectorIndex.nearest_batch`."""
        names = sorted(set(departments))
        with self._lock:
            self._refresh([(kind, name) for name in names])
            shelves = {name: self._shelves[kind, name] for name in names}
            return _search({n: s for n, s in shelves.items() if len(s.matrix)}, vectors, k)

    def _refresh(self, keys: Iterable[Key]) -> None:
        now = int(self.clock().timestamp() * 1000)
        due = [key for key in keys if self._is_due(key, now)]
        for key, documents in zip(due, self._pool.map(self._changes, due), strict=True):
            shelf = self._shelves.setdefault(key, _Shelf())
            shelf.apply(documents)
            shelf.checked_at = now

    def _is_due(self, key: Key, now: int) -> bool:
        shelf = self._shelves.get(key)
        return shelf is None or not 0 <= now - shelf.checked_at < self.recheck_ms

    def _changes(self, key: Key) -> list[Document]:
        shelf = self._shelves.get(key)
        since = max(shelf.checked_at - self.overlap_ms, 0) if shelf else 0
        return self.store.changes(*key, since)


def _search(shelves: dict[str, _Shelf], vectors: Sequence[Vector], k: int) -> list[list[Hit]]:
    if not shelves or not vectors or k < 1:
        return [[] for _ in vectors]
    queries = np.stack(vectors)
    similarities = np.hstack([queries @ shelf.matrix.T for shelf in shelves.values()])
    ends = np.cumsum([len(shelf.matrix) for shelf in shelves.values()])
    names = list(shelves)

    def hit(line: NDArray[np.float32], column: int) -> Hit:
        place = int(np.searchsorted(ends, column, side="right"))
        name = names[place]
        row = column - (int(ends[place - 1]) if place else 0)
        return shelves[name].hit(row, name, float(line[column]))

    return [[hit(line, column) for column in _best(line, k).tolist()] for line in similarities]


def _best(line: NDArray[np.float32], k: int) -> NDArray[np.intp]:
    """Columns of the k largest, largest first."""
    if k < len(line):
        candidates = np.argpartition(line, -k)[-k:]
        return candidates[np.argsort(-line[candidates], kind="stable")]
    return np.argsort(-line, kind="stable")
