"""What people were given and passed on is counted once, whatever comes twice."""

from datetime import UTC, datetime
from typing import Any

import pytest

from switchyard.adapters.dynamodb.fairness_items import ledger_pk
from switchyard.adapters.dynamodb.keys import key
from switchyard.adapters.dynamodb.ledger import DynamoLedger
from switchyard.domain.errors import Conflict, NoRoom
from switchyard.domain.fairness import Figures, Tally
from switchyard.domain.status import Status
from switchyard.domain.ticket import PassedHow, Ticket
from tests.builders import NOON, claim, new_employee, release, step
from tests.integration.world import World


def ledger(world: World) -> DynamoLedger:
    return DynamoLedger(world.database, world.ops)


def gives(world: World, ticket: Ticket, employee_id: str = "E-1", **fields: Any) -> Ticket:
    chosen = new_employee(employee_id)
    given = {"assignee": employee_id, "effort": 2, **fields}
    taken = ticket.changed(NOON, status=Status.ASSIGNED, **given)
    counted = (Tally.given(taken, chosen),)
    world.tickets.commit(step(taken, claim=claim(chosen, 2), tallies=counted))
    return taken


def test_what_somebody_is_given_adds_up(world: World) -> None:
    world.people.upsert(new_employee(capacity=3))
    world.people.upsert(new_employee("E-2"))
    gives(world, world.routed("T-1"))
    gives(world, world.routed("T-2"), "E-2")
    assert ledger(world).figures("cards", "2026-11") == {
        "E-1": Figures(tickets=1, effort=2),
        "E-2": Figures(tickets=1, effort=2),
    }
    assert ledger(world).figures("cards", "2026-12") == {}
    assert ledger(world).figures("loans", "2026-11") == {}


def test_a_step_that_is_done_twice_counts_once(world: World) -> None:
    world.people.upsert(new_employee())
    routed = world.routed("T-1")
    gives(world, routed)
    with pytest.raises(Conflict):
        gives(world, routed)
    assert ledger(world).figures("cards", "2026-11") == {"E-1": Figures(tickets=1, effort=2)}


def test_a_claim_that_is_refused_counts_nothing(world: World) -> None:
    world.people.upsert(new_employee(capacity=3))
    gives(world, world.routed("T-1"))
    with pytest.raises(NoRoom):
        gives(world, world.routed("T-2"))
    assert ledger(world).figures("cards", "2026-11")["E-1"].tickets == 1


def test_what_is_passed_on_counts_for_who_had_it_in_the_same_step(world: World) -> None:
    for employee_id in ("E-1", "E-2"):
        world.people.upsert(new_employee(employee_id))
    ticket = gives(world, world.routed("T-1"))
    moved = ticket.changed(NOON, assignee="E-2")
    tallies = (
        Tally.given(moved, new_employee("E-2")),
        Tally.passed(ticket, PassedHow.HANDED_OVER, NOON),
    )
    parts = {"claim": claim(new_employee("E-2"), 2), "release": release(new_employee("E-1"), 2)}
    world.tickets.commit(step(moved, tallies=tallies, **parts))
    assert ledger(world).figures("cards", "2026-11") == {
        "E-1": Figures(tickets=1, effort=2, handed_over=1),
        "E-2": Figures(tickets=1, effort=2),
    }


def test_a_month_is_forgotten_four_hundred_days_after_it_began(world: World) -> None:
    world.people.upsert(new_employee())
    gives(world, world.routed("T-1"))
    item = world.database.get(world.ops, key(ledger_pk("cards", "2026-11"), "E-1"))
    assert item
    expiry = datetime.fromtimestamp(int(item["expires_at"]["N"]), UTC)
    assert expiry == datetime(2027, 12, 6, tzinfo=UTC)
