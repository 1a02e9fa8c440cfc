"""One search port, two adapters, one contract suite."""

from collections.abc import Sequence
from typing import Protocol

from switchyard.domain.vector import Document, Hit, Kind, Vector


class VectorStore(Protocol):
    """Where vectors are kept for good, whichever index searches them."""

    def put(self, documents: Sequence[Document]) -> None:
        """Idempotent; an older `changed_at` is ignored. Raises Unavailable."""

    def changes(self, kind: Kind, department: str, since: int) -> list[Document]:
        """Documents and tombstones with `changed_at` >= since, oldest first, read consistently."""


class VectorIndex(Protocol):
    """Finds the nearest. It nominates only: hard limits are checked on the database."""

    def nearest(self, kind: Kind, departments: Sequence[str], vector: Vector, k: int) -> list[Hit]:
        """Up to k hits over these departments together, nearest first. Raises Unavailable."""

    def nearest_batch(
        self, kind: Kind, departments: Sequence[str], vectors: Sequence[Vector], k: int
    ) -> list[list[Hit]]:
        """The same for many vectors, in as few round trips as the index allows."""


class SearchWriter(Protocol):
    """An index of its own that must be told of changes (OpenSearch)."""

    def apply(self, documents: Sequence[Document]) -> None:
        """Upserts and deletes, newest `changed_at` wins. Raises Unavailable."""


class Checkpoints(Protocol):
    """Up to when a department's changes are in the search index."""

    def reached(self, kind: Kind, department: str) -> int:
        """Milliseconds since 1970; 0 where nothing was indexed yet. Raises Unavailable."""

    def advance(self, kind: Kind, department: str, to: int) -> None:
        """Moves it forward; never back. Raises Unavailable."""
