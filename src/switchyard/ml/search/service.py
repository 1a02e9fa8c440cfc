"""Keeps a search index of its own (OpenSearch) level with the store of vectors."""

from dataclasses import dataclass

from switchyard.domain.messages import IndexNudge
from switchyard.domain.values import Clock
from switchyard.ports.search import IndexCheckpoints, SearchWriter, VectorStore


@dataclass(frozen=True, slots=True)
class IndexUpdater:
    """Reads what changed since the checkpoint minus `overlap_ms`, and tells the index.

    The overlap is for writes stamped before the last reading that landed after it. Telling the
    index twice or out of order does no harm: it keeps the newest `changed_at`.
    """

    store: VectorStore
    writer: SearchWriter
    checkpoints: IndexCheckpoints
    clock: Clock
    overlap_ms: int

    def update_index(self, nudge: IndexNudge) -> int:
        """How many documents the index was told of. Raises Unavailable: nudge again later."""
        kind, department = nudge.vector_kind, nudge.department
        read_at = int(self.clock().timestamp() * 1000)
        since = max(self.checkpoints.read_checkpoint(kind, department) - self.overlap_ms, 0)
        changed = self.store.read_changes(kind, department, since)
        if changed:
            self.writer.apply_changes(changed)
        self.checkpoints.advance_checkpoint(kind, department, read_at)
        return len(changed)
