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
from tests.builders import NOON, make_step
from tests.desks import make_axis_vector
from tests.integration.world import World

LINK = TicketLink(kind=LinkKind.DUPLICATE, parent="T-1")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def recents(world: World) -> DynamoRecentTicketStore:
    return DynamoRecentTicketStore(world.database, world.tables.ops)


@pytest.fixture
def incidents(world: World) -> DynamoIncidentStore:
    return DynamoIncidentStore(world.database, world.content)


def make_recent_ticket(number: int) -> RecentTicket:
    return RecentTicket(f"T-{number}", "R-1", NOON + number * MINUTE, make_axis_vector(number))


def find_ids(recents: DynamoRecentTicketStore, since: int, now: int) -> list[str]:
    batches = recents.read_newest(NOON + since * MINUTE, NOON + now * MINUTE)
    return [recent_ticket.ticket_id for noted in batches for recent_ticket in noted]


def test_what_was_noted_is_found_last_first(recents: DynamoRecentTicketStore) -> None:
    recents.add_tickets([make_recent_ticket(1), make_recent_ticket(2)], NOON + 2 * MINUTE)
    recents.add_tickets([make_recent_ticket(3)], NOON + 3 * MINUTE)
    recents.add_tickets([], NOON + 4 * MINUTE)
    assert find_ids(recents, 0, 5) == ["T-3", "T-1", "T-2"]
    assert find_ids(recents, 3, 5) == ["T-3"]
    [[noted], _] = recents.read_newest(NOON, NOON + 5 * MINUTE)
    assert noted == make_recent_ticket(3)
    assert np.array_equal(noted.vector, make_axis_vector(3))


def test_a_batch_noted_twice_at_once_is_there_once(recents: DynamoRecentTicketStore) -> None:
    for _ in range(2):
        recents.add_tickets([make_recent_ticket(1)], NOON)
    assert find_ids(recents, 0, 5) == ["T-1"]


def test_what_was_noted_yesterday_is_found_after_midnight(recents: DynamoRecentTicketStore) -> None:
    recents.add_tickets([make_recent_ticket(1)], NOON)
    assert find_ids(recents, -60, 60 * 13) == ["T-1"]


def open_incident(world: World, number: int, at: int = 0) -> None:
    ticket = world.read_stored("T-1").make_next_version(NOON, incident=True, has_children=True)
    incident = Incident("T-1", number, NOON + at * MINUTE, make_axis_vector(7))
    world.tickets.commit(make_step(ticket, opened_incident=incident))


def test_an_incident_is_opened_with_its_ticket(
    world: World, incidents: DynamoIncidentStore
) -> None:
    world.store_routed_ticket("T-1")
    assert incidents.read_incidents(NOON) == Incidents()
    open_incident(world, 1)
    open_incident(world, 2, at=5)
    assert [incident.number for incident in incidents.read_incidents(NOON).recent] == [1, 2]
    late = incidents.read_incidents(NOON + MINUTE)
    assert (late.last_number, [incident.number for incident in late.recent]) == (2, [2])
    assert np.array_equal(late.recent[0].center, make_axis_vector(7))


def test_who_did_not_know_of_the_last_incident_opens_none(
    world: World, incidents: DynamoIncidentStore
) -> None:
    world.store_routed_ticket("T-1")
    open_incident(world, 1)
    with pytest.raises(Conflict, match="another incident"):
        open_incident(world, 1, at=3)
    assert len(incidents.read_incidents(NOON).recent) == 1
    assert world.read_stored("T-1").version == 3


def test_a_ticket_joins_one_that_is_awaited_and_is_among_its_own(world: World) -> None:
    parent = world.store_routed_ticket("T-1")
    world.tickets.commit(make_step(parent.make_next_version(NOON, has_children=True)))
    for name in ("T-2", "T-3", "T-4"):
        child = world.store_routed_ticket(name).make_next_version(
            NOON, status=Status.ON_HOLD, link=LINK
        )
        world.tickets.commit(make_step(child, joined_parent="T-1"))
    page = world.tickets.list_children("T-1", "", 2)
    assert page.items == ("T-2", "T-3")
    rest = world.tickets.list_children("T-1", page.cursor, 2)
    assert (rest.items, rest.cursor) == (("T-4",), "")
    assert world.tickets.list_children("T-2", "", 2).items == ()
    with pytest.raises(InvalidInput, match="not of this list"):
        world.tickets.list_children("T-2", page.cursor, 2)


def do_nothing(world: World) -> None:
    world.store_routed_ticket("T-1")


def finish_ticket(world: World) -> None:
    done = world.store_routed_ticket("T-1").make_next_version(
        NOON, status=Status.CLOSED, has_children=True
    )
    world.tickets.commit(make_step(done))


def link_ticket(world: World) -> None:
    other = TicketLink(kind=LinkKind.DUPLICATE, parent="T-0")
    waits = world.store_routed_ticket("T-1").make_next_version(
        NOON, status=Status.ON_HOLD, link=other, has_children=True
    )
    world.tickets.commit(make_step(waits))


@pytest.mark.parametrize("parent", [do_nothing, finish_ticket, link_ticket])
def test_nothing_joins_one_that_is_not_awaited_or_finished_or_waits_itself(
    world: World, parent: Callable[[World], None]
) -> None:
    parent(world)
    child = world.store_routed_ticket("T-2").make_next_version(
        NOON, status=Status.ON_HOLD, link=LINK
    )
    with pytest.raises(Conflict, match="wait on T-1"):
        world.tickets.commit(make_step(child, joined_parent="T-1"))
    assert world.read_stored("T-2").link is None
    assert world.tickets.list_children("T-1", "", 5).items == ()
