"""What the stores behind duplicates and incidents owe those who use them."""

from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pytest

from switchyard.adapters.dynamodb.incidents import DynamoIncidentStore
from switchyard.adapters.dynamodb.recent import DynamoRecentTicketStore
from switchyard.domain.errors import Conflict, InvalidInput
from switchyard.domain.incident import Incident, Incidents, RecentTicket
from switchyard.domain.status import Status
from switchyard.domain.ticket import LinkKind, TicketLink
from tests.builders import NOON, step
from tests.desks import axis
from tests.integration.world import World

LINK = TicketLink(kind=LinkKind.DUPLICATE, parent="T-1")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def recents(world: World) -> DynamoRecentTicketStore:
    return DynamoRecentTicketStore(world.database, world.tables.ops)


@pytest.fixture
def incidents(world: World) -> DynamoIncidentStore:
    return DynamoIncidentStore(world.database, world.content)


def recent(number: int) -> RecentTicket:
    return RecentTicket(f"T-{number}", "R-1", NOON + number * MINUTE, axis(number))


def found(recents: DynamoRecentTicketStore, since: int, now: int) -> list[str]:
    batches = recents.read_newest(NOON + since * MINUTE, NOON + now * MINUTE)
    return [one.ticket_id for noted in batches for one in noted]


def test_what_was_noted_is_found_last_first(recents: DynamoRecentTicketStore) -> None:
    recents.add_tickets([recent(1), recent(2)], NOON + 2 * MINUTE)
    recents.add_tickets([recent(3)], NOON + 3 * MINUTE)
    recents.add_tickets([], NOON + 4 * MINUTE)
    assert found(recents, 0, 5) == ["T-3", "T-1", "T-2"]
    assert found(recents, 3, 5) == ["T-3"]
    [[noted], _] = recents.read_newest(NOON, NOON + 5 * MINUTE)
    assert noted == recent(3)
    assert np.array_equal(noted.vector, axis(3))


def test_a_batch_noted_twice_at_once_is_there_once(recents: DynamoRecentTicketStore) -> None:
    for _ in range(2):
        recents.add_tickets([recent(1)], NOON)
    assert found(recents, 0, 5) == ["T-1"]


def test_what_was_noted_yesterday_is_found_after_midnight(recents: DynamoRecentTicketStore) -> None:
    recents.add_tickets([recent(1)], NOON)
    assert found(recents, -60, 60 * 13) == ["T-1"]


def opened(world: World, number: int, at: int = 0) -> None:
    ticket = world.stored("T-1").make_next_version(NOON, incident=True, has_children=True)
    incident = Incident("T-1", number, NOON + at * MINUTE, axis(7))
    world.tickets.commit(step(ticket, opened_incident=incident))


def test_an_incident_is_opened_with_its_ticket(
    world: World, incidents: DynamoIncidentStore
) -> None:
    world.routed("T-1")
    assert incidents.read_incidents(NOON) == Incidents()
    opened(world, 1)
    opened(world, 2, at=5)
    assert [one.number for one in incidents.read_incidents(NOON).recent] == [1, 2]
    late = incidents.read_incidents(NOON + MINUTE)
    assert (late.last_number, [one.number for one in late.recent]) == (2, [2])
    assert np.array_equal(late.recent[0].center, axis(7))


def test_who_did_not_know_of_the_last_incident_opens_none(
    world: World, incidents: DynamoIncidentStore
) -> None:
    world.routed("T-1")
    opened(world, 1)
    with pytest.raises(Conflict, match="another incident"):
        opened(world, 1, at=3)
    assert len(incidents.read_incidents(NOON).recent) == 1
    assert world.stored("T-1").version == 3


def test_a_ticket_joins_one_that_is_awaited_and_is_among_its_own(world: World) -> None:
    parent = world.routed("T-1")
    world.tickets.commit(step(parent.make_next_version(NOON, has_children=True)))
    for name in ("T-2", "T-3", "T-4"):
        child = world.routed(name).make_next_version(NOON, status=Status.ON_HOLD, link=LINK)
        world.tickets.commit(step(child, joined_parent="T-1"))
    page = world.tickets.list_children("T-1", "", 2)
    assert page.items == ("T-2", "T-3")
    rest = world.tickets.list_children("T-1", page.cursor, 2)
    assert (rest.items, rest.cursor) == (("T-4",), "")
    assert world.tickets.list_children("T-2", "", 2).items == ()
    with pytest.raises(InvalidInput, match="not of this list"):
        world.tickets.list_children("T-2", page.cursor, 2)


def nothing(world: World) -> None:
    world.routed("T-1")


def finished(world: World) -> None:
    done = world.routed("T-1").make_next_version(NOON, status=Status.CLOSED, has_children=True)
    world.tickets.commit(step(done))


def linked(world: World) -> None:
    other = TicketLink(kind=LinkKind.DUPLICATE, parent="T-0")
    waits = world.routed("T-1").make_next_version(
        NOON, status=Status.ON_HOLD, link=other, has_children=True
    )
    world.tickets.commit(step(waits))


@pytest.mark.parametrize("parent", [nothing, finished, linked])
def test_nothing_joins_one_that_is_not_awaited_or_finished_or_waits_itself(
    world: World, parent: Callable[[World], None]
) -> None:
    parent(world)
    child = world.routed("T-2").make_next_version(NOON, status=Status.ON_HOLD, link=LINK)
    with pytest.raises(Conflict, match="wait on T-1"):
        world.tickets.commit(step(child, joined_parent="T-1"))
    assert world.stored("T-2").link is None
    assert world.tickets.list_children("T-1", "", 5).items == ()
