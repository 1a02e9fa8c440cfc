"""Sweeping, on the stores of the emulator."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from switchyard.adapters.dynamodb.desk_store import DynamoDeskStore
from switchyard.domain.due_step import (
    MAX_PAUSE,
    MAX_SWEEPS,
    DueStep,
    SweepReport,
    schedule_next_look,
)
from switchyard.domain.errors import Conflict, Unavailable
from switchyard.domain.mail import Mail, MailKind, MailState
from switchyard.domain.status import Status
from switchyard.domain.ticket import Decision, Ticket
from switchyard.domain.upload import Chunk, UploadState
from switchyard.domain.values import DecidedBy
from switchyard.usecases.sweep.service import SweepService
from tests.builders import NOON, make_decisions, make_new_ticket, make_step
from tests.fixtures.stores import build_file_store
from tests.integration.adapters.dynamodb.test_desk_store import make_descriptions, make_desk
from tests.integration.adapters.dynamodb.test_due_steps import CHUNK, DUE, MAIL, UPLOAD
from tests.integration.world import World

FAR = NOON + timedelta(days=9)


@pytest.fixture
def world(emulated: World) -> World:
    return emulated


def build_service(world: World, now: datetime = DUE) -> SweepService:
    desks = DynamoDeskStore(world.database, world.desk, build_file_store(world.aws), "minilm")
    desks.activate_desk(make_desk(), make_descriptions(), "2026-11-21")
    return SweepService(
        world.due_steps, world.tickets, world.mails, world.uploads, desks, lambda: now
    )


def sweep_out(world: World, step_of: DueStep) -> None:
    """As if every sweep had been in vain."""
    result = step_of
    for _ in range(MAX_SWEEPS):
        world.due_steps.put_back(result, DUE)
        result = result.model_copy(update={"sweeps": result.sweeps + 1, "due_at": DUE})


def store_stuck_ticket(world: World, status: Status) -> Ticket:
    ticket = make_new_ticket("T-1", due_at=DUE)
    world.tickets.commit(make_step(ticket))
    for stored_status in {Status.PENDING: [], Status.WAITING: [Status.ROUTED, Status.WAITING]}.get(
        status, [status]
    ):
        ticket = ticket.make_next_version(NOON, status=stored_status, **make_decisions("loans"))
        world.tickets.commit(make_step(ticket))
    return ticket


def test_a_waiting_ticket_says_for_how_long_it_has_found_nobody(world: World) -> None:
    ticket = store_stuck_ticket(world, Status.WAITING)
    assert build_service(world).sweep_due_steps().waiting_times == {"T-1": DUE - ticket.updated_at}


@pytest.mark.parametrize("status", [Status.PENDING, Status.ROUTED, Status.WAITING])
def test_a_stuck_ticket_is_put_back_in(world: World, status: Status) -> None:
    ticket = store_stuck_ticket(world, status)
    assert build_service(world).sweep_due_steps().put_back == ["T-1"]
    stored = world.read_stored("T-1")
    assert (stored.version, stored.status, stored.sweeps) == (ticket.version, status, 1)
    assert stored.due_at
    assert stored.due_at > DUE


def test_what_is_not_due_is_left_alone(world: World) -> None:
    store_stuck_ticket(world, Status.PENDING)
    assert build_service(world, DUE - timedelta(seconds=1)).sweep_due_steps() == SweepReport()


@pytest.mark.parametrize(
    ("status", "department", "reason"),
    [(Status.PENDING, "cards", "triage failed"), (Status.ROUTED, "loans", "assignment failed")],
)
def test_a_ticket_whose_step_failed_every_time_goes_to_a_person(
    world: World, status: Status, department: str, reason: str
) -> None:
    sweep_out(world, store_stuck_ticket(world, status))
    assert build_service(world).sweep_due_steps() == SweepReport(given_up=["T-1"])
    stored = world.read_stored("T-1")
    assert (stored.status, stored.reason, stored.due_at) == (Status.MANUAL_REVIEW, reason, None)
    assert stored.in_department == department
    mail_id = f"review-{stored.version}"
    mail = world.mails.read_mails([("T-1", mail_id)])["T-1", mail_id]
    assert (mail.kind, mail.to) == (MailKind.REVIEW, department)
    assert world.tickets.read_history("T-1")[-1].why == reason
    assert build_service(world).sweep_due_steps() == SweepReport()


def test_the_default_department_is_nobodys_decision(world: World) -> None:
    sweep_out(world, store_stuck_ticket(world, Status.PENDING))
    build_service(world).sweep_due_steps()
    department = world.read_stored("T-1").department
    assert department == Decision[str](value="cards", confidence=0, decided_by=DecidedBy.DEFAULT)


def test_a_waiting_ticket_waits_for_as_long_as_it_takes(world: World) -> None:
    sweep_out(world, store_stuck_ticket(world, Status.WAITING))
    assert build_service(world).sweep_due_steps().put_back == ["T-1"]


def test_a_mail_that_could_never_be_sent_fails(world: World) -> None:
    world.tickets.commit(make_step(make_new_ticket("T-1"), mails=(MAIL,)))
    assert build_service(world).sweep_due_steps() == SweepReport(put_back=["T-1/receipt-1"])
    [mail] = world.due_steps.list_due_steps(FAR, 8)
    sweep_out(world, mail)
    assert build_service(world).sweep_due_steps() == SweepReport(given_up=["T-1/receipt-1"])
    ended = world.mails.read_mails([("T-1", "receipt-1")])["T-1", "receipt-1"]
    assert ended.state is MailState.FAILED
    assert "failed" in ended.note


def test_a_chunk_that_could_never_be_read_names_its_rows_and_the_upload_goes_on(
    world: World,
) -> None:
    world.uploads.begin_upload(UPLOAD.model_copy(update={"due_at": FAR}), [CHUNK])
    sweep_out(world, CHUNK)
    assert build_service(world).sweep_due_steps() == SweepReport(given_up=["U-1/1"])
    chunk = world.uploads.read_chunk("U-1", 1)
    assert chunk.done
    assert chunk.problems[0].row == CHUNK.first_row
    assert "send them again" in chunk.problems[0].reason
    upload = world.uploads.read_upload("U-1")
    assert (upload.chunks_done, upload.refused) == (1, 1)


def test_an_upload_that_could_never_end_is_refused(world: World) -> None:
    world.uploads.begin_upload(UPLOAD, [])
    sweep_out(world, UPLOAD)
    assert build_service(world).sweep_due_steps() == SweepReport(given_up=["U-1"])
    upload = world.uploads.read_upload("U-1")
    assert upload.state is UploadState.REFUSED
    assert "send it again" in upload.problems[-1].reason


class Moved:
    """Steps that move on, or cannot be written, between the reading and the writing."""

    def __init__(self, steps: list[DueStep], errors: dict[int, Exception]) -> None:
        self.steps = steps
        self.errors = errors

    def list_due_steps(self, now: datetime, limit: int) -> list[DueStep]:
        assert now == DUE
        return self.steps[:limit]

    def put_back(self, step: DueStep, due_at: datetime) -> None:
        assert due_at > DUE
        assert isinstance(step, Chunk)
        if step.number in self.errors:
            raise self.errors[step.number]


def test_one_step_that_fails_does_not_hold_up_the_others(world: World) -> None:
    chunks: list[DueStep] = [CHUNK.model_copy(update={"number": n}) for n in range(1, 5)]
    away = Unavailable("the table is away")
    moved = Moved(chunks, {2: away, 3: Conflict("moved on")})
    swept = replace(build_service(world), steps=moved).sweep_due_steps()
    assert swept == SweepReport(put_back=["U-1/1", "U-1/4"], failed={"U-1/2": away})


def test_pauses_double_up_to_a_limit() -> None:
    def pause(step: Ticket | Mail, sweeps: int) -> timedelta:
        return schedule_next_look(step.model_copy(update={"sweeps": sweeps}), NOON) - NOON

    minutes = [pause(MAIL, sweeps) // timedelta(minutes=1) for sweeps in range(5)]
    assert minutes == [5, 10, 20, 40, 80]
    assert pause(MAIL, 99) <= MAX_PAUSE
    waiting = make_new_ticket("T-1").model_copy(update={"status": Status.WAITING})
    assert pause(waiting, 0) == pause(waiting, 9) == timedelta(minutes=15)
