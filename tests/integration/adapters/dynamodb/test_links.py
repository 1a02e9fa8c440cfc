from concurrent.futures import ThreadPoolExecutor

import pytest

from switchyard.adapters.dynamodb.links import LINK_KEY, DynamoLinkKeyStore, DynamoUsedLinkStore
from switchyard.domain.email_link import KEY_BYTES
from switchyard.domain.errors import Conflict
from tests.builders import NOON, make_step
from tests.integration.world import World

USE = "1-decline"


def build_key_store(world: World) -> DynamoLinkKeyStore:
    return DynamoLinkKeyStore(world.database, world.ops)


def build_used_link_store(world: World) -> DynamoUsedLinkStore:
    return DynamoUsedLinkStore(world.database, world.content)


def test_the_key_is_made_when_it_is_first_asked_for_and_stays(world: World) -> None:
    key = build_key_store(world).read_key()
    assert len(key) == KEY_BYTES
    assert {build_key_store(world).read_key() for _ in range(3)} == {key}


def test_many_who_ask_first_get_the_same_key(emulated: World) -> None:
    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(lambda _: build_key_store(emulated).read_key(), range(32)))) == 1


def test_a_key_that_was_deleted_is_another_at_once(world: World) -> None:
    reading = build_key_store(world)
    before = reading.read_key()
    world.database.client.delete_item(TableName=world.ops, Key=LINK_KEY)
    assert reading.read_key() != before


def test_no_two_desks_share_a_key(emulated: World) -> None:
    other = DynamoLinkKeyStore(emulated.database, emulated.content)
    assert other.read_key() != build_key_store(emulated).read_key()


def test_a_link_is_used_with_what_it_did(world: World) -> None:
    ticket = world.store_pending_ticket("T-1")
    assert not build_used_link_store(world).is_used("T-1", USE)
    world.tickets.commit(make_step(ticket.make_next_version(NOON, tags=("a",)), used_link=USE))
    assert build_used_link_store(world).is_used("T-1", USE)
    assert not build_used_link_store(world).is_used("T-1", "2-decline")
    assert not build_used_link_store(world).is_used("T-2", USE)


def test_what_a_used_link_would_do_is_not_written(world: World) -> None:
    ticket = world.store_pending_ticket("T-1").make_next_version(NOON, tags=("a",))
    world.tickets.commit(make_step(ticket, used_link=USE))
    with pytest.raises(Conflict, match="used before"):
        world.tickets.commit(make_step(ticket.make_next_version(NOON, tags=("b",)), used_link=USE))
    assert world.read_stored("T-1").tags == ("a",)


def test_what_comes_too_late_uses_no_link(world: World) -> None:
    ticket = world.store_pending_ticket("T-1")
    world.tickets.commit(make_step(ticket.make_next_version(NOON, tags=("a",))))
    with pytest.raises(Conflict, match="version"):
        world.tickets.commit(make_step(ticket.make_next_version(NOON, tags=("b",)), used_link=USE))
    assert not build_used_link_store(world).is_used("T-1", USE)
