"""What people were given and passed on is counted once, whatever comes twice."""

from datetime import UTC, datetime
from typing import Any

import pytest

from switchyard.adapters.dynamodb.fairness_items import build_ledger_pk
from switchyard.adapters.dynamodb.keys import build_key
from switchyard.adapters.dynamodb.ledger import DynamoFairnessLedger
from switchyard.domain.errors import Conflict, NoCapacity
from switchyard.domain.fairness import FairnessFigures, FairnessTally
from switchyard.domain.status import Status
from switchyard.domain.ticket import PassOnReason, Ticket
from tests.builders import NOON, claim, make_employee, make_step, release
from tests.integration.world import World


def build_ledger(world: World) -> DynamoFairnessLedger:
    return DynamoFairnessLedger(world.database, world.ops)


def give_ticket(world: World, ticket: Ticket, employee_id: str = "E-1", **fields: Any) -> Ticket:
    chosen = make_employee(employee_id)
    given = {"assignee": employee_id, "effort": 2, **fields}
    taken = ticket.make_next_version(NOON, status=Status.ASSIGNED, **given)
    counted = (FairnessTally.count_assignment(taken, chosen),)
    world.tickets.commit(make_step(taken, claim=claim(chosen, 2), tallies=counted))
    return taken


def test_what_somebody_is_given_adds_up(world: World) -> None:
    world.people.upsert_employee(make_employee(capacity=3))
    world.people.upsert_employee(make_employee("E-2"))
    give_ticket(world, world.store_routed_ticket("T-1"))
    give_ticket(world, world.store_routed_ticket("T-2"), "E-2")
    assert build_ledger(world).read_figures("cards", "2026-11") == {
        "E-1": FairnessFigures(tickets=1, effort=2),
        "E-2": FairnessFigures(tickets=1, effort=2),
    }
    assert build_ledger(world).read_figures("cards", "2026-12") == {}
    assert build_ledger(world).read_figures("loans", "2026-11") == {}


def test_a_step_that_is_done_twice_counts_once(world: World) -> None:
    world.people.upsert_employee(make_employee())
    routed = world.store_routed_ticket("T-1")
    give_ticket(world, routed)
    with pytest.raises(Conflict):
        give_ticket(world, routed)
    assert build_ledger(world).read_figures("cards", "2026-11") == {
        "E-1": FairnessFigures(tickets=1, effort=2)
    }


def test_a_claim_that_is_refused_counts_nothing(world: World) -> None:
    world.people.upsert_employee(make_employee(capacity=3))
    give_ticket(world, world.store_routed_ticket("T-1"))
    with pytest.raises(NoCapacity):
        give_ticket(world, world.store_routed_ticket("T-2"))
    assert build_ledger(world).read_figures("cards", "2026-11")["E-1"].tickets == 1


def test_what_is_passed_on_counts_for_who_had_it_in_the_same_step(world: World) -> None:
    for employee_id in ("E-1", "E-2"):
        world.people.upsert_employee(make_employee(employee_id))
    ticket = give_ticket(world, world.store_routed_ticket("T-1"))
    moved = ticket.make_next_version(NOON, assignee="E-2")
    tallies = (
        FairnessTally.count_assignment(moved, make_employee("E-2")),
        FairnessTally.count_pass_on(ticket, PassOnReason.HANDED_OVER, NOON),
    )
    parts = {"claim": claim(make_employee("E-2"), 2), "release": release(make_employee("E-1"), 2)}
    world.tickets.commit(make_step(moved, tallies=tallies, **parts))
    assert build_ledger(world).read_figures("cards", "2026-11") == {
        "E-1": FairnessFigures(tickets=1, effort=2, handed_over=1),
        "E-2": FairnessFigures(tickets=1, effort=2),
    }


def test_a_month_is_forgotten_four_hundred_days_after_it_began(world: World) -> None:
    world.people.upsert_employee(make_employee())
    give_ticket(world, world.store_routed_ticket("T-1"))
    item = world.database.read_item(
        world.ops, build_key(build_ledger_pk("cards", "2026-11"), "E-1")
    )
    assert item
    expiry = datetime.fromtimestamp(int(item["expires_at"]["N"]), UTC)
    assert expiry == datetime(2027, 12, 6, tzinfo=UTC)
