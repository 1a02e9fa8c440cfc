from datetime import timedelta

import pytest

from switchyard.domain.acknowledge_deadline import calculate_acknowledge_deadline
from switchyard.domain.desk import AssignmentPolicy, Calendar
from switchyard.domain.errors import Forbidden, IllegalTransition
from switchyard.domain.status import Status
from switchyard.domain.values import Priority
from switchyard.domain.viewer import Viewer
from tests.builders import NOON
from tests.desks import make_desk, make_ticket
from tests.integration.usecases.office import (
    ADA,
    AGENT,
    ANN,
    COLLEAGUE,
    LEAD,
    Office,
    make_person_decision,
)

WITHIN = AssignmentPolicy(acknowledge_within={Priority.URGENT: 15, Priority.MEDIUM: 60})
ASKING = make_desk().model_copy(update={"assignment": WITHIN})
OFFICE_HOURS = Calendar(time_zone="UTC", hours="mon-fri 08:00-18:00")


def test_whoever_has_it_takes_it_up(office: Office) -> None:
    office.has(Status.ASSIGNED, acknowledge_by=NOON + timedelta(hours=2))
    office.handling.acknowledge_ticket("T-1", AGENT)
    stored = office.read_stored()
    assert (stored.status, stored.assignee) == (Status.ASSIGNED, "E-1")
    assert stored.acknowledged_at == office.now
    assert (stored.acknowledge_by, stored.due_at) == (None, None)
    assert office.world.load("E-1") == 3
    history_entry = office.world.tickets.read_history("T-1")[-1]
    assert (history_entry.what, history_entry.actor) == ("acknowledged", AGENT.person)


def test_to_take_it_up_twice_is_to_take_it_up_once(office: Office) -> None:
    office.has(Status.ASSIGNED)
    before = office.handling.acknowledge_ticket("T-1", AGENT).ticket
    office.now += timedelta(minutes=1)
    assert office.handling.acknowledge_ticket("T-1", AGENT).ticket == before == office.read_stored()


@pytest.mark.parametrize("viewer", [ANN, COLLEAGUE, LEAD, ADA])
def test_nobody_takes_it_up_for_others(office: Office, viewer: Viewer) -> None:
    office.has(Status.ASSIGNED)
    with pytest.raises(Forbidden, match="only whoever has this ticket"):
        office.handling.acknowledge_ticket("T-1", viewer)


def test_who_begins_with_it_has_taken_it_up(office: Office) -> None:
    office.has(Status.ASSIGNED, acknowledge_by=NOON + timedelta(hours=2))
    office.service.set_status("T-1", Status.IN_PROGRESS, AGENT)
    stored = office.read_stored()
    assert (stored.acknowledged_at, stored.acknowledge_by) == (office.now, None)
    office.now += timedelta(minutes=1)
    assert office.handling.acknowledge_ticket("T-1", AGENT).ticket == stored


def test_who_took_it_up_before_they_began_did_so_then(office: Office) -> None:
    office.has(Status.ASSIGNED)
    first = office.handling.acknowledge_ticket("T-1", AGENT).ticket.acknowledged_at
    office.now += timedelta(minutes=1)
    office.service.set_status("T-1", Status.IN_PROGRESS, AGENT)
    assert office.read_stored().acknowledged_at == first


def test_a_finished_ticket_is_not_taken_up(office: Office) -> None:
    office.has(Status.ASSIGNED)
    office.service.set_status("T-1", Status.CLOSED, AGENT)
    with pytest.raises(IllegalTransition, match="closed asks nobody to take it up"):
        office.handling.acknowledge_ticket("T-1", AGENT)


def test_who_gets_a_reopened_ticket_takes_it_up_anew(office: Office) -> None:
    office.has(Status.IN_PROGRESS)
    for status in (Status.CLOSED, Status.ROUTED):
        office.service.set_status("T-1", status, AGENT)
    assert office.read_stored().acknowledged_at is None


def test_how_long_one_has_depends_on_the_priority() -> None:
    urgent = make_ticket(priority=make_person_decision(Priority.URGENT))
    assert calculate_acknowledge_deadline(urgent, ASKING, NOON) == NOON + timedelta(minutes=15)
    assert calculate_acknowledge_deadline(make_ticket(), ASKING, NOON) == NOON + timedelta(
        minutes=60
    )
    assert (
        calculate_acknowledge_deadline(
            make_ticket(priority=make_person_decision(Priority.LOW)), ASKING, NOON
        )
        is None
    )


def test_time_counts_while_the_desk_works() -> None:
    asking = ASKING.model_copy(update={"calendar": OFFICE_HOURS})
    saturday = NOON
    assert saturday.isoweekday() == 6
    monday_at_nine = saturday + timedelta(days=2, hours=-3)
    assert calculate_acknowledge_deadline(make_ticket(), asking, saturday) == monday_at_nine
