from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from switchyard.adapters.exact_index import ExactIndex
from switchyard.domain.vector import VectorDocument, VectorKind
from testing.search import InMemoryVectors
from tests.desks import make_axis_vector, make_cloud

START = datetime(2026, 11, 21, 9, tzinfo=UTC)
START_MS = int(START.timestamp() * 1000)


class Desk:
    """An index over a store in memory, and the time."""

    def __init__(self) -> None:
        self.now = START
        self.store = InMemoryVectors()
        self.index = ExactIndex(
            self.store, lambda: self.now, recheck_ms=500, overlap_ms=2000, readers=2
        )

    def write_document(self, document_id: str, department: str = "cards", number: int = 0) -> None:
        changed_at = int(self.now.timestamp() * 1000)
        vector = make_axis_vector(number)
        self.store.save_documents(
            [VectorDocument(VectorKind.PRECEDENT, department, document_id, changed_at, vector)]
        )

    def find_ids(self, *departments: str) -> set[str]:
        hits = self.index.find_nearest(
            VectorKind.PRECEDENT, departments or ["cards"], make_axis_vector(0), 1000
        )
        return {hit.document_id for hit in hits}

    def wait_for(self, milliseconds: int) -> None:
        self.now += timedelta(milliseconds=milliseconds)


def test_a_department_is_read_once_and_then_asked_for_changes_only() -> None:
    desk = Desk()
    desk.write_document("p1")
    assert desk.find_ids() == {"p1"}
    desk.wait_for(499)
    desk.find_ids()
    assert desk.store.reads == [("cards", 0)]
    desk.wait_for(1)
    desk.find_ids()
    assert desk.store.reads[1:] == [("cards", START_MS - 2000)]


def test_a_correction_is_found_as_soon_as_the_next_check_is_due() -> None:
    desk = Desk()
    assert desk.find_ids() == set()
    desk.wait_for(10)
    desk.write_document("p1")
    assert desk.find_ids() == set()
    desk.wait_for(490)
    assert desk.find_ids() == {"p1"}


def test_a_write_that_lands_late_is_found_within_the_overlap() -> None:
    desk = Desk()
    desk.wait_for(5000)
    desk.find_ids()
    late = int((desk.now - timedelta(milliseconds=1500)).timestamp() * 1000)
    desk.store.save_documents(
        [VectorDocument(VectorKind.PRECEDENT, "cards", "p1", late, make_axis_vector(0))]
    )
    desk.wait_for(500)
    assert desk.find_ids() == {"p1"}


def test_only_departments_that_are_searched_are_read() -> None:
    desk = Desk()
    desk.write_document("p1", "cards")
    desk.write_document("p2", "loans")
    assert desk.find_ids("cards") == {"p1"}
    assert [department for department, _ in desk.store.reads] == ["cards"]
    assert desk.find_ids("cards", "loans") == {"p1", "p2"}
    assert [department for department, _ in desk.store.reads] == ["cards", "loans"]


def test_a_clock_that_was_set_back_does_not_stop_checks() -> None:
    desk = Desk()
    desk.find_ids()
    desk.wait_for(-3_600_000)
    desk.write_document("p1")
    desk.find_ids()
    assert len(desk.store.reads) == 2


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 12), st.booleans(), st.integers(0, 10**6)), max_size=60),
    st.integers(1, 8),
)
def test_after_any_writes_it_finds_what_the_store_holds_in_the_order_of_brute_force(
    writes: list[tuple[int, bool, int]], k: int
) -> None:
    desk = Desk()
    for number, deleted, seed in writes:
        desk.wait_for(700)
        [vector] = make_cloud(make_axis_vector(0), 1, seed, cosine=0.3)
        changed_at = int(desk.now.timestamp() * 1000)
        desk.store.save_documents(
            [
                VectorDocument(
                    VectorKind.PRECEDENT, "cards", f"p{number}", changed_at, vector, deleted=deleted
                )
            ]
        )
        if seed % 3:
            desk.find_ids()
    desk.wait_for(700)
    [query] = make_cloud(make_axis_vector(0), 1, 5, cosine=0.5)
    kept = [document for document in desk.store.documents.values() if not document.deleted]
    expected = sorted(float(-(document.vector @ query)) for document in kept)[:k]
    hits = desk.index.find_nearest(VectorKind.PRECEDENT, ["cards"], query, k)
    assert np.allclose([-hit.similarity for hit in hits], expected, atol=1e-6)
