"""Somebody leaves, or goes on leave: what they have goes to others."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from switchyard.domain.change import release_slot
from switchyard.domain.desk import ServiceLevels, ServiceTarget
from switchyard.domain.employee import Employee, Handover
from switchyard.domain.errors import Conflict, Unavailable
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Priority
from switchyard.usecases.actions import employee_leaves as leaving
from switchyard.usecases.actions.employee_leaves import HandoverService
from testing.desks import InMemoryDesks
from tests.builders import NOON, claim, make_step
from tests.integration.usecases.office import LEAD, Office

ASKED = Handover(requested_by=LEAD.person)
NEXT_WEEK = NOON + timedelta(days=7)


def build_service(office: Office) -> HandoverService:
    world, desks = office.world, InMemoryDesks.create_from_desk(office.desk)
    return HandoverService(world.tickets, world.people, desks, lambda: office.now)


def read_employee(office: Office) -> Employee:
    return office.world.people.read_employees(["E-1"])["E-1"]


def ask_for_handover(office: Office, **fields: object) -> None:
    """E-1 is away and hands over."""
    before = read_employee(office)
    given: dict[str, object] = {"away_until": NEXT_WEEK, "handover": ASKED, **fields}
    office.world.people.amend_employee(before.model_copy(update=given), before)


def has(office: Office, ticket_id: str, status: Status = Status.ASSIGNED, **also: Any) -> Ticket:
    """One more ticket of E-1's."""
    fields = {"assignee": "E-1", "effort": 1, "assignments": 1, **also}
    ticket = office.world.store_routed_ticket(ticket_id).make_next_version(
        NOON, status=Status.ASSIGNED, **fields
    )
    given = replace(claim(read_employee(office), 1), overrides_limits=ticket.pinned)
    office.world.tickets.commit(make_step(ticket, claim=given))
    if status is not Status.ASSIGNED:
        ticket = ticket.make_next_version(NOON, status=status)
        office.world.tickets.commit(make_step(ticket))
    return ticket


@pytest.mark.parametrize("status", [Status.ASSIGNED, Status.IN_PROGRESS, Status.ON_HOLD])
def test_whatever_somebody_has_is_up_for_assignment_again(office: Office, status: Status) -> None:
    has(office, "T-1", status)
    ask_for_handover(office)
    assert build_service(office).hand_over_tickets("E-1") == ["T-1"]
    ticket = office.read_stored()
    assert (ticket.status, ticket.assignee, ticket.effort) == (Status.ROUTED, "", 0)
    assert ticket.due_at
    assert read_employee(office).load == 0


def test_it_may_come_back_to_who_did_not_refuse_it(office: Office) -> None:
    has(office, "T-1")
    ask_for_handover(office)
    build_service(office).hand_over_tickets("E-1")
    assert (office.read_stored().previous_assignee, office.read_stored().passed_on) == ("E-1", ())


def test_the_history_says_who_asked_for_it(office: Office) -> None:
    has(office, "T-1")
    ask_for_handover(office)
    build_service(office).hand_over_tickets("E-1")
    entry = office.world.tickets.read_history("T-1")[-1]
    assert (entry.actor, entry.what) == (LEAD.person, "handed over")
    assert entry.why == "whoever had it left or is away"


def test_the_clock_of_its_promises_runs_on(office: Office) -> None:
    levels = ServiceLevels(targets={Priority.MEDIUM: ServiceTarget(response=60, resolution=600)})
    office.desk = office.desk.model_copy(update={"service_levels": levels})
    has(office, "T-1", Status.ON_HOLD)
    ask_for_handover(office)
    build_service(office).hand_over_tickets("E-1")
    promised = office.read_stored().service
    assert promised
    assert promised.paused_since is None


def test_what_a_lead_pinned_goes_as_well(office: Office) -> None:
    has(office, "T-1", pinned=True)
    ask_for_handover(office)
    build_service(office).hand_over_tickets("E-1")
    assert (office.read_stored().status, office.read_stored().pinned) == (Status.ROUTED, False)


def test_tickets_that_are_finished_stay_as_they_are(office: Office) -> None:
    worked_on = has(office, "T-1", Status.IN_PROGRESS)
    resolved = worked_on.make_next_version(NOON, status=Status.RESOLVED)
    office.world.tickets.commit(make_step(resolved, release=release_slot(worked_on)))
    ask_for_handover(office)
    assert build_service(office).hand_over_tickets("E-1") == []
    assert (office.read_stored().status, office.read_stored().assignee) == (Status.RESOLVED, "E-1")


def test_it_goes_on_until_nothing_is_left(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "TICKETS_PER_ROUND", 2)
    for number in range(5):
        has(office, f"T-{number}")
    ask_for_handover(office)
    service = build_service(office)
    rounds = []
    while handover := read_employee(office).handover:
        rounds.append((handover.round, len(service.hand_over_tickets("E-1"))))
    assert rounds == [(1, 2), (2, 2), (3, 1), (4, 0)]
    assert read_employee(office).load == 0


def test_the_same_nudge_again_does_nothing(office: Office) -> None:
    has(office, "T-1")
    ask_for_handover(office)
    service = build_service(office)
    service.hand_over_tickets("E-1")
    service.hand_over_tickets("E-1")
    before = office.read_stored()
    assert service.hand_over_tickets("E-1") == []
    assert office.read_stored() == before
    assert (read_employee(office).handover, read_employee(office).away_until) == (None, NEXT_WEEK)


def test_a_nudge_that_nobody_asked_for_does_nothing(office: Office) -> None:
    has(office, "T-1")
    assert build_service(office).hand_over_tickets("E-1") == []
    assert build_service(office).hand_over_tickets("E-404") == []
    assert office.read_stored().assignee == "E-1"


def test_a_lead_who_gives_them_something_after_that_is_not_undone(office: Office) -> None:
    ask_for_handover(office)
    service = build_service(office)
    service.hand_over_tickets("E-1")
    has(office, "T-1", pinned=True)
    assert service.hand_over_tickets("E-1") == []
    assert office.read_stored().assignee == "E-1"


def test_whoever_is_back_by_then_keeps_what_they_have(office: Office) -> None:
    has(office, "T-1")
    ask_for_handover(office)
    office.now = NEXT_WEEK
    assert build_service(office).hand_over_tickets("E-1") == []
    assert office.read_stored().assignee == "E-1"
    assert read_employee(office).handover is None


@pytest.mark.parametrize(
    ("meanwhile", "rounds"),
    [({"own_capacity": 1}, 2), ({"handover": Handover(requested_by="roster")}, 1)],
)
def test_what_they_say_meanwhile_stands_and_ends_no_handover(
    office: Office, monkeypatch: pytest.MonkeyPatch, meanwhile: dict[str, object], rounds: int
) -> None:
    has(office, "T-1")
    ask_for_handover(office)
    amend = type(office.world.people).amend_employee

    def commit_late(people: Any, changed: Employee, read: Employee) -> None:
        monkeypatch.undo()
        amend(people, read.model_copy(update=meanwhile), read)
        amend(people, changed, read)

    monkeypatch.setattr(type(office.world.people), "amend_employee", commit_late)
    build_service(office).hand_over_tickets("E-1")
    stored_employee = read_employee(office)
    assert stored_employee.handover
    assert stored_employee.handover.round == rounds
    assert {name: getattr(stored_employee, name) for name in meanwhile} == meanwhile


def test_whoever_changes_all_the_time_is_looked_at_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_for_handover(office)

    def refuse(*_: object) -> None:
        raise Conflict("employee E-1 changed meanwhile")

    monkeypatch.setattr(type(office.world.people), "amend_employee", refuse)
    with pytest.raises(Unavailable, match="E-1 changed 4 times"):
        build_service(office).hand_over_tickets("E-1")


def test_who_left_the_roster_hands_over(office: Office) -> None:
    has(office, "T-1")
    office.world.people.deactivate_missing("2")
    assert build_service(office).hand_over_tickets("E-1") == ["T-1"]
    assert office.world.tickets.read_history("T-1")[-1].actor == "roster"


def test_a_list_that_lags_behind_is_looked_at_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    has(office, "T-1")
    ask_for_handover(office)
    with monkeypatch.context() as lagging:
        lagging.setattr(type(office.world.tickets), "list_held_by", lambda *_: [])
        with pytest.raises(Unavailable, match="E-1 carries 1 points"):
            build_service(office).hand_over_tickets("E-1")
    assert build_service(office).hand_over_tickets("E-1") == ["T-1"]


def test_a_ticket_that_somebody_else_has_by_now_is_left_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = has(office, "T-1")
    ask_for_handover(office)
    build_service(office).hand_over_tickets("E-1")
    before = office.read_stored()
    monkeypatch.setattr(type(office.world.tickets), "list_held_by", lambda *_: [listed])
    assert build_service(office).hand_over_tickets("E-1") == []
    assert office.read_stored() == before


def test_a_ticket_that_moved_on_meanwhile_is_read_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    has(office, "T-1")
    ask_for_handover(office)
    commit = type(office.world.tickets).commit

    def commit_late(store: Any, change: Any) -> None:
        monkeypatch.undo()
        worked_on = office.read_stored().make_next_version(office.now, status=Status.IN_PROGRESS)
        commit(store, make_step(worked_on))
        commit(store, change)

    monkeypatch.setattr(type(office.world.tickets), "commit", commit_late)
    assert build_service(office).hand_over_tickets("E-1") == ["T-1"]
    assert office.read_stored().status is Status.ROUTED


def test_where_others_are_faster_every_time_it_comes_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    has(office, "T-1")
    ask_for_handover(office)

    def refuse(*_: object) -> None:
        raise Conflict("T-1 is no longer at version 3")

    monkeypatch.setattr(type(office.world.tickets), "commit", refuse)
    with pytest.raises(Conflict, match="T-1"):
        build_service(office).hand_over_tickets("E-1")
