"""What the store of heads owes those who use it."""

import pytest

from switchyard.adapters.dynamodb.desk_store import DynamoDeskStore
from switchyard.adapters.dynamodb.heads import DynamoHeadStore
from switchyard.adapters.dynamodb.pointers import stored_pointer
from switchyard.domain.desk import RolledBack
from switchyard.domain.errors import Conflict, Invalid, NotFound
from tests.integration.adapters.dynamodb.test_desk_store import descriptions, desk
from tests.integration.world import World
from tests.fixtures.stores import bucket_of
from tests.unit.usecases.triage.test_classifier import card


@pytest.fixture
def desks(world: World) -> DynamoDeskStore:
    return DynamoDeskStore(world.database, world.desk, bucket_of(world.aws), "minilm")


@pytest.fixture
def heads(desks: DynamoDeskStore) -> DynamoHeadStore:
    return DynamoHeadStore(desks.database, desks.table, desks.files)


def test_a_head_serves_with_its_card_and_stays_with_the_next_desk(
    desks: DynamoDeskStore, heads: DynamoHeadStore
) -> None:
    pointer = desks.activate(desk(), descriptions(), "2026-11-21")
    served = heads.serve(card(counts={"card_arrival": 20}), b"weights", pointer)
    assert (served.head, served.version, served.desk) == ("H-1", 2, pointer.desk)
    assert desks.pointer() == served
    assert desks.head("H-1") == b"weights"
    assert heads.card("H-1") == card(counts={"card_arrival": 20})
    assert desks.activate(desk("next"), descriptions(), "2026-11-22").head == "H-1"


def test_a_head_that_is_not_there_has_no_card(heads: DynamoHeadStore) -> None:
    with pytest.raises(NotFound, match="H-0"):
        heads.card("H-0")


def test_a_head_of_a_desk_that_is_gone_does_not_serve(
    desks: DynamoDeskStore, heads: DynamoHeadStore
) -> None:
    pointer = desks.activate(desk(), descriptions(), "2026-11-21")
    desks.activate(desk("next"), descriptions(), "2026-11-22")
    with pytest.raises(Conflict):
        heads.serve(card(), b"weights", pointer)
    assert desks.pointer().head == ""
    assert heads.versions("", 10).items == ()


def test_heads_are_listed_newest_first_page_by_page(
    desks: DynamoDeskStore, heads: DynamoHeadStore
) -> None:
    pointer = desks.activate(desk(), descriptions(), "2026-11-21")
    for number in (1, 2, 3):
        served = card(version=f"H-{number}", trained_at=f"2026-11-2{number}T09:00:00+00:00")
        pointer = heads.serve(served, b"weights", pointer)
    first = heads.versions("", 2)
    rest = heads.versions(first.cursor, 2)
    assert [one.version for one in (*first.items, *rest.items)] == ["H-3", "H-2", "H-1"]
    assert not rest.cursor
    with pytest.raises(Invalid):
        heads.versions("bm90IG9mIHRoaXMgbGlzdA", 2)


def test_a_head_that_a_person_put_back_is_forgotten_with_the_next_that_is_trained(
    desks: DynamoDeskStore, heads: DynamoHeadStore
) -> None:
    pointer = desks.activate(desk(), descriptions(), "2026-11-21")
    back = RolledBack(desk=pointer.desk, at=5)
    moved = heads.move(pointer.moved(head="H-0", rolled_back=back))
    stored = stored_pointer(desks.database, desks.table)
    assert stored == moved
    assert stored.rolled_back == back
    assert desks.activate(desk("next"), descriptions(), "2026-11-22").rolled_back == back
    assert heads.serve(card(), b"weights", desks.pointer()).rolled_back is None


def test_two_who_move_the_pointer_at_once_do_not_both_succeed(
    desks: DynamoDeskStore, heads: DynamoHeadStore
) -> None:
    pointer = desks.activate(desk(), descriptions(), "2026-11-21")
    heads.move(pointer.moved(trainings_asked=1))
    with pytest.raises(Conflict):
        heads.move(pointer.moved(trainings_asked=1))
