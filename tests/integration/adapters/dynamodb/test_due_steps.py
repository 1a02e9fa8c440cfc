"""What `sweep` finds, and what it may move."""

from datetime import timedelta

import pytest

from switchyard.domain.due_step import name_step
from switchyard.domain.errors import Conflict
from switchyard.domain.mail import Mail, MailKind, MailState
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.upload import Chunk, Upload, UploadKind, UploadState
from switchyard.domain.values import Lane
from tests.builders import NOON, make_new_ticket, make_step
from tests.integration.world import World

DUE = NOON + timedelta(minutes=5)
LATE = NOON + timedelta(minutes=6)
MAIL = Mail(
    ticket_id="T-1",
    mail_id="receipt-1",
    kind=MailKind.RECEIPT,
    to="ann@example.com",
    lane=Lane.LIVE,
    created_at=NOON,
    due_at=DUE,
)
UPLOAD = Upload(
    upload_id="U-1",
    kind=UploadKind.TICKETS,
    key="tickets/a.csv",
    created_at=NOON,
    state=UploadState.READING,
    due_at=DUE,
)
CHUNK = Chunk(upload_id="U-1", number=1, first_row=2, start=0, end=9, due_at=DUE)


def list_names(world: World, limit: int = 400) -> list[str]:
    return sorted(name_step(due_step) for due_step in world.due_steps.list_due_steps(LATE, limit))


@pytest.fixture
def stuck(world: World) -> World:
    """One of each, due at five past noon."""
    world.tickets.commit(make_step(make_new_ticket("T-1", due_at=DUE), mails=(MAIL,)))
    world.uploads.begin_upload(UPLOAD, [CHUNK])
    return world


def test_every_kind_of_step_is_found_when_its_time_has_come(stuck: World) -> None:
    assert list_names(stuck) == ["T-1", "T-1/receipt-1", "U-1", "U-1/1"]
    assert stuck.due_steps.list_due_steps(DUE - timedelta(microseconds=1), 400) == []


def test_a_step_that_is_done_is_not_found(stuck: World) -> None:
    ticket = stuck.read_stored("T-1")
    stuck.tickets.commit(
        make_step(ticket.make_next_version(NOON, status=Status.MANUAL_REVIEW, due_at=None))
    )
    stuck.mails.finish_mail(MAIL, MailState.SENT)
    stuck.uploads.finish_chunk(CHUNK)
    stuck.uploads.finish_upload(UPLOAD.model_copy(update={"state": UploadState.DONE}))
    assert list_names(stuck) == []


def test_a_mail_that_is_being_sent_is_left_alone_until_its_lease_ends(stuck: World) -> None:
    stuck.mails.take_mail(MAIL, NOON, LATE + timedelta(seconds=1))
    assert "T-1/receipt-1" not in list_names(stuck)


def test_what_was_put_back_is_due_later_and_its_version_stays(stuck: World) -> None:
    later = LATE + timedelta(minutes=5)
    for due_steps in stuck.due_steps.list_due_steps(LATE, 400):
        stuck.due_steps.put_back(due_steps, later)
    assert list_names(stuck) == []
    again = stuck.due_steps.list_due_steps(later, 400)
    assert len(again) == 4
    assert {(entry.sweeps, entry.due_at) for entry in again} == {(1, later)}
    [ticket] = [entry for entry in again if isinstance(entry, Ticket)]
    assert ticket.version == 1
    stuck.tickets.commit(make_step(ticket.make_next_version(NOON, status=Status.ROUTED)))
    assert stuck.read_stored("T-1").sweeps == 0


def test_what_moved_on_is_not_put_back(stuck: World) -> None:
    matches = stuck.due_steps.list_due_steps(LATE, 400)
    stuck.tickets.commit(make_step(stuck.read_stored("T-1").make_next_version(NOON, due_at=None)))
    stuck.mails.finish_mail(MAIL, MailState.SENT)
    stuck.uploads.finish_chunk(CHUNK)
    stuck.uploads.finish_upload(UPLOAD)
    for entry in matches:
        with pytest.raises(Conflict, match="moved on"):
            stuck.due_steps.put_back(entry, LATE)
    assert list_names(stuck) == []


def test_of_two_sweeps_at_once_one_puts_back(stuck: World) -> None:
    [ticket] = [
        due_step
        for due_step in stuck.due_steps.list_due_steps(LATE, 400)
        if isinstance(due_step, Ticket)
    ]
    stuck.due_steps.put_back(ticket, LATE)
    with pytest.raises(Conflict):
        stuck.due_steps.put_back(ticket, LATE)
    assert stuck.read_stored("T-1").sweeps == 1


def test_one_run_takes_no_more_than_it_can_carry(world: World) -> None:
    for number in range(60):
        world.tickets.commit(make_step(make_new_ticket(f"T-{number}", due_at=DUE)))
    assert len(list_names(world)) == 60
    assert 8 <= len(list_names(world, 16)) <= 16
