"""A ticket joins what it waits on, whoever else changes either of them at the same time."""

from collections.abc import Callable
from typing import cast

import pytest

from switchyard.domain.change import Change
from switchyard.domain.errors import Conflict
from switchyard.domain.status import Status
from switchyard.domain.ticket import LinkKind, TicketLink
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.incidents.join_parent import ParentJoiner
from switchyard.usecases.tickets.writer import MAX_ATTEMPTS
from testing.tickets import InMemoryTickets
from tests.desks import NOW, make_desk, make_ticket

LINK = TicketLink(kind=LinkKind.INCIDENT, parent="T-0")


class Busy(InMemoryTickets):
    """Somebody is faster as often as `meanwhile` has something for them to do."""

    meanwhile: list[Callable[[], None]]

    def commit(self, change: Change) -> None:
        if self.meanwhile:
            self.meanwhile.pop(0)()
        super().commit(change)

    def make_status_change(self, ticket_id: str, status: Status) -> Callable[[], None]:
        def write() -> None:
            self.tickets[ticket_id] = self.tickets[ticket_id].make_next_version(NOW, status=status)

        return write


@pytest.fixture
def store() -> Busy:
    made = Busy()
    made.meanwhile = []
    made.add_ticket(
        make_ticket("T-0", status=Status.ASSIGNED, incident=True, has_children=True), ""
    )
    made.add_ticket(make_ticket("T-1", status=Status.ROUTED), "")
    return made


def try_to_join(store: Busy) -> bool:
    joining = ParentJoiner(cast("TicketStore", store), lambda: NOW)
    return joining.join_ticket(store.tickets["T-1"], "T-0", make_desk())


def test_one_that_changed_meanwhile_joins_all_the_same(store: Busy) -> None:
    store.meanwhile = [store.make_status_change("T-1", Status.WAITING)]
    assert try_to_join(store)
    joined = store.tickets["T-1"]
    assert (joined.link, joined.status) == (LINK, Status.ON_HOLD)
    assert store.joined == {"T-0": {"T-1"}}


@pytest.mark.parametrize(
    ("who", "status"), [("T-1", Status.CLOSED), ("T-1", Status.PENDING), ("T-0", Status.RESOLVED)]
)
def test_nothing_joins_once_it_or_the_other_is_beyond_that(
    store: Busy, who: str, status: Status
) -> None:
    store.meanwhile = [store.make_status_change(who, status)]
    assert not try_to_join(store)
    assert store.tickets["T-1"].link is None
    assert store.joined == {}


def test_where_others_are_faster_every_time_it_is_tried_again_later(store: Busy) -> None:
    store.meanwhile = [store.make_status_change("T-1", Status.WAITING)] * MAX_ATTEMPTS
    with pytest.raises(Conflict, match=r"T-1 was changed by others 6 times"):
        try_to_join(store)
    assert try_to_join(store)
