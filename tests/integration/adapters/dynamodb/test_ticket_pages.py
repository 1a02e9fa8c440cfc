"""Lists of tickets: newest first, page by page, and only what the viewer may see."""

import pytest

from switchyard.adapters.dynamodb.tickets import DynamoTicketStore
from switchyard.domain.errors import InvalidInput, NotFound
from switchyard.domain.status import Status
from switchyard.domain.ticket import TicketQuery
from switchyard.domain.viewer import SYSTEM_VIEWER, Role, Viewer
from tests.builders import NOON, make_employee, make_step
from tests.integration.world import World

ANN = Viewer(Role.REQUESTER, "ann@example.com")
AGENT = Viewer(Role.AGENT, "e-1@example.com", "E-1", frozenset({"cards", "loans"}))
LEAD = Viewer(Role.LEAD, "lead@example.com", departments=frozenset({"loans"}))
ADMIN = Viewer(Role.ADMIN, "admin@example.com")


@pytest.fixture
def store(world: World) -> DynamoTicketStore:
    """Minute: 0 Ann's in cards, 1 Bob's in loans, 2 Ann's in fraud, 3 Bob's in fraud with E-1,
    4 Bob's pending, 5 Ann's waiting in cards, 6 the agent's own in fraud.
    """
    world.people.upsert_employee(make_employee("E-1", departments=("cards", "loans")))
    bob = "bob@example.com"
    world.store_routed_ticket("T-0", "cards", minute=0)
    world.store_routed_ticket("T-1", "loans", minute=1, requester_id=bob)
    world.store_routed_ticket("T-2", "fraud", minute=2)
    world.store_assigned_ticket("T-3", "E-1", "fraud", minute=3, requester_id=bob)
    world.store_pending_ticket("T-4", minute=4, requester_id=bob)
    waiting = world.store_routed_ticket("T-5", "cards", minute=5).make_next_version(
        NOON, status=Status.WAITING
    )
    world.tickets.commit(make_step(waiting))
    world.store_routed_ticket("T-6", "fraud", minute=6, requester_id=AGENT.person)
    return world.tickets


def list_ids(store: DynamoTicketStore, query: TicketQuery, viewer: Viewer) -> list[str]:
    """All pages, one after the other; each but the last is full."""
    matches: list[str] = []
    cursor = ""
    while True:
        page = store.list_tickets(
            TicketQuery(
                query.department,
                query.status,
                query.assignee,
                query.requester_id,
                query.limit,
                cursor,
            ),
            viewer,
        )
        matches += [ticket.ticket_id for ticket in page.items]
        if not page.cursor:
            return matches
        assert len(page.items) == query.limit
        cursor = page.cursor


VIEWS: dict[str, tuple[Viewer, TicketQuery, list[str]]] = {
    "a requester sees their own": (ANN, TicketQuery(), ["T-5", "T-2", "T-0"]),
    "a requester's own of one department": (ANN, TicketQuery(department="fraud"), ["T-2"]),
    "a requester's own by status": (ANN, TicketQuery(status=Status.WAITING), ["T-5"]),
    "a requester never sees another's": (ANN, TicketQuery(requester_id="bob@example.com"), []),
    "a requester never sees an agent's": (ANN, TicketQuery(assignee="E-1"), []),
    "an agent sees their departments, what they have and what they asked": (
        AGENT,
        TicketQuery(),
        ["T-6", "T-5", "T-3", "T-1", "T-0"],
    ),
    "an agent's department": (AGENT, TicketQuery(department="cards"), ["T-5", "T-0"]),
    "an agent's department by status": (
        AGENT,
        TicketQuery(department="cards", status=Status.WAITING),
        ["T-5"],
    ),
    "in another department an agent sees what is theirs": (
        AGENT,
        TicketQuery(department="fraud"),
        ["T-6", "T-3"],
    ),
    "an agent's routed ones": (AGENT, TicketQuery(status=Status.ROUTED), ["T-6", "T-1", "T-0"]),
    "an agent sees of a requester what they may": (
        AGENT,
        TicketQuery(requester_id="bob@example.com"),
        ["T-3", "T-1"],
    ),
    "a lead sees their departments": (LEAD, TicketQuery(), ["T-1"]),
    "a lead sees no other department": (LEAD, TicketQuery(department="cards"), []),
    "a lead sees nothing of others' people": (LEAD, TicketQuery(assignee="E-1"), []),
    "an admin sees any department": (ADMIN, TicketQuery(department="fraud"), ["T-6", "T-3", "T-2"]),
    "an admin sees any requester": (
        ADMIN,
        TicketQuery(requester_id="bob@example.com"),
        ["T-4", "T-3", "T-1"],
    ),
    "an admin sees any assignee": (ADMIN, TicketQuery(assignee="E-1"), ["T-3"]),
    "the system sees what triage has not seen": (
        SYSTEM_VIEWER,
        TicketQuery(department="unrouted"),
        ["T-4"],
    ),
    "filters narrow each other": (
        ADMIN,
        TicketQuery(department="fraud", assignee="E-1", status=Status.ASSIGNED),
        ["T-3"],
    ),
    "filters that exclude each other": (
        ADMIN,
        TicketQuery(department="cards", assignee="E-1"),
        [],
    ),
}


def test_everybody_sees_their_own_newest_first(store: DynamoTicketStore) -> None:
    for view, (viewer, query, expected) in VIEWS.items():
        assert list_ids(store, query, viewer) == expected, view


def test_pages_of_any_size_make_the_same_list(store: DynamoTicketStore) -> None:
    for limit in (1, 2, 3, 5):
        query = TicketQuery(limit=limit)
        assert list_ids(store, query, AGENT) == ["T-6", "T-5", "T-3", "T-1", "T-0"]


def test_a_ticket_that_comes_in_between_does_not_disturb_the_next_page(
    store: DynamoTicketStore, world: World
) -> None:
    first = store.list_tickets(TicketQuery(department="cards", limit=1), ADMIN)
    world.store_routed_ticket("T-9", "cards", minute=9)
    query = TicketQuery(department="cards", limit=1, cursor=first.cursor)
    assert [ticket.ticket_id for ticket in store.list_tickets(query, ADMIN).items] == ["T-0"]


def test_a_cursor_is_good_for_its_own_list_only(store: DynamoTicketStore) -> None:
    cursor = store.list_tickets(TicketQuery(department="cards", limit=1), ADMIN).cursor
    foreign = [
        (TicketQuery(department="loans", cursor=cursor), ADMIN),
        (TicketQuery(department="cards", status=Status.ROUTED, cursor=cursor), ADMIN),
        (TicketQuery(department="cards", cursor=cursor), AGENT),
        (TicketQuery(department="cards", cursor="nonsense"), ADMIN),
        (TicketQuery(department="cards", cursor="ü~"), ADMIN),
        (TicketQuery(department="cards", cursor=cursor[:11]), ADMIN),
    ]
    for query, viewer in foreign:
        with pytest.raises(InvalidInput, match="cursor"):
            store.list_tickets(query, viewer)


def test_a_list_of_everything_must_be_narrowed(store: DynamoTicketStore) -> None:
    with pytest.raises(InvalidInput, match="department"):
        store.list_tickets(TicketQuery(status=Status.ROUTED), ADMIN)


def test_one_ticket_is_shown_to_whom_it_is_listed(store: DynamoTicketStore) -> None:
    sees = {
        "T-0": (ANN, AGENT, ADMIN, SYSTEM_VIEWER),
        "T-1": (AGENT, LEAD, ADMIN, SYSTEM_VIEWER),
        "T-2": (ANN, ADMIN, SYSTEM_VIEWER),
        "T-3": (AGENT, ADMIN, SYSTEM_VIEWER),
        "T-4": (ADMIN, SYSTEM_VIEWER),
        "T-6": (AGENT, ADMIN, SYSTEM_VIEWER),
    }
    for ticket_id, viewers in sees.items():
        for viewer in (ANN, AGENT, LEAD, ADMIN, SYSTEM_VIEWER):
            if viewer in viewers:
                assert store.read_ticket(ticket_id, viewer).ticket_id == ticket_id
            else:
                with pytest.raises(NotFound):
                    store.read_ticket(ticket_id, viewer)
