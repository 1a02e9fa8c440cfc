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
from tests.desks import NOW, desk, ticket
from tests.fixtures.stores import world_of
from tests.fixtures.tables import TableFactory
from tests.integration.usecases.floor import Floor
from tests.integration.usecases.office import AGENT, ANN, Office
from tests.triaging import Triage

MINUTE = timedelta(minutes=1)
TARGETS = {
    Priority.MEDIUM: ServiceTarget(response=240, resolution=480),
    Priority.URGENT: ServiceTarget(response=90, resolution=120),
}


def promising(a_desk: Desk) -> Desk:
    return a_desk.model_copy(update={"service_levels": ServiceLevels(targets=TARGETS)})


@pytest.fixture
def office(emulator: boto3.Session, table_factory: TableFactory) -> Iterator[Office]:
    for world in world_of(emulator, table_factory):
        yield Office(world, promising(desk()))


@pytest.fixture
def floor(emulator: boto3.Session, table_factory: TableFactory) -> Iterator[Floor]:
    for world in world_of(emulator, table_factory):
        yield Floor(world, desk=promising(desk()))


def service(office: Office) -> ServiceLevel:
    found = office.stored().service
    assert found
    return found


def test_triage_gives_a_ticket_its_promises_with_its_priority() -> None:
    triage = Triage()
    loaded = triage.desks.loaded
    triage.desks.activate_desk(promising(loaded.desk), loaded.descriptions, "2")
    triage.tickets.add_ticket(ticket("T-1"), "sure")
    triage.run("T-1")
    found = triage.tickets.tickets["T-1"]
    assert found.service
    assert found.service.response.due_at == NOW + 240 * MINUTE
    assert found.due_at == NOW + 5 * MINUTE


def test_a_ticket_from_before_there_were_promises_gets_them_when_it_is_assigned(
    floor: Floor,
) -> None:
    floor.employs("E-1")
    floor.routed("T-1", priority=Priority.MEDIUM)
    assert floor.assign("T-1").assigned == {"T-1": "E-1"}
    found = floor.stored("T-1")
    assert found.service
    assert found.due_at == found.service.response.warn_at == found.created_at + 180 * MINUTE


def test_a_person_who_begins_has_answered_and_one_who_holds_stops_the_clock(
    office: Office,
) -> None:
    office.has(Status.ASSIGNED)
    office.service.set_status("T-1", Status.IN_PROGRESS, AGENT)
    assert service(office).response.met_at == office.now
    office.service.set_status("T-1", Status.ON_HOLD, AGENT)
    assert service(office).find_state(service(office).resolution) is PromiseState.PAUSED
    assert office.stored().due_at is None


def test_a_person_who_raises_the_priority_shortens_the_time(office: Office) -> None:
    office.has(Status.ASSIGNED)
    office.service.edit_ticket("T-1", TicketEdit(priority=Priority.URGENT), AGENT)
    assert service(office).response.due_at == NOON + 90 * MINUTE
    assert office.stored().due_at == NOON + 67.5 * MINUTE


def test_a_requester_who_closes_the_ticket_ends_its_time(office: Office) -> None:
    office.has(Status.ASSIGNED)
    office.service.set_status("T-1", Status.CLOSED, ANN)
    assert service(office).find_state(service(office).resolution) is PromiseState.MET
    assert office.stored().due_at is None
