from datetime import timedelta

import pytest

from switchyard.domain.desk import AssignmentPolicy
from switchyard.domain.errors import Conflict, Forbidden, IllegalTransition, NoCapacity, NotFound
from switchyard.domain.status import Status
from switchyard.domain.values import Priority, Tier
from switchyard.domain.vector import CLOSING_SOURCE, CORRECTION_SOURCE
from switchyard.domain.viewer import Viewer
from tests.builders import claim, make_creation, make_new_ticket, make_step
from tests.integration.usecases.office import (
    ADA,
    AGENT,
    ANN,
    BOB,
    COLLEAGUE,
    LEAD,
    STRANGER,
    Office,
    make_person_decision,
)

IN_PROGRESS, ON_HOLD = Status.IN_PROGRESS, Status.ON_HOLD
RESOLVED, CLOSED, ROUTED = Status.RESOLVED, Status.CLOSED, Status.ROUTED


def move_ticket(office: Office, *statuses: Status, by: Viewer = AGENT) -> None:
    for status in statuses:
        office.service.set_status("T-1", status, by)


def test_the_agent_works_on_it_and_keeps_the_slot(office: Office) -> None:
    office.has(Status.ASSIGNED)
    move_ticket(office, IN_PROGRESS)
    assert office.read_stored().status is IN_PROGRESS
    assert office.world.load("E-1") == 3


def test_on_hold_frees_a_share_of_the_slot_and_resuming_takes_it_back(office: Office) -> None:
    office.has(Status.ASSIGNED, effort=2)
    move_ticket(office, ON_HOLD)
    assert (office.read_stored().effort, office.world.load("E-1")) == (1, 1)
    move_ticket(office, IN_PROGRESS)
    assert (office.read_stored().effort, office.world.load("E-1")) == (2, 2)


def test_a_desk_may_keep_the_whole_slot_on_hold(office: Office) -> None:
    whole = AssignmentPolicy(on_hold_share=1.0)
    office.desk = office.desk.model_copy(update={"assignment": whole})
    office.has(Status.ASSIGNED)
    move_ticket(office, ON_HOLD)
    assert office.world.load("E-1") == 3


def test_a_ticket_comes_back_from_hold_only_where_there_is_room(office: Office) -> None:
    office.has(Status.ASSIGNED, effort=2)
    move_ticket(office, ON_HOLD)
    fill(office, 5)
    with pytest.raises(NoCapacity):
        move_ticket(office, IN_PROGRESS)
    assert office.read_stored().status is ON_HOLD


def fill(office: Office, effort: int) -> None:
    """Something else takes E-1's capacity."""
    office.world.tickets.commit(make_creation(other := make_new_ticket("T-2")))
    routed = other.make_next_version(office.now, status=ROUTED)
    office.world.tickets.commit(make_step(routed))
    employee = office.world.people.read_employees(["E-1"])["E-1"]
    taken = routed.make_next_version(
        office.now, status=Status.ASSIGNED, assignee="E-1", effort=effort
    )
    office.world.tickets.commit(make_step(taken, claim=claim(employee, effort)))


@pytest.mark.parametrize("status", [RESOLVED, CLOSED])
def test_finishing_gives_the_slot_back_and_keeps_the_name(office: Office, status: Status) -> None:
    office.has(Status.IN_PROGRESS)
    move_ticket(office, status)
    ticket = office.read_stored()
    assert (ticket.assignee, ticket.effort, ticket.due_at) == ("E-1", 0, None)
    assert office.world.load("E-1") == 0


def test_finished_from_hold_it_gives_back_what_it_still_held(office: Office) -> None:
    office.has(Status.ASSIGNED, effort=3)
    move_ticket(office, ON_HOLD, RESOLVED, CLOSED)
    assert office.world.load("E-1") == 0


def test_finished_work_is_a_precedent_of_who_did_it(office: Office) -> None:
    office.has(Status.IN_PROGRESS)
    move_ticket(office, RESOLVED, CLOSED)
    [precedent] = office.list_precedents("cards")
    assert (precedent.label, precedent.person) == ("card_arrival", "E-1")
    assert (precedent.source, precedent.document_id) == (CLOSING_SOURCE, "T-1")
    assert precedent.vector[5] == 1


def test_finished_work_tells_how_urgent_such_a_ticket_was(office: Office) -> None:
    office.has(
        Status.IN_PROGRESS,
        priority=make_person_decision(Priority.HIGH),
        tier=make_person_decision(Tier.SECOND),
    )
    move_ticket(office, CLOSED)
    [precedent] = office.list_precedents("cards")
    assert (precedent.priority, precedent.tier) == ("high", 2)


def test_finished_work_on_a_corrected_ticket_stays_a_correction(office: Office) -> None:
    office.has(Status.IN_PROGRESS, category=make_person_decision("card_arrival"))
    move_ticket(office, CLOSED)
    assert [vector_document.source for vector_document in office.list_precedents("cards")] == [
        CORRECTION_SOURCE
    ]


def test_a_ticket_that_its_requester_withdraws_confirms_nothing(office: Office) -> None:
    office.has(Status.IN_PROGRESS)
    move_ticket(office, CLOSED, by=ANN)
    assert office.read_stored().status is CLOSED
    assert office.list_precedents("cards") == []
    assert office.world.load("E-1") == 0


@pytest.mark.parametrize("viewer", [COLLEAGUE, LEAD, ADA])
def test_a_ticket_closed_by_somebody_else_than_who_works_on_it_confirms_nothing(
    office: Office, viewer: Viewer
) -> None:
    office.has(Status.IN_PROGRESS)
    move_ticket(office, CLOSED, by=viewer)
    assert office.read_stored().status is CLOSED
    assert office.list_precedents("cards") == []


def test_a_ticket_closed_unworked_confirms_nothing(office: Office) -> None:
    office.has(Status.MANUAL_REVIEW)
    move_ticket(office, CLOSED, by=LEAD)
    assert office.list_precedents("cards") == []


@pytest.mark.parametrize("viewer", [ANN, AGENT, COLLEAGUE, LEAD, ADA])
def test_a_reopened_ticket_returns_to_who_had_it(office: Office, viewer: Viewer) -> None:
    office.has(Status.IN_PROGRESS)
    move_ticket(office, CLOSED)
    move_ticket(office, ROUTED, by=viewer)
    ticket = office.read_stored()
    assert (ticket.status, ticket.assignee, ticket.previous_assignee) == (ROUTED, "", "E-1")
    assert ticket.due_at == office.now + timedelta(minutes=5)


def test_reopened_before_anybody_had_it_it_is_triaged_anew(office: Office) -> None:
    office.has(Status.MANUAL_REVIEW)
    move_ticket(office, CLOSED, ROUTED, by=ANN)
    assert office.read_stored().status is Status.PENDING


@pytest.mark.parametrize("viewer", [AGENT, COLLEAGUE, LEAD])
def test_a_ticket_that_somebody_has_is_handed_over_instead(office: Office, viewer: Viewer) -> None:
    office.has(Status.IN_PROGRESS)
    with pytest.raises(IllegalTransition, match="hand it over, and say why"):
        move_ticket(office, ROUTED, by=viewer)


def test_a_reopened_ticket_that_waits_is_looked_at_again_and_still_returns(office: Office) -> None:
    office.has(Status.WAITING, previous_assignee="E-1")
    move_ticket(office, ROUTED)
    assert (office.read_stored().status, office.read_stored().previous_assignee) == (ROUTED, "E-1")


@pytest.mark.parametrize("before", [Status.PENDING, Status.MANUAL_REVIEW])
def test_an_undecided_ticket_is_routed_by_a_correction_only(office: Office, before: Status) -> None:
    office.has(before)
    with pytest.raises(IllegalTransition, match="by a correction that names its category"):
        move_ticket(office, ROUTED, by=ADA)


@pytest.mark.parametrize("status", [IN_PROGRESS, ON_HOLD])
def test_a_ticket_that_nobody_has_is_neither_worked_on_nor_on_hold(
    office: Office, status: Status
) -> None:
    office.has(Status.ROUTED)
    with pytest.raises(
        IllegalTransition, match=f"nobody has this ticket, so it cannot be {status}"
    ):
        move_ticket(office, status, by=LEAD)


@pytest.mark.parametrize("status", [Status.PENDING, Status.WAITING, Status.ASSIGNED])
def test_what_comes_about_by_itself_is_set_by_nobody(office: Office, status: Status) -> None:
    office.has(Status.ROUTED)
    with pytest.raises(IllegalTransition, match="comes about by itself"):
        move_ticket(office, status, by=ADA)


def test_a_closed_ticket_is_not_worked_on(office: Office) -> None:
    office.has(Status.IN_PROGRESS)
    move_ticket(office, CLOSED)
    with pytest.raises(IllegalTransition, match="closed can become pending, routed"):
        move_ticket(office, IN_PROGRESS)


@pytest.mark.parametrize("status", [IN_PROGRESS, ON_HOLD, RESOLVED, ROUTED])
def test_requesters_only_close_and_reopen(office: Office, status: Status) -> None:
    office.has(Status.ASSIGNED)
    with pytest.raises(Forbidden, match="may close the ticket, or reopen it"):
        move_ticket(office, status, by=ANN)


@pytest.mark.parametrize("viewer", [BOB, STRANGER])
def test_others_do_not_even_hear_of_it(office: Office, viewer: Viewer) -> None:
    office.has(Status.ASSIGNED)
    with pytest.raises(NotFound):
        move_ticket(office, CLOSED, by=viewer)


def test_closing_twice_is_closing_once(office: Office) -> None:
    office.has(Status.IN_PROGRESS)
    move_ticket(office, CLOSED, CLOSED)
    assert office.read_stored().version == 5


def test_a_version_seen_before_is_refused(office: Office) -> None:
    seen = office.has(Status.ASSIGNED).version
    move_ticket(office, IN_PROGRESS)
    with pytest.raises(Conflict, match="at version 4 by now, not 3"):
        office.service.set_status("T-1", CLOSED, AGENT, seen)
    office.service.set_status("T-1", CLOSED, AGENT, seen + 1)
