"""Tickets that wait: until when, and in which order they get somebody."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from switchyard.domain.due_step import WAITING_PAUSE, schedule_next_look
from switchyard.domain.employee import Absence
from switchyard.domain.shift import Shift
from switchyard.domain.status import Status
from switchyard.domain.values import Priority
from tests.builders import make_new_ticket, make_step
from tests.integration.usecases.floor import Floor

AFTERNOON = Shift(days=(6,), start=time(12, 10), end=time(18))
MONDAY = Shift(days=(1,), start=time(9), end=time(17))
TODAY = Absence(first=date(2026, 11, 21), last=date(2026, 11, 21))


def make_time(hour: int, minute: int = 0, day: int = 21) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def queue_tickets(floor: Floor) -> None:
    """Three tickets of one point each, waiting; T-urgent takes two, and came last."""
    for name in ("T-old", "T-mid", "T-young"):
        floor.store_routed_ticket(name)
    floor.store_routed_ticket("T-urgent", priority=Priority.URGENT)
    names = ("T-old", "T-mid", "T-young", "T-urgent")
    assert floor.assign(*names).waiting == ["T-urgent", "T-old", "T-mid", "T-young"]


@pytest.mark.parametrize(
    ("fields", "available_at", "due_at"),
    [
        ({"shifts": (AFTERNOON,)}, make_time(12, 10), make_time(12, 10)),
        ({"shifts": (MONDAY,)}, make_time(9, day=23), make_time(12, 15)),
        ({"absences": (TODAY,)}, make_time(0, day=22), make_time(12, 15)),
        ({"absences": (TODAY,), "shifts": (MONDAY,)}, make_time(9, day=23), make_time(12, 15)),
        ({"absences": (TODAY,), "capacity": 0}, None, make_time(12, 15)),
        ({"shifts": (MONDAY,), "languages": ("fi",)}, None, make_time(12, 15)),
        ({"shifts": (MONDAY,), "on_call": (AFTERNOON,)}, make_time(9, day=23), make_time(12, 15)),
    ],
)
def test_a_waiting_ticket_is_looked_at_when_the_clock_brings_somebody(
    floor: Floor, fields: dict[str, Any], available_at: datetime | None, due_at: datetime
) -> None:
    floor.store_employee("E-1", **fields)
    floor.store_employee("E-2", capacity=0)
    floor.store_routed_ticket("T-1", language="en")
    floor.assign("T-1")
    ticket = floor.read_stored("T-1")
    assert (ticket.available_at, ticket.due_at) == (available_at, due_at)
    assert ("the next one comes on" in floor.read_sentence("T-1")) == bool(available_at)


def test_the_sentence_names_the_time_on_the_desks_clock(floor: Floor) -> None:
    floor.desk = floor.desk.model_copy(
        update={"calendar": floor.desk.calendar.model_copy(update={"time_zone": "Europe/Madrid"})}
    )
    floor.store_employee("E-1", shifts=(MONDAY,))
    floor.store_routed_ticket("T-1")
    floor.assign("T-1")
    assert floor.read_sentence("T-1") == (
        "Nobody in Cards is free: 1 off shift; "
        "the next one comes on Monday 23 November, 10:00 (Europe/Madrid)"
    )


def test_an_urgent_ticket_waits_for_who_will_be_on_call_first(floor: Floor) -> None:
    floor.store_employee("E-1", shifts=(MONDAY,), on_call=(AFTERNOON,))
    floor.store_routed_ticket("T-1", priority=Priority.URGENT)
    floor.assign("T-1")
    assert floor.read_stored("T-1").available_at == make_time(12, 10)
    floor.advance_clock(minutes=10)
    assert floor.assign("T-1").assigned == {"T-1": "E-1"}


def test_a_ticket_that_waits_on_is_written_only_where_the_moment_moved(floor: Floor) -> None:
    floor.store_employee("E-1", shifts=(AFTERNOON,), capacity=1)
    floor.store_employee("E-2", shifts=(MONDAY,))
    floor.store_routed_ticket("T-0")
    floor.store_routed_ticket("T-1")
    floor.assign("T-0", "T-1")
    before = floor.read_stored("T-1")
    floor.advance_clock(minutes=5)
    floor.assign("T-1")
    assert floor.read_stored("T-1") == before

    floor.advance_clock(minutes=6)
    run = floor.assign("T-0", "T-1")
    assert (run.assigned, run.waiting) == ({"T-0": "E-1"}, [])
    now = floor.read_stored("T-1")
    assert (now.version, now.status) == (before.version + 1, Status.WAITING)
    assert (now.available_at, now.updated_at) == (make_time(9, day=23), before.updated_at)
    assert now.due_at == floor.now + WAITING_PAUSE
    assert "1 off shift" in floor.read_sentence("T-1")
    assert floor.world.mails.read_mails([("T-1", f"waiting-{now.version}")]) == {}


def test_a_ticket_that_got_somebody_waits_for_no_moment(floor: Floor) -> None:
    floor.store_employee("E-1", shifts=(AFTERNOON,))
    floor.store_routed_ticket("T-1")
    floor.assign("T-1")
    floor.advance_clock(minutes=10)
    assert floor.assign("T-1").assigned == {"T-1": "E-1"}
    assert floor.read_stored("T-1").available_at is None


@pytest.mark.parametrize(
    ("available_at", "expected"),
    [
        (None, make_time(12, 15)),
        (make_time(11), make_time(12, 15)),
        (make_time(12, 5), make_time(12, 5)),
        (make_time(9, day=23), make_time(12, 15)),
    ],
)
def test_the_sweep_looks_at_a_waiting_ticket_again_when_somebody_comes_on(
    available_at: datetime | None, expected: datetime
) -> None:
    ticket = make_new_ticket("T-1", status=Status.WAITING, available_at=available_at)
    assert schedule_next_look(ticket, make_time(12)) == expected


@pytest.mark.parametrize(
    ("fields", "availability", "later"),
    [
        ({"capacity": 9}, {"own_capacity": 3}, {"own_capacity": 0}),
        ({"capacity": 3}, {"paused": False}, {"paused": True}),
        ({"capacity": 3}, {"away_until": None}, {"away_until": make_time(12, day=30)}),
    ],
)
def test_room_that_somebody_makes_goes_to_the_most_urgent_and_then_the_oldest(
    floor: Floor, fields: dict[str, Any], availability: dict[str, Any], later: dict[str, Any]
) -> None:
    floor.store_employee("E-1", **fields)
    floor.set_availability("E-1", **later)
    queue_tickets(floor)
    floor.set_availability("E-1", **availability)
    assert floor.drain().assigned == {"T-urgent": "E-1", "T-old": "E-1"}


@pytest.mark.parametrize("nudged", ["T-young", "T-urgent"])
def test_the_one_that_is_looked_at_again_comes_no_sooner_than_others_that_wait(
    floor: Floor, nudged: str
) -> None:
    floor.store_employee("E-1", shifts=(AFTERNOON,), capacity=3)
    queue_tickets(floor)
    floor.advance_clock(minutes=10)
    assert floor.assign(nudged).assigned == {"T-urgent": "E-1", "T-old": "E-1"}


def test_a_drain_tries_what_nobody_here_can_do_only_once(floor: Floor) -> None:
    floor.store_employee("E-1", capacity=1)
    for number in range(12):
        floor.store_routed_ticket(f"T-{number}", language="fi")
    floor.store_routed_ticket("T-easy")
    floor.assign("T-easy", *(f"T-{number}" for number in range(12)))
    floor.release_ticket("T-easy")
    floor.store_routed_ticket("T-last")
    floor.world.tickets.commit(
        make_step(floor.read_stored("T-last").make_next_version(floor.now, status=Status.WAITING))
    )
    reads: list[str] = []

    class Counting:
        def __getattr__(self, name: str) -> Any:
            return getattr(floor.world.tickets, name)

        def read_vectors(self, ticket_ids: list[str]) -> object:
            reads.extend(ticket_ids)
            return floor.world.tickets.read_vectors(ticket_ids)

    run = floor.drain(tickets=Counting())
    assert run.assigned == {"T-last": "E-1"}
    assert len(reads) == 10 + 1
