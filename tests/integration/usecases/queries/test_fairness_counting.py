"""Whatever gives a ticket to somebody, or takes it away unfinished, is counted."""

from collections.abc import Iterator

import boto3
import pytest

from switchyard.adapters.dynamodb.ledger import DynamoFairnessLedger
from switchyard.domain.fairness import FairnessFigures
from switchyard.domain.status import Status
from tests.builders import make_employee
from tests.fixtures.stores import build_world
from tests.fixtures.tables import TableFactory
from tests.integration.usecases.floor import Floor
from tests.integration.usecases.office import AGENT, LEAD, Office
from tests.integration.world import World


@pytest.fixture
def world(emulator: boto3.Session, table_factory: TableFactory) -> Iterator[World]:
    yield from build_world(emulator, table_factory)


def read_counted(world: World) -> dict[str, FairnessFigures]:
    return DynamoFairnessLedger(world.database, world.ops).read_figures("cards", "2026-11")


def test_the_assignment_counts_for_whom_it_chose(world: World) -> None:
    floor = Floor(world)
    floor.store_employee("E-1")
    floor.store_routed_ticket("T-1")
    assert floor.assign("T-1").assigned == {"T-1": "E-1"}
    assert floor.assign("T-1").assigned == {}
    assert read_counted(world) == {"E-1": FairnessFigures(tickets=1, effort=1)}


def test_who_declines_is_counted_once(world: World) -> None:
    office = Office(world)
    office.has(Status.ASSIGNED)
    for _ in range(2):
        office.handling.decline_ticket("T-1", "not mine", AGENT)
    assert read_counted(world) == {"E-1": FairnessFigures(declined=1)}


def test_a_ticket_that_goes_to_a_colleague_counts_for_both(world: World) -> None:
    office = Office(world)
    world.people.upsert_employee(make_employee("E-2"))
    office.has(Status.ASSIGNED)
    office.handling.hand_over_ticket("T-1", "yours", AGENT, to="E-2")
    figures_by_employee = read_counted(world)
    assert (figures_by_employee["E-1"], figures_by_employee["E-2"].tickets) == (
        FairnessFigures(handed_over=1),
        1,
    )


def test_a_leads_word_counts_for_whom_it_names_and_against_nobody(world: World) -> None:
    office = Office(world)
    world.people.upsert_employee(make_employee("E-2"))
    office.has(Status.ASSIGNED)
    office.handling.appoint_employee("T-1", "E-2", LEAD)
    assert {text: figures.tickets for text, figures in read_counted(world).items()} == {"E-2": 1}
