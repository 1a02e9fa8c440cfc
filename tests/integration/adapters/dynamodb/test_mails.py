"""What the store of mails owes those who use it."""

from datetime import timedelta

import pytest

from switchyard.domain.errors import Conflict
from switchyard.domain.mail import Mail, MailKind, MailState
from switchyard.domain.values import Lane
from tests.builders import NOON, make_new_ticket, make_step
from tests.integration.world import World

KEY = ("T-1", "receipt-1")
SOON = NOON + timedelta(seconds=60)


@pytest.fixture
def mail(world: World) -> Mail:
    owed = Mail(
        ticket_id="T-1",
        mail_id="receipt-1",
        kind=MailKind.RECEIPT,
        to="ann@example.com",
        lane=Lane.LIVE,
        created_at=NOON,
        due_at=NOON + timedelta(minutes=5),
    )
    world.tickets.commit(make_step(make_new_ticket("T-1"), mails=(owed,)))
    return owed


def test_a_mail_is_taken_sent_and_ended(world: World, mail: Mail) -> None:
    taken = world.mails.take_mail(mail, NOON, SOON)
    assert taken == mail.model_copy(
        update={"state": MailState.SENDING, "lease_until": SOON, "due_at": SOON, "attempts": 1}
    )
    world.mails.finish_mail(taken, MailState.SENT, provider_id="p-1", note="fine")
    assert world.mails.read_mails([KEY])[KEY] == mail.model_copy(
        update={
            "state": MailState.SENT,
            "attempts": 1,
            "provider_id": "p-1",
            "note": "fine",
            "due_at": None,
        }
    )


def test_a_mail_is_held_by_one_at_a_time(world: World, mail: Mail) -> None:
    world.mails.take_mail(mail, NOON, SOON)
    with pytest.raises(Conflict, match="held by another"):
        world.mails.take_mail(mail, SOON, SOON + timedelta(seconds=60))


def test_a_lease_that_ran_out_is_taken_over_and_its_first_holder_cannot_end_it(
    world: World, mail: Mail
) -> None:
    first = world.mails.take_mail(mail, NOON, SOON)
    late = SOON + timedelta(seconds=1)
    second = world.mails.take_mail(first, late, late + timedelta(seconds=60))
    assert second.attempts == 2
    with pytest.raises(Conflict, match="taken over"):
        world.mails.finish_mail(first, MailState.SENT, provider_id="p-1")
    world.mails.finish_mail(second, MailState.SENT, provider_id="p-2")
    assert world.mails.read_mails([KEY])[KEY].provider_id == "p-2"


@pytest.mark.parametrize("state", [MailState.SENT, MailState.SKIPPED, MailState.FAILED])
def test_a_mail_that_ended_is_never_taken_again(world: World, mail: Mail, state: MailState) -> None:
    taken = world.mails.take_mail(mail, NOON, SOON)
    for _ in range(2):
        world.mails.finish_mail(taken, state)
    for stale in (mail, taken):
        with pytest.raises(Conflict):
            world.mails.take_mail(stale, SOON + timedelta(days=1), SOON + timedelta(days=2))


def test_an_end_stands_against_another_end(world: World, mail: Mail) -> None:
    taken = world.mails.take_mail(mail, NOON, SOON)
    world.mails.finish_mail(taken, MailState.SENT)
    with pytest.raises(Conflict):
        world.mails.finish_mail(taken, MailState.FAILED)


def test_a_mail_that_nobody_took_can_be_ended(world: World, mail: Mail) -> None:
    world.mails.finish_mail(mail, MailState.FAILED, note="every attempt failed")
    assert world.mails.read_mails([KEY])[KEY].state is MailState.FAILED


def test_a_mail_that_is_not_there_is_not_found_and_not_taken(world: World, mail: Mail) -> None:
    unknown = mail.model_copy(update={"mail_id": "receipt-2"})
    assert list(world.mails.read_mails([KEY, ("T-1", "receipt-2")])) == [KEY]
    with pytest.raises(Conflict):
        world.mails.take_mail(unknown, NOON, SOON)
    with pytest.raises(Conflict):
        world.mails.finish_mail(unknown, MailState.SENT)
    assert list(world.mails.read_mails([KEY, ("T-1", "receipt-2")])) == [KEY]
