"""Both indexes hold the same contract: exact over DynamoDB, and a real OpenSearch."""

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray

from local.aws import LocalAws
from switchyard.adapters.backoff import Backoff
from switchyard.adapters.dynamodb.vectors import DynamoVectorStore
from switchyard.adapters.exact_index import ExactIndex
from switchyard.adapters.opensearch import OpenSearchIndex, connect_opensearch
from switchyard.domain.vector import SearchHit, Vector, VectorDocument, VectorKind
from switchyard.ports.search import VectorIndex
from tests.fixtures.tables import TableFactory

NOW = 1_800_000_000_000
DIMENSIONS = 384


@dataclass(frozen=True, slots=True)
class Subject:
    """An index under test. `write` returns once what it wrote is found."""

    index: VectorIndex
    write: Callable[[Sequence[VectorDocument]], None]


@pytest.fixture(params=["exact", "opensearch"])
def subject(request: pytest.FixtureRequest) -> Subject:
    made: Subject = request.getfixturevalue(request.param + "_subject")
    return made


@pytest.fixture
def exact_subject(emulator: LocalAws, table_factory: TableFactory) -> Iterator[Subject]:
    client = emulator.client("dynamodb")
    tables = table_factory(client)
    [content] = [name for logical_id, name in tables.items() if "Content" in logical_id]
    store = DynamoVectorStore(client, content)
    yield Subject(
        ExactIndex(store, lambda: datetime.now(UTC), recheck_ms=0, overlap_ms=0),
        store.save_documents,
    )
    client.delete_table(TableName=content)


@pytest.fixture
def opensearch_subject(opensearch: str) -> Iterator[Subject]:
    client = connect_opensearch(opensearch)
    prefix = f"contract-{uuid.uuid4().hex[:12]}"
    index = OpenSearchIndex(client, prefix, backoff=Backoff(Random(0), time.sleep))

    def write(documents: Sequence[VectorDocument]) -> None:
        index.apply_changes(documents)
        client.indices.refresh(index=f"{prefix}-*")

    yield Subject(index, write)
    client.indices.delete(index=f"{prefix}-*")


def make_unit_vectors(count: int, seed: int) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).normal(size=(count, DIMENSIONS)).astype(np.float32)
    made: NDArray[np.float32] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return made


def make_document(
    document_id: str,
    vector: Vector,
    department: str = "cards",
    changed_at: int = NOW,
    label: str = "card_arrival",
    *,
    deleted: bool = False,
) -> VectorDocument:
    return VectorDocument(
        kind=VectorKind.PRECEDENT,
        department=department,
        document_id=document_id,
        changed_at=changed_at,
        vector=vector,
        label=label,
        person="E-1",
        source="example",
        teacher="ada@example.com",
        priority="high",
        tier=2,
        deleted=deleted,
    )


def list_ids(hits: Sequence[SearchHit]) -> list[str]:
    return [hit.document_id for hit in hits]


def test_the_nearest_come_first_in_the_order_of_brute_force(subject: Subject) -> None:
    vectors = make_unit_vectors(300, seed=1)
    subject.write([make_document(f"p{row}", vector) for row, vector in enumerate(vectors)])
    queries = make_unit_vectors(5, seed=2)

    search_hitses = subject.index.find_nearest_batch(
        VectorKind.PRECEDENT, ["cards"], list(queries), 10
    )

    for query, hits in zip(queries, search_hitses, strict=True):
        expected = np.argsort(-(vectors @ query))[:10]
        assert list_ids(hits) == [f"p{row}" for row in expected]
        similarities = [hit.similarity for hit in hits]
        assert similarities == pytest.approx((vectors @ query)[expected].tolist(), abs=1e-5)


def test_a_search_in_one_department_never_finds_another_ones(subject: Subject) -> None:
    vectors = make_unit_vectors(60, seed=3)
    departments = ["cards", "loans", "fraud"]
    subject.write(
        [make_document(f"p{n}", vector, departments[n % 3]) for n, vector in enumerate(vectors)]
    )
    for department in departments:
        hits = subject.index.find_nearest(VectorKind.PRECEDENT, [department], vectors[0], 50)
        assert len(hits) == 20
        assert {hit.department for hit in hits} == {department}
    both = subject.index.find_nearest(
        VectorKind.PRECEDENT, ["cards", "loans", "cards"], vectors[0], 50
    )
    assert len(both) == 40
    assert {hit.department for hit in both} == {"cards", "loans"}


def test_a_hit_says_what_was_stored(subject: Subject) -> None:
    [vector] = make_unit_vectors(1, seed=4)
    subject.write([make_document("p1", vector)])
    [hit] = subject.index.find_nearest(VectorKind.PRECEDENT, ["cards"], vector, 5)
    assert hit.similarity == pytest.approx(1, abs=1e-5)
    assert hit == SearchHit(
        document_id="p1",
        department="cards",
        similarity=hit.similarity,
        label="card_arrival",
        person="E-1",
        source="example",
        teacher="ada@example.com",
        priority="high",
        tier=2,
        changed_at=make_document("p1", vector).changed_at,
    )


@pytest.mark.parametrize("k", [1, 7, 20, 100])
def test_no_more_than_k_are_found_and_no_fewer_than_there_are(subject: Subject, k: int) -> None:
    vectors = make_unit_vectors(20, seed=5)
    subject.write([make_document(f"p{n}", vector) for n, vector in enumerate(vectors)])
    hits = subject.index.find_nearest(VectorKind.PRECEDENT, ["cards"], vectors[3], k)
    assert len(hits) == min(k, 20)
    assert hits[0].document_id == "p3"


def test_an_empty_department_has_nothing_to_find(subject: Subject) -> None:
    [vector] = make_unit_vectors(1, seed=6)
    assert subject.index.find_nearest(VectorKind.PRECEDENT, ["cards"], vector, 5) == []
    subject.write([make_document("p1", vector)])
    assert subject.index.find_nearest(VectorKind.PRECEDENT, ["loans"], vector, 5) == []
    assert subject.index.find_nearest(VectorKind.PRECEDENT, [], vector, 5) == []
    assert subject.index.find_nearest(VectorKind.PROFILE, ["cards"], vector, 5) == []
    assert subject.index.find_nearest_batch(VectorKind.PRECEDENT, ["cards"], [], 5) == []


def test_a_changed_document_is_found_where_it_is_now(subject: Subject) -> None:
    before, after = make_unit_vectors(2, seed=7)
    subject.write([make_document("p1", before)])
    subject.write([make_document("p1", after, changed_at=NOW + 1, label="lost_card")])
    [hit] = subject.index.find_nearest(VectorKind.PRECEDENT, ["cards"], after, 5)
    assert hit.similarity == pytest.approx(1, abs=1e-5)
    assert hit.label == "lost_card"


def test_a_deleted_document_is_not_found_and_the_others_stay(subject: Subject) -> None:
    vectors = make_unit_vectors(3, seed=8)
    subject.write([make_document(f"p{n}", vector) for n, vector in enumerate(vectors)])
    assert len(subject.index.find_nearest(VectorKind.PRECEDENT, ["cards"], vectors[0], 5)) == 3
    subject.write([make_document("p0", vectors[0], changed_at=NOW + 1, deleted=True)])
    assert set(
        list_ids(subject.index.find_nearest(VectorKind.PRECEDENT, ["cards"], vectors[0], 5))
    ) == {
        "p1",
        "p2",
    }
    assert list_ids(subject.index.find_nearest(VectorKind.PRECEDENT, ["cards"], vectors[2], 1)) == [
        "p2"
    ]


def test_an_older_write_that_comes_late_changes_nothing(subject: Subject) -> None:
    old, new = make_unit_vectors(2, seed=9)
    subject.write([make_document("p1", new, changed_at=NOW + 5, label="lost_card")])
    subject.write([make_document("p1", old, changed_at=NOW)])
    subject.write([make_document("p1", old, changed_at=NOW + 1, deleted=True)])
    [hit] = subject.index.find_nearest(VectorKind.PRECEDENT, ["cards"], new, 5)
    assert hit.label == "lost_card"
    assert hit.similarity == pytest.approx(1, abs=1e-5)


def test_an_older_write_does_not_bring_back_what_was_deleted(subject: Subject) -> None:
    [vector] = make_unit_vectors(1, seed=10)
    subject.write([make_document("p1", vector, changed_at=NOW + 5, deleted=True)])
    subject.write([make_document("p1", vector)])
    assert subject.index.find_nearest(VectorKind.PRECEDENT, ["cards"], vector, 5) == []
    subject.write([make_document("p1", vector, changed_at=NOW + 6)])
    assert list_ids(subject.index.find_nearest(VectorKind.PRECEDENT, ["cards"], vector, 5)) == [
        "p1"
    ]


def test_writing_the_same_ten_times_finds_it_once(subject: Subject) -> None:
    [vector] = make_unit_vectors(1, seed=11)
    for _ in range(10):
        subject.write([make_document("p1", vector)])
    assert list_ids(subject.index.find_nearest(VectorKind.PRECEDENT, ["cards"], vector, 5)) == [
        "p1"
    ]


def test_one_identity_in_two_departments_is_two_documents(subject: Subject) -> None:
    entry, other = make_unit_vectors(2, seed=12)
    subject.write([make_document("p1", entry), make_document("p1", other, "loans")])
    [hit] = subject.index.find_nearest(VectorKind.PRECEDENT, ["loans"], other, 5)
    assert hit.similarity == pytest.approx(1, abs=1e-5)
    assert len(subject.index.find_nearest(VectorKind.PRECEDENT, ["cards", "loans"], entry, 5)) == 2
