"""What the store of vectors owes the indexes over it."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from switchyard.domain.vector import VectorDocument, VectorKind
from tests.integration.world import World

NOW = 1_800_000_000_000


def make_document(
    name: str, changed_at: int = NOW, department: str = "cards", label: str = ""
) -> VectorDocument:
    vector = np.random.default_rng(changed_at % 1000).random(384, dtype=np.float32)
    return VectorDocument(
        kind=VectorKind.PRECEDENT,
        department=department,
        document_id=name,
        changed_at=changed_at,
        vector=vector,
        label=label,
        person="E-1",
        source="example",
        teacher="ada@example.com",
        requester="R-1",
        priority="high",
        tier=2,
    )


def list_names(world: World, since: int = 0, department: str = "cards") -> list[str]:
    vector_documents = world.vectors.read_changes(VectorKind.PRECEDENT, department, since)
    return [vector_document.document_id for vector_document in vector_documents]


def test_a_document_is_read_as_it_was_written(world: World) -> None:
    written = make_document("p#1 ü", label="card_arrival")
    world.vectors.save_documents([written])
    [vector_document] = world.vectors.read_changes(VectorKind.PRECEDENT, "cards", 0)
    assert vector_document == written
    assert vector_document.vector.dtype == np.float32
    assert np.array_equal(vector_document.vector, written.vector)


def test_changes_come_oldest_first_and_from_a_time_on(world: World) -> None:
    world.vectors.save_documents([make_document(f"p{n}", NOW + n) for n in (3, 1, 2)])
    assert list_names(world) == ["p1", "p2", "p3"]
    assert list_names(world, NOW + 2) == ["p2", "p3"]
    assert list_names(world, NOW + 4) == []


def test_more_than_one_page_of_vectors_is_read(emulated: World) -> None:
    emulated.vectors.save_documents([make_document(f"p{n:04}", NOW + n) for n in range(700)])
    assert len(list_names(emulated)) == 700


def test_kinds_and_departments_lie_apart(world: World) -> None:
    world.vectors.save_documents([make_document("p1"), make_document("p2", department="loans")])
    assert list_names(world) == ["p1"]
    assert list_names(world, department="loans") == ["p2"]
    assert world.vectors.read_changes(VectorKind.PROFILE, "cards", 0) == []


def test_an_older_document_never_replaces_a_newer(world: World) -> None:
    world.vectors.save_documents([make_document("p1", NOW + 5, label="new")])
    world.vectors.save_documents([make_document("p1", NOW, label="old")])
    [vector_document] = world.vectors.read_changes(VectorKind.PRECEDENT, "cards", 0)
    assert (vector_document.label, vector_document.changed_at) == ("new", NOW + 5)


def test_nothing_to_write_is_no_error(world: World) -> None:
    world.vectors.save_documents([])


def test_writers_that_race_leave_the_newest(emulated: World) -> None:
    """Not on moto, whose transactions put back what others wrote meanwhile."""
    rivals = [make_document("p1", NOW + n, label=str(n)) for n in range(24)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda entry: emulated.vectors.save_documents([entry]), reversed(rivals)))
    [vector_document] = emulated.vectors.read_changes(VectorKind.PRECEDENT, "cards", 0)
    assert vector_document.label == "23"


def test_an_older_document_beside_newer_ones_holds_up_none_of_them(world: World) -> None:
    world.vectors.save_documents([make_document("p1", NOW + 5, label="new")])
    world.vectors.save_documents([make_document("p1", NOW, label="old"), make_document("p2", NOW)])
    vector_documents = world.vectors.read_changes(VectorKind.PRECEDENT, "cards", 0)
    assert {
        (vector_document.document_id, vector_document.label) for vector_document in vector_documents
    } == {("p1", "new"), ("p2", "")}


def test_of_one_document_twice_in_a_writing_the_newest_counts(world: World) -> None:
    world.vectors.save_documents([make_document("p1", NOW + n, label=str(n)) for n in (2, 3, 1)])
    [vector_document] = world.vectors.read_changes(VectorKind.PRECEDENT, "cards", 0)
    assert vector_document.label == "3"
