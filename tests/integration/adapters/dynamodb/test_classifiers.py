"""What the store of classifiers owes those who use it."""

import pytest

from switchyard.adapters.dynamodb.classifiers import DynamoClassifierStore
from switchyard.adapters.dynamodb.desk_store import DynamoDeskStore
from switchyard.adapters.dynamodb.pointers import read_stored_pointer
from switchyard.domain.desk import Rollback
from switchyard.domain.errors import Conflict, InvalidInput, NotFound
from tests.fixtures.stores import build_file_store
from tests.integration.adapters.dynamodb.test_desk_store import make_descriptions, make_desk
from tests.integration.world import World
from tests.unit.usecases.triage.test_classifier import make_card


@pytest.fixture
def desks(world: World) -> DynamoDeskStore:
    return DynamoDeskStore(world.database, world.desk, build_file_store(world.aws), "minilm")


@pytest.fixture
def classifiers(desks: DynamoDeskStore) -> DynamoClassifierStore:
    return DynamoClassifierStore(desks.database, desks.table, desks.files)


def test_a_head_serves_with_its_card_and_stays_with_the_next_desk(
    desks: DynamoDeskStore, classifiers: DynamoClassifierStore
) -> None:
    pointer = desks.activate_desk(make_desk(), make_descriptions(), "2026-11-21")
    served = classifiers.serve_classifier(
        make_card(counts={"card_arrival": 20}), b"weights", pointer
    )
    assert (served.classifier, served.version, served.desk) == ("H-1", 2, pointer.desk)
    assert desks.read_pointer() == served
    assert desks.read_classifier("H-1") == b"weights"
    assert classifiers.read_card("H-1") == make_card(counts={"card_arrival": 20})
    assert (
        desks.activate_desk(make_desk("next"), make_descriptions(), "2026-11-22").classifier
        == "H-1"
    )


def test_a_head_that_is_not_there_has_no_card(classifiers: DynamoClassifierStore) -> None:
    with pytest.raises(NotFound, match="H-0"):
        classifiers.read_card("H-0")


def test_a_head_of_a_desk_that_is_gone_does_not_serve(
    desks: DynamoDeskStore, classifiers: DynamoClassifierStore
) -> None:
    pointer = desks.activate_desk(make_desk(), make_descriptions(), "2026-11-21")
    desks.activate_desk(make_desk("next"), make_descriptions(), "2026-11-22")
    with pytest.raises(Conflict):
        classifiers.serve_classifier(make_card(), b"weights", pointer)
    assert desks.read_pointer().classifier == ""
    assert classifiers.list_versions("", 10).items == ()


def test_heads_are_listed_newest_first_page_by_page(
    desks: DynamoDeskStore, classifiers: DynamoClassifierStore
) -> None:
    pointer = desks.activate_desk(make_desk(), make_descriptions(), "2026-11-21")
    for number in (1, 2, 3):
        served = make_card(version=f"H-{number}", trained_at=f"2026-11-2{number}T09:00:00+00:00")
        pointer = classifiers.serve_classifier(served, b"weights", pointer)
    first = classifiers.list_versions("", 2)
    rest = classifiers.list_versions(first.cursor, 2)
    assert [classifier_summary.version for classifier_summary in (*first.items, *rest.items)] == [
        "H-3",
        "H-2",
        "H-1",
    ]
    assert not rest.cursor
    with pytest.raises(InvalidInput):
        classifiers.list_versions("bm90IG9mIHRoaXMgbGlzdA", 2)


def test_a_head_that_a_person_put_back_is_forgotten_with_the_next_that_is_trained(
    desks: DynamoDeskStore, classifiers: DynamoClassifierStore
) -> None:
    pointer = desks.activate_desk(make_desk(), make_descriptions(), "2026-11-21")
    back = Rollback(desk=pointer.desk, at=5)
    moved = classifiers.move_pointer(pointer.make_next_version(classifier="H-0", rolled_back=back))
    stored = read_stored_pointer(desks.database, desks.table)
    assert stored == moved
    assert stored.rolled_back == back
    assert (
        desks.activate_desk(make_desk("next"), make_descriptions(), "2026-11-22").rolled_back
        == back
    )
    assert (
        classifiers.serve_classifier(make_card(), b"weights", desks.read_pointer()).rolled_back
        is None
    )


def test_two_who_move_the_pointer_at_once_do_not_both_succeed(
    desks: DynamoDeskStore, classifiers: DynamoClassifierStore
) -> None:
    pointer = desks.activate_desk(make_desk(), make_descriptions(), "2026-11-21")
    classifiers.move_pointer(pointer.make_next_version(trainings_requested=1))
    with pytest.raises(Conflict):
        classifiers.move_pointer(pointer.make_next_version(trainings_requested=1))
