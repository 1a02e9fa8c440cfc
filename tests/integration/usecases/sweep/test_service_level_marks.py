"""Service levels whose time has come: told once, to whom it concerns."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from switchyard.domain.desk import Desk, ServiceLevels, ServiceTarget
from switchyard.domain.mail import MailKind
from switchyard.domain.service_clock import apply_service_level
from switchyard.domain.service_level import Stage
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Priority
from switchyard.usecases.sweep import service as sweeping
from switchyard.usecases.sweep.service import SweepService
from switchyard.usecases.sweep.service_level_marks import mark_service_levels
from testing.desks import InMemoryDesks
from tests.builders import NOON, make_creation, make_decisions, make_new_ticket, make_step
from tests.integration.adapters.dynamodb.test_desk_store import make_desk as a_desk
from tests.integration.world import World

TARGETS = {Priority.MEDIUM: ServiceTarget(response=60, resolution=480)}
DESK: Desk = a_desk().model_copy(update={"service_levels": ServiceLevels(targets=TARGETS)})


def calculate_time(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def make_ticket_in_status(*way: Status, **fields: object) -> Ticket:
    ticket = make_new_ticket("T-1")
    for status in way:
        ticket = ticket.make_next_version(NOON, status=status, **make_decisions("cards"), **fields)
    return apply_service_level(ticket, DESK)


def make_assigned_ticket() -> Ticket:
    return make_ticket_in_status(Status.ROUTED, Status.ASSIGNED, assignee="E-1", effort=1)


def list_mails(ticket: Ticket, minutes: int) -> list[tuple[MailKind, str]]:
    change = mark_service_levels(ticket, DESK, calculate_time(minutes))
    return [(mail.kind, mail.to) for mail in change.mails] if change else []


def test_whoever_has_the_ticket_is_warned() -> None:
    assert list_mails(make_assigned_ticket(), 44) == []
    assert list_mails(make_assigned_ticket(), 45) == [(MailKind.DUE_SOON, "E-1")]


def test_the_lead_is_warned_where_nobody_has_it() -> None:
    assert list_mails(make_ticket_in_status(Status.ROUTED, Status.WAITING), 45) == [
        (MailKind.ESCALATED, "cards")
    ]


def test_a_breach_goes_to_the_lead_and_to_whoever_has_the_ticket() -> None:
    assert list_mails(make_assigned_ticket(), 60) == [
        (MailKind.BREACHED, "E-1"),
        (MailKind.ESCALATED, "cards"),
    ]
    assert list_mails(make_ticket_in_status(Status.ROUTED), 60) == [(MailKind.ESCALATED, "cards")]


def test_a_breach_leaves_the_priority_as_it_is() -> None:
    change = mark_service_levels(make_assigned_ticket(), DESK, calculate_time(60))
    assert change
    assert change.ticket.priority == make_assigned_ticket().priority
    assert (change.ticket.status, change.ticket.assignee) == (Status.ASSIGNED, "E-1")


def test_what_was_told_is_not_told_again() -> None:
    change = mark_service_levels(make_assigned_ticket(), DESK, calculate_time(60))
    assert change
    assert mark_service_levels(change.ticket, DESK, calculate_time(61)) is None


def test_a_ticket_on_hold_owes_nobody_anything() -> None:
    held = make_ticket_in_status(
        Status.ROUTED, Status.ASSIGNED, Status.ON_HOLD, assignee="E-1", effort=1
    )
    assert mark_service_levels(held, DESK, calculate_time(9_000)) is None


def test_a_step_that_is_due_at_the_same_time_is_looked_at_again_as_stuck_as_it_was() -> None:
    stuck = make_ticket_in_status(Status.ROUTED).model_copy(
        update={"sweeps": 3, "due_at": calculate_time(45)}
    )
    change = mark_service_levels(stuck, DESK, calculate_time(45))
    assert change
    assert change.ticket.sweeps == 3
    assert change.ticket.due_at == calculate_time(60)


def test_the_story_says_what_was_told() -> None:
    change = mark_service_levels(make_assigned_ticket(), DESK, calculate_time(60))
    assert change
    assert (change.history.actor, change.history.what) == ("sweep", "service level")
    assert change.history.why == Stage.BREACHED


def build_sweeper(world: World, minutes: int) -> SweepService:
    return SweepService(
        world.due_steps,
        world.tickets,
        world.mails,
        world.uploads,
        InMemoryDesks.create_from_desk(DESK),
        lambda: calculate_time(minutes),
    )


def store_ticket(world: World, ticket_id: str, *way: Status) -> Ticket:
    ticket = make_new_ticket(ticket_id)
    world.tickets.commit(make_creation(ticket))
    for status in way:
        ticket = apply_service_level(
            ticket.make_next_version(NOON, status=status, **make_decisions("cards")), DESK
        )
        world.tickets.commit(make_step(ticket))
    return ticket


def test_each_mark_is_told_once_however_often_the_sweep_comes(emulated: World) -> None:
    store_ticket(emulated, "T-1", Status.ROUTED, Status.WAITING)
    assert build_sweeper(emulated, 45).sweep_due_steps().due_soon == ["T-1"]
    assert build_sweeper(emulated, 46).sweep_due_steps().due_soon == []
    assert build_sweeper(emulated, 60).sweep_due_steps().breached == ["T-1"]
    assert build_sweeper(emulated, 61).sweep_due_steps().breached == []
    stored = emulated.read_stored("T-1")
    assert stored.status is Status.WAITING
    keys = [("T-1", f"escalated-{version}") for version in range(1, stored.version + 1)]
    assert len(emulated.mails.read_mails(keys)) == 2


def test_a_waiting_ticket_is_still_looked_at_between_its_marks(emulated: World) -> None:
    store_ticket(emulated, "T-1", Status.ROUTED, Status.WAITING)
    build_sweeper(emulated, 45).sweep_due_steps()
    swept = build_sweeper(emulated, 60).sweep_due_steps()
    assert swept.breached == ["T-1"]
    assert "T-1" not in swept.put_back
    assert "T-1" in build_sweeper(emulated, 75).sweep_due_steps().put_back


def test_more_marks_than_one_reading_carries_are_told_in_one_run(
    emulated: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "STEPS_READ_AT_ONCE", 8)
    names = [f"T-{number}" for number in range(24)]
    for name in names:
        store_ticket(emulated, name, Status.ROUTED)
    assert sorted(build_sweeper(emulated, 60).sweep_due_steps().breached) == sorted(names)


def test_a_run_ends_before_the_next_one_begins(emulated: World) -> None:
    store_ticket(emulated, "T-1", Status.ROUTED)
    times = iter([calculate_time(60), calculate_time(61)])
    slow = replace(build_sweeper(emulated, 60), clock=lambda: next(times))
    assert slow.sweep_due_steps().breached == []
