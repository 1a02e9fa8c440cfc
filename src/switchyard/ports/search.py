"""One search port, two adapters, one contract suite."""

from collections.abc import Sequence
from typing import Protocol

from switchyard.domain.vector import SearchHit, Vector, VectorDocument, VectorKind


class VectorStore(Protocol):
    """Where vectors are kept for good, whichever index searches them."""

    def save_documents(self, documents: Sequence[VectorDocument]) -> None:
        """Idempotent; an older `changed_at` is ignored. Raises Unavailable."""

    def read_changes(self, kind: VectorKind, department: str, since: int) -> list[VectorDocument]:
        """Documents and tombstones with `changed_at` >= since, oldest first, read consistently."""


class VectorIndex(Protocol):
    """Finds the nearest. It nominates only: hard limits are checked on the database."""

    def find_nearest(
        self, kind: VectorKind, departments: Sequence[str], vector: Vector, k: int
    ) -> list[SearchHit]:
        """Up to k hits over these departments together, nearest first. Raises Unavailable."""

    def find_nearest_batch(
        self, kind: VectorKind, departments: Sequence[str], vectors: Sequence[Vector], k: int
    ) -> list[list[SearchHit]]:
        """The same for many vectors, in as few round trips as the index allows."""


class SearchWriter(Protocol):
    """An index of its own that must be told of changes (OpenSearch)."""

    def apply_changes(self, documents: Sequence[VectorDocument]) -> None:
        """Upserts and deletes, newest `changed_at` wins. Raises Unavailable."""


class IndexCheckpoints(Protocol):
    """Up to when a department's changes are in the search index."""

    def read_checkpoint(self, kind: VectorKind, department: str) -> int:
        """Milliseconds since 1970; 0 where nothing was indexed yet. Raises Unavailable."""

    def advance_checkpoint(self, kind: VectorKind, department: str, to: int) -> None:
        """Moves it forward; never back. Raises Unavailable."""
