"""Promises are kept level by whoever changes a ticket: triage, assignment, people, comments."""

from collections.abc import Iterator
from datetime import timedelta

import boto3
import pytest

from switchyard.domain.desk import Desk, ServiceLevels, ServiceTarget
from switchyard.domain.service_level import PromiseState, ServiceLevel
from switchyard.domain.status import Status
from switchyard.domain.values import Priority
from switchyard.usecases.actions.edit import TicketEdit
from tests.builders import NOON
from tests.desks import NOW, make_desk, make_ticket
from tests.fixtures.stores import build_world
from tests.fixtures.tables import TableFactory
from tests.integration.usecases.floor import Floor
from tests.integration.usecases.office import AGENT, ANN, Office
from tests.triaging import Triage

MINUTE = timedelta(minutes=1)
TARGETS = {
    Priority.MEDIUM: ServiceTarget(response=240, resolution=480),
    Priority.URGENT: ServiceTarget(response=90, resolution=120),
}


def add_promises(a_desk: Desk) -> Desk:
    return a_desk.model_copy(update={"service_levels": ServiceLevels(targets=TARGETS)})


@pytest.fixture
def office(emulator: boto3.Session, table_factory: TableFactory) -> Iterator[Office]:
    for world in build_world(emulator, table_factory):
        yield Office(world, add_promises(make_desk()))


@pytest.fixture
def floor(emulator: boto3.Session, table_factory: TableFactory) -> Iterator[Floor]:
    for world in build_world(emulator, table_factory):
        yield Floor(world, desk=add_promises(make_desk()))


def read_service_level(office: Office) -> ServiceLevel:
    service_level = office.read_stored().service
    assert service_level
    return service_level


def test_triage_gives_a_ticket_its_promises_with_its_priority() -> None:
    triage = Triage()
    loaded = triage.desks.loaded
    triage.desks.activate_desk(add_promises(loaded.desk), loaded.descriptions, "2")
    triage.tickets.add_ticket(make_ticket("T-1"), "sure")
    triage.run("T-1")
    stored_ticket = triage.tickets.tickets["T-1"]
    assert stored_ticket.service
    assert stored_ticket.service.response.due_at == NOW + 240 * MINUTE
    assert stored_ticket.due_at == NOW + 5 * MINUTE


def test_a_ticket_from_before_there_were_promises_gets_them_when_it_is_assigned(
    floor: Floor,
) -> None:
    floor.store_employee("E-1")
    floor.store_routed_ticket("T-1", priority=Priority.MEDIUM)
    assert floor.assign("T-1").assigned == {"T-1": "E-1"}
    ticket = floor.read_stored("T-1")
    assert ticket.service
    assert ticket.due_at == ticket.service.response.warn_at == ticket.created_at + 180 * MINUTE


def test_a_person_who_begins_has_answered_and_one_who_holds_stops_the_clock(
    office: Office,
) -> None:
    office.has(Status.ASSIGNED)
    office.service.set_status("T-1", Status.IN_PROGRESS, AGENT)
    assert read_service_level(office).response.met_at == office.now
    office.service.set_status("T-1", Status.ON_HOLD, AGENT)
    assert (
        read_service_level(office).find_state(read_service_level(office).resolution)
        is PromiseState.PAUSED
    )
    assert office.read_stored().due_at is None


def test_a_person_who_raises_the_priority_shortens_the_time(office: Office) -> None:
    office.has(Status.ASSIGNED)
    office.service.edit_ticket("T-1", TicketEdit(priority=Priority.URGENT), AGENT)
    assert read_service_level(office).response.due_at == NOON + 90 * MINUTE
    assert office.read_stored().due_at == NOON + 67.5 * MINUTE


def test_a_requester_who_closes_the_ticket_ends_its_time(office: Office) -> None:
    office.has(Status.ASSIGNED)
    office.service.set_status("T-1", Status.CLOSED, ANN)
    assert (
        read_service_level(office).find_state(read_service_level(office).resolution)
        is PromiseState.MET
    )
    assert office.read_stored().due_at is None
