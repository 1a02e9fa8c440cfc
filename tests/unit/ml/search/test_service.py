from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from switchyard.domain.errors import Unavailable
from switchyard.domain.messages import IndexNudge
from switchyard.domain.vector import VectorDocument, VectorKind
from switchyard.ml.search.service import IndexUpdater
from testing.search import InMemoryVectors
from tests.desks import make_axis_vector

NOW_MS = 1_800_000_000_000
NUDGE = IndexNudge(vector_kind=VectorKind.PRECEDENT, department="cards", reason="corrected")


@dataclass
class Writer:
    updates: list[list[str]] = field(default_factory=list)
    down: bool = False

    def apply_changes(self, documents: Sequence[VectorDocument]) -> None:
        if self.down:
            raise Unavailable("no index")
        self.updates.append([document.document_id for document in documents])


@dataclass
class Checkpoints:
    at: dict[tuple[VectorKind, str], int] = field(default_factory=dict)

    def read_checkpoint(self, kind: VectorKind, department: str) -> int:
        return self.at.get((kind, department), 0)

    def advance_checkpoint(self, kind: VectorKind, department: str, to: int) -> None:
        self.at[kind, department] = max(to, self.read_checkpoint(kind, department))


@dataclass
class Indexing:
    now: int = NOW_MS
    store: InMemoryVectors = field(default_factory=InMemoryVectors)
    writer: Writer = field(default_factory=Writer)
    checkpoints: Checkpoints = field(default_factory=Checkpoints)

    @property
    def service(self) -> IndexUpdater:
        return IndexUpdater(
            self.store,
            self.writer,
            self.checkpoints,
            lambda: datetime.fromtimestamp(self.now / 1000, UTC),
            overlap_ms=60_000,
        )

    def write_document(self, document_id: str, changed_at: int, department: str = "cards") -> None:
        self.store.save_documents(
            [
                VectorDocument(
                    VectorKind.PRECEDENT, department, document_id, changed_at, make_axis_vector(0)
                )
            ]
        )


@pytest.fixture
def indexing() -> Indexing:
    return Indexing()


def test_the_first_nudge_brings_everything_of_that_department(indexing: Indexing) -> None:
    indexing.write_document("old", 5)
    indexing.write_document("other", 5, "loans")
    assert indexing.service.update_index(NUDGE) == 1
    assert indexing.writer.updates == [["old"]]


def test_a_later_nudge_brings_only_what_is_new(indexing: Indexing) -> None:
    indexing.write_document("old", 5)
    indexing.service.update_index(NUDGE)
    indexing.write_document("new", NOW_MS)
    indexing.now += 1000
    assert indexing.service.update_index(NUDGE) == 1
    assert indexing.writer.updates[-1] == ["new"]


def test_a_write_stamped_before_the_last_reading_is_not_missed(indexing: Indexing) -> None:
    indexing.service.update_index(NUDGE)
    indexing.write_document("late", NOW_MS - 30_000)
    indexing.service.update_index(NUDGE)
    assert indexing.writer.updates == [["late"]]


def test_nothing_changed_costs_one_reading(indexing: Indexing) -> None:
    assert indexing.service.update_index(NUDGE) == 0
    assert indexing.writer.updates == []
    assert indexing.checkpoints.read_checkpoint(VectorKind.PRECEDENT, "cards") == NOW_MS


def test_what_the_index_did_not_take_is_told_again(indexing: Indexing) -> None:
    indexing.write_document("p1", NOW_MS - 100_000)
    indexing.writer.down = True
    with pytest.raises(Unavailable):
        indexing.service.update_index(NUDGE)
    indexing.writer.down = False
    assert indexing.service.update_index(NUDGE) == 1
