"""Tickets that nobody took up in time, on the stores of the emulator."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from switchyard.domain.desk import AssignmentPolicy, Desk
from switchyard.domain.due_step import SweepReport
from switchyard.domain.mail import MailKind
from switchyard.domain.status import Status
from switchyard.domain.ticket import PassedOn, PassOnReason, Ticket
from switchyard.usecases.sweep.service import SweepService
from testing.desks import InMemoryDesks
from tests.builders import NOON, claim, make_employee, make_step
from tests.desks import make_desk
from tests.integration.world import World

TIME_IS_UP = NOON + timedelta(minutes=60)
TIMED_OUT = PassedOn(employee_id="E-1", how=PassOnReason.TIMED_OUT)
TWICE = AssignmentPolicy(max_passes=2)


@pytest.fixture
def world(emulated: World) -> World:
    emulated.people.upsert_employee(make_employee("E-1"))
    return emulated


def store_unanswered_ticket(world: World, **fields: Any) -> Ticket:
    """E-1 has it, for two points of capacity, and is to say so within the hour."""
    employee = world.people.read_employees(["E-1"])["E-1"]
    given = {"assignee": "E-1", "effort": 2, "acknowledge_by": TIME_IS_UP, **fields}
    ticket = world.store_routed_ticket("T-1").make_next_version(
        NOON, status=Status.ASSIGNED, **given
    )
    world.tickets.commit(make_step(ticket, claim=claim(employee, 2)))
    return ticket


def sweep(
    world: World, now: datetime = TIME_IS_UP, policy: AssignmentPolicy = TWICE
) -> SweepReport:
    in_force: Desk = make_desk().model_copy(update={"assignment": policy})
    service = SweepService(
        world.due_steps,
        world.tickets,
        world.mails,
        world.uploads,
        InMemoryDesks.create_from_desk(in_force),
        lambda: now,
    )
    return service.sweep_due_steps()


def test_a_ticket_that_nobody_took_up_goes_to_somebody_else(world: World) -> None:
    store_unanswered_ticket(world)
    assert sweep(world) == SweepReport(taken_back=["T-1"])
    stored = world.read_stored("T-1")
    assert (stored.status, stored.assignee, stored.effort) == (Status.ROUTED, "", 0)
    assert stored.passed_on == (TIMED_OUT,)
    assert world.load("E-1") == 0
    history_entry = world.tickets.read_history("T-1")[-1]
    assert (history_entry.what, history_entry.actor) == ("timed_out", "sweep")
    assert history_entry.why == "not acknowledged by 2026-11-21 13:00 UTC"


def test_until_then_there_is_time(world: World) -> None:
    ticket = store_unanswered_ticket(world)
    assert sweep(world, TIME_IS_UP - timedelta(seconds=1)) == SweepReport()
    assert world.read_stored("T-1").version == ticket.version


def test_it_is_taken_back_once(world: World) -> None:
    store_unanswered_ticket(world)
    sweep(world)
    assert sweep(world) == SweepReport()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"acknowledged_at": NOON, "acknowledge_by": None}, Status.ASSIGNED),
        ({}, Status.IN_PROGRESS),
        ({}, Status.ON_HOLD),
        ({}, Status.RESOLVED),
    ],
)
def test_no_time_runs_out_on_who_took_it_up(
    world: World, fields: dict[str, Any], status: Status
) -> None:
    ticket = store_unanswered_ticket(world).make_next_version(NOON, status=status, **fields)
    world.tickets.commit(make_step(ticket))
    assert sweep(world).taken_back == []
    assert world.read_stored("T-1").assignee == "E-1"


def test_a_leads_word_stands_whatever_the_clock_says(world: World) -> None:
    ticket = store_unanswered_ticket(world, pinned=True)
    assert sweep(world).taken_back == []
    assert world.read_stored("T-1").assignee == ticket.assignee


def test_in_the_end_the_lead_decides(world: World) -> None:
    store_unanswered_ticket(
        world, passed_on=(PassedOn(employee_id="E-7", how=PassOnReason.DECLINED),)
    )
    sweep(world)
    stored = world.read_stored("T-1")
    assert (stored.status, stored.due_at) == (Status.MANUAL_REVIEW, None)
    mail_id = f"returned-{stored.version}"
    mail = world.mails.read_mails([("T-1", mail_id)])["T-1", mail_id]
    assert (mail.kind, mail.to) == (MailKind.RETURNED, "cards")
    assert world.load("E-1") == 0
