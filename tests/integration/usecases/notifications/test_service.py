"""E-mails that are owed: sent at least once, and never silently twice."""

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from local.aws import LocalAws
from local.mailbox import Mailbox
from switchyard.adapters.ses import SesMailer
from switchyard.domain.assignment import AssignmentExplanation
from switchyard.domain.change import Change
from switchyard.domain.comment import Comment
from switchyard.domain.email_link import MailAction, MailLink, decode_token
from switchyard.domain.employee import Release
from switchyard.domain.errors import Conflict, InvalidInput, Unavailable
from switchyard.domain.mail import Mail, MailKind, MailState, create_mail
from switchyard.domain.messages import MailNudge
from switchyard.domain.service_level import Promise, ServiceLevel, Stage
from switchyard.domain.status import Status
from switchyard.domain.ticket import Requester, Ticket
from switchyard.domain.triage import CategoryGuess, TriageExplanation, TriageOutcome
from switchyard.domain.versions import DecisionVersions
from switchyard.ports.mail import Mailer, MailMessage
from switchyard.usecases.notifications.service import (
    SENDING_LEASE,
    NotificationRun,
    NotificationService,
)
from testing.desks import InMemoryDesks
from testing.email_links import InMemoryLinkKey
from testing.mail import InMemoryMailer
from tests.builders import (
    NOON,
    claim,
    make_creation,
    make_decisions,
    make_employee,
    make_new_ticket,
    make_step,
)
from tests.desks import make_desk
from tests.fixtures.stores import build_world
from tests.fixtures.tables import TableFactory
from tests.integration.world import World

WHY = "Dana Ruiz: closest profile for Card arrival, and 9 of 12 points free"
GUESSES = (CategoryGuess(category="card_broken", department="cards", confidence=0.4),)
TRIAGED = TriageExplanation(
    outcome=TriageOutcome.MANUAL_REVIEW,
    reason="Not sure.",
    guesses=GUESSES,
    threshold=0.5,
    versions=DecisionVersions(desk="D-1", classifier="", model="test"),
)


@dataclass
class Post:
    """Tickets that owe mails, and the service that sends them. Time moves when a test says so."""

    world: World
    mailer: InMemoryMailer = field(default_factory=InMemoryMailer)
    now: datetime = NOON

    def build_service(self, mailer: Mailer | None = None, **ports: Any) -> NotificationService:
        given: dict[str, Any] = {
            "tickets": self.world.tickets,
            "employees": self.world.people,
            "mails": self.world.mails,
            "comments": self.world.comments,
            "desks": InMemoryDesks.create_from_desk(make_desk()),
            "mailer": mailer or self.mailer,
            "link_key": InMemoryLinkKey(),
            "clock": lambda: self.now,
            "public_url": "https://desk.example.com",
        }
        return NotificationService(**(given | ports))

    def notify(self, *keys: tuple[str, str]) -> NotificationRun:
        return self.build_service().send_mails(make_nudges(*keys))

    def store_assigned_ticket(self, ticket_id: str, employee_id: str = "E-1") -> Ticket:
        """With its mail `assigned-1`, and a receipt for the requester."""
        new = make_new_ticket(ticket_id)
        requester = Requester(requester_id="ann@example.com", name="Ann Ask", created_at=NOON)
        receipt = mail(ticket_id, MailKind.RECEIPT, "ann@example.com")
        change = make_creation(new)
        self.commit(
            Change(new, change.history, text=change.text, requester=requester, mails=(receipt,))
        )
        routed = new.make_next_version(NOON, status=Status.ROUTED, **make_decisions("cards"))
        self.commit(make_step(routed))
        employee = make_employee(employee_id, name="Dana Ruiz")
        self.world.people.upsert_employee(employee)
        changed = routed.make_next_version(
            NOON, status=Status.ASSIGNED, assignee=employee_id, effort=1, assignments=1
        )
        why = AssignmentExplanation(
            decided_at=NOON,
            assignee=employee_id,
            reason=WHY,
            shortlist=(),
            exclusions=(),
            searched=1,
            desk_version="D-1",
        )
        owed = mail(ticket_id, MailKind.ASSIGNED, employee_id)
        step = make_step(changed, assignment=why, mails=(owed,), claim=claim(employee))
        self.commit(step)
        return changed

    def store_reviewed_ticket(self, ticket_id: str, place: str = "cards") -> Ticket:
        new = make_new_ticket(ticket_id)
        self.commit(make_creation(new))
        changed = new.make_next_version(
            NOON, status=Status.MANUAL_REVIEW, reason="Not sure.", **make_decisions("cards")
        )
        owed = mail(ticket_id, MailKind.REVIEW, place)
        self.commit(make_step(changed, triage=TRIAGED, mails=(owed,)))
        return changed

    def commit(self, change: Change) -> None:
        self.world.tickets.commit(change)

    def read_stored(self, ticket_id: str, mail_id: str) -> Mail:
        return self.world.mails.read_mails([(ticket_id, mail_id)])[ticket_id, mail_id]

    def advance_clock(self, by: timedelta) -> None:
        self.now += by


def mail(ticket_id: str, kind: MailKind, to: str) -> Mail:
    return Mail(
        ticket_id=ticket_id,
        mail_id=f"{kind}-1",
        kind=kind,
        to=to,
        lane=make_new_ticket("T").lane,
        created_at=NOON,
        due_at=NOON,
    )


def make_nudges(*keys: tuple[str, str]) -> Sequence[MailNudge]:
    return [MailNudge(ticket=ticket, mail=mail_id, reason="x") for ticket, mail_id in keys]


@pytest.fixture
def post(emulator: LocalAws, table_factory: TableFactory) -> Iterator[Post]:
    for world in build_world(emulator, table_factory):
        yield Post(world)


ASSIGNED = ("T-1", "assigned-1")
RECEIPT = ("T-1", "receipt-1")


def test_the_assigned_person_gets_a_mail_that_says_why(post: Post) -> None:
    post.store_assigned_ticket("T-1")
    run = post.notify(ASSIGNED)
    [message] = post.mailer.sent
    assert (message.to, message.to_name) == ("e-1@example.com", "Dana Ruiz")
    assert (message.message_id, message.attempt) == ("T-1.assigned-1", 1)
    assert f"Why you: {WHY}." in message.text
    assert "https://desk.example.com/tickets/T-1" in message.html
    assert [mail.state for mail in run.ended] == [MailState.SENT]
    stored = post.read_stored(*ASSIGNED)
    assert (stored.state, stored.provider_id, stored.attempts) == (MailState.SENT, "provider-1", 1)
    assert stored.due_at is None


def read_links(message: MailMessage) -> list[MailLink]:
    tokens = re.findall(r"^.+: https://desk\.example\.com/links\?token=(\S+)$", message.text, re.M)
    return [decode_token(token, InMemoryLinkKey().read_key()) for token in tokens]


def test_the_assigned_person_may_answer_by_links_of_their_own(post: Post) -> None:
    post.store_assigned_ticket("T-1")
    post.notify(ASSIGNED)
    [message] = post.mailer.sent
    links = read_links(message)
    assert [link.action for link in links] == list(MailAction)
    assert {(link.ticket_id, link.assignment, link.employee_id) for link in links} == {
        ("T-1", 1, "E-1")
    }
    assert {link.expires_at for link in links} == {NOON + timedelta(days=7)}


def test_a_mail_that_is_sent_again_has_the_same_links(post: Post) -> None:
    post.store_assigned_ticket("T-1")
    post.mailer.failure = Unavailable("no")
    post.notify(ASSIGNED)
    post.mailer.failure = None
    post.advance_clock(timedelta(hours=2))
    post.notify(ASSIGNED)
    [message] = post.mailer.sent
    assert {link.expires_at for link in read_links(message)} == {NOON + timedelta(days=7)}


def test_where_nobody_reaches_the_desk_by_a_browser_no_mail_has_a_link(post: Post) -> None:
    post.store_assigned_ticket("T-1")
    post.build_service(public_url="", link_key=None).send_mails(make_nudges(ASSIGNED))
    [message] = post.mailer.sent
    assert "token=" not in message.text + message.html
    assert "href" not in message.html


def test_a_receipt_needs_no_key(post: Post) -> None:
    post.store_assigned_ticket("T-1")
    post.build_service(link_key=None).send_mails(make_nudges(RECEIPT))
    [message] = post.mailer.sent
    assert read_links(message) == []


def test_the_requester_gets_a_receipt(post: Post) -> None:
    post.store_assigned_ticket("T-1")
    post.notify(RECEIPT)
    [message] = post.mailer.sent
    assert (message.to, message.to_name) == ("ann@example.com", "Ann Ask")
    assert "Dana" not in message.text + message.html


@pytest.mark.parametrize(
    ("place", "lead"), [("cards", "lead.cards@example.com"), ("gone", "lead.front@example.com")]
)
def test_the_lead_gets_what_is_to_be_sorted(post: Post, place: str, lead: str) -> None:
    """The default department's, where the desk no longer has that one."""
    post.store_reviewed_ticket("T-1", place)
    post.notify(("T-1", "review-1"))
    [message] = post.mailer.sent
    assert message.to == lead
    assert "Not sure." in message.text
    assert "Card broken, Cards (40%)" in message.text


def test_the_lead_hears_once_that_a_ticket_waits_and_why(post: Post) -> None:
    routed = post.world.store_routed_ticket("T-1")
    why = AssignmentExplanation(
        decided_at=NOON,
        assignee="",
        reason="Nobody in Cards is free: 2 absent",
        shortlist=(),
        exclusions=(),
        searched=2,
        desk_version="D-1",
    )
    owed = mail("T-1", MailKind.WAITING, "cards")
    waiting = routed.make_next_version(NOON, status=Status.WAITING)
    post.commit(make_step(waiting, assignment=why, mails=(owed,)))
    post.notify(("T-1", "waiting-1"))
    post.notify(("T-1", "waiting-1"))
    [message] = post.mailer.sent
    assert "Nobody in Cards is free: 2 absent." in message.text


def test_a_message_that_comes_again_sends_nothing(post: Post) -> None:
    post.store_assigned_ticket("T-1")
    post.notify(ASSIGNED, ASSIGNED)
    run = post.notify(ASSIGNED, ("T-1", "assigned-9"))
    assert len(post.mailer.sent) == 1
    assert (run.ended, run.failed) == ([], {})


def test_many_processes_at_once_send_one_mail(post: Post) -> None:
    post.store_assigned_ticket("T-1")
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: post.notify(ASSIGNED), range(16)))
    assert len(post.mailer.sent) == 1


def release(post: Post, ticket: Ticket) -> None:
    changed = ticket.make_next_version(NOON, status=Status.RESOLVED)
    post.commit(make_step(changed, release=Release("E-1", 1)))


def reassign(post: Post, ticket: Ticket) -> None:
    routed = ticket.make_next_version(NOON, status=Status.ROUTED, assignee="", effort=0)
    post.commit(make_step(routed, release=Release("E-1", 1)))
    employee = post.world.people.read_employees(["E-1"])["E-1"]
    again = routed.make_next_version(
        NOON, status=Status.ASSIGNED, assignee="E-1", effort=1, assignments=2
    )
    post.commit(make_step(again, claim=claim(employee)))


@pytest.mark.parametrize("move_on", [release, reassign])
def test_a_mail_that_nobody_needs_any_more_is_skipped(
    post: Post, move_on: Callable[[Post, Ticket], None]
) -> None:
    move_on(post, post.store_assigned_ticket("T-1"))
    post.notify(ASSIGNED)
    assert post.mailer.sent == []
    stored = post.read_stored(*ASSIGNED)
    assert stored.state is MailState.SKIPPED
    assert stored.note.startswith("the ticket has moved on: ")


def test_a_review_that_is_settled_is_not_asked_for(post: Post) -> None:
    ticket = post.store_reviewed_ticket("T-1")
    post.commit(make_step(ticket.make_next_version(NOON, status=Status.ROUTED)))
    post.notify(("T-1", "review-1"))
    assert post.mailer.sent == []
    assert post.read_stored("T-1", "review-1").state is MailState.SKIPPED


def test_a_lead_hears_of_an_incident_and_a_requester_that_it_is_solved(post: Post) -> None:
    incident = post.store_assigned_ticket("T-1").make_next_version(NOON, incident=True)
    post.commit(make_step(incident, mails=(mail("T-1", MailKind.INCIDENT, "cards"),)))
    solved = post.store_assigned_ticket("T-2", "E-2").make_next_version(
        NOON, status=Status.RESOLVED
    )
    post.commit(make_step(solved, mails=(mail("T-2", MailKind.SOLVED, "ann@example.com"),)))
    post.notify(("T-1", "incident-1"), ("T-2", "solved-1"))
    assert {
        mail_message.to: mail_message.subject.partition(":")[0] for mail_message in post.mailer.sent
    } == {
        "lead.cards@example.com": "Incident",
        "ann@example.com": "Solved",
    }


def test_what_was_opened_again_meanwhile_is_not_called_solved(post: Post) -> None:
    solved = post.store_assigned_ticket("T-1").make_next_version(NOON, status=Status.RESOLVED)
    post.commit(make_step(solved, mails=(mail("T-1", MailKind.SOLVED, "ann@example.com"),)))
    post.commit(make_step(solved.make_next_version(NOON, status=Status.ROUTED, assignee="")))
    post.notify(("T-1", "solved-1"))
    assert post.mailer.sent == []


def store_overdue_ticket(post: Post) -> Ticket:
    """E-1 has T-1, whose answer is late: `breached-1` to E-1, and `escalated-1` to the lead."""
    promise = Promise(due_at=NOON, warn_at=NOON)
    service = ServiceLevel(
        response=promise.model_copy(update={"notified_stage": Stage.BREACHED}), resolution=promise
    )
    changed = post.store_assigned_ticket("T-1").make_next_version(NOON, service=service)
    owed = (mail("T-1", MailKind.BREACHED, "E-1"), mail("T-1", MailKind.ESCALATED, "cards"))
    post.commit(make_step(changed, mails=owed))
    return changed


OVERDUE = (("T-1", "breached-1"), ("T-1", "escalated-1"))


def test_a_late_answer_is_told_to_the_assignee_and_to_the_lead(post: Post) -> None:
    store_overdue_ticket(post)
    post.notify(*OVERDUE)
    assert [mail_message.to for mail_message in post.mailer.sent] == [
        "e-1@example.com",
        "lead.cards@example.com",
    ]
    assert all(mail_message.subject.startswith("Overdue: ") for mail_message in post.mailer.sent)


def test_a_late_answer_that_was_given_meanwhile_is_told_to_nobody(post: Post) -> None:
    ticket = store_overdue_ticket(post)
    assert ticket.service
    response = ticket.service.response.model_copy(update={"met_at": NOON})
    service = ticket.service.model_copy(update={"response": response})
    post.commit(make_step(ticket.make_next_version(NOON, service=service)))
    post.notify(*OVERDUE)
    assert post.mailer.sent == []


def test_a_late_ticket_that_somebody_else_has_by_now_concerns_the_lead_only(post: Post) -> None:
    release(post, store_overdue_ticket(post))
    post.notify(*OVERDUE)
    assert [mail_message.to for mail_message in post.mailer.sent] == ["lead.cards@example.com"]


def store_comment(post: Post, by_requester: bool) -> Mail:
    """A comment on T-1, which E-1 has, with the mail that it owes."""
    changed = post.store_assigned_ticket("T-1").make_next_version(NOON)
    kind, to = (MailKind.REPLY, "E-1") if by_requester else (MailKind.ANSWER, changed.requester_id)
    comment = Comment(
        comment_id="C-1",
        ticket_id="T-1",
        number=changed.version,
        at=NOON,
        author="ann@example.com" if by_requester else "e-1@example.com",
        by_requester=by_requester,
        public=True,
        text="The words of the comment.",
    )
    mail = create_mail(changed, kind, changed.version, to, NOON)
    post.commit(make_step(changed, comment=comment, mails=(mail,)))
    return mail


@pytest.mark.parametrize(
    ("by_requester", "to"), [(True, "e-1@example.com"), (False, "ann@example.com")]
)
def test_a_comment_reaches_the_other_side_with_its_words(
    post: Post,
    by_requester: bool,
    to: str,
) -> None:
    mail = store_comment(post, by_requester)
    post.notify(("T-1", mail.mail_id))
    [message] = post.mailer.sent
    assert message.to == to
    assert "> The words of the comment." in message.text


def test_a_reply_to_somebody_who_lost_the_ticket_is_skipped(post: Post) -> None:
    mail = store_comment(post, by_requester=True)
    release(post, post.world.read_stored("T-1"))
    post.notify(("T-1", mail.mail_id))
    assert post.mailer.sent == []


def test_a_refused_address_ends_the_mail_and_says_why(post: Post) -> None:
    post.store_assigned_ticket("T-1")
    post.mailer.failure = InvalidInput.create_for_field("to", "nobody of that name")
    run = post.notify(ASSIGNED)
    assert run.failed == {}
    stored = post.read_stored(*ASSIGNED)
    assert (stored.state, stored.note) == (MailState.FAILED, "to: nobody of that name")


def test_an_employee_who_is_not_on_the_roster_cannot_be_written_to(post: Post) -> None:
    post.store_assigned_ticket("T-1")

    class Nobody:
        def read_employees(self, _: object) -> dict[str, object]:
            return {}

    [ended] = post.build_service(employees=Nobody()).send_mails(make_nudges(ASSIGNED)).ended
    assert (ended.state, ended.note) == (
        MailState.FAILED,
        "to: employee E-1 is not on the roster",
    )


def test_a_provider_that_is_down_is_asked_again_after_the_lease(post: Post) -> None:
    post.store_assigned_ticket("T-1")
    post.mailer.failure = Unavailable("no")
    assert list(post.notify(ASSIGNED, RECEIPT).failed) == [ASSIGNED, RECEIPT]
    post.mailer.failure = None
    assert post.notify(ASSIGNED).ended == []
    post.advance_clock(SENDING_LEASE + timedelta(seconds=1))
    [ended] = post.notify(ASSIGNED).ended
    assert (ended.state, ended.attempts) == (MailState.SENT, 2)


def test_a_crash_after_sending_sends_again_and_says_that_it_may_be_the_second(
    post: Post,
) -> None:
    post.store_assigned_ticket("T-1")
    mails = post.world.mails

    class Crashing:
        def __getattr__(self, name: str) -> object:
            return getattr(mails, name)

        def finish_mail(self, *_: object) -> None:
            raise Unavailable("gone before it was written down")

    assert post.build_service(mails=Crashing()).send_mails(make_nudges(ASSIGNED)).failed
    post.advance_clock(SENDING_LEASE + timedelta(seconds=1))
    post.notify(ASSIGNED)
    first, second = post.mailer.sent
    assert (first.attempt, second.attempt) == (1, 2)
    assert first.message_id == second.message_id
    assert first.written_at == second.written_at


def test_one_mail_that_fails_holds_up_no_other(post: Post) -> None:
    post.store_assigned_ticket("T-1")
    post.store_reviewed_ticket("T-2")

    class Choosy(InMemoryMailer):
        def send(self, message: MailMessage) -> str:
            if message.message_id.startswith("T-1"):
                raise ValueError("a bug")
            return super().send(message)

    run = post.build_service(Choosy()).send_mails(make_nudges(ASSIGNED, ("T-2", "review-1")))
    assert list(run.failed) == [ASSIGNED]
    assert [mail.ticket_id for mail in run.ended] == ["T-2"]


def test_a_lease_that_was_lost_while_sending_is_noted(post: Post) -> None:
    post.store_assigned_ticket("T-1")
    mails = post.world.mails

    class TakenOver:
        def __getattr__(self, name: str) -> object:
            return getattr(mails, name)

        def finish_mail(self, *_: object) -> None:
            raise Conflict("taken over")

    [ended] = post.build_service(mails=TakenOver()).send_mails(make_nudges(ASSIGNED)).ended
    assert ended.note == "another attempt had begun meanwhile"


def test_a_mail_reaches_a_real_mailbox(post: Post, emulator: LocalAws) -> None:
    post.store_assigned_ticket("T-0123456789ABCDEF")
    client = emulator.client("sesv2")
    client.create_email_identity(EmailIdentity="post@example.com")
    mailer = SesMailer(client, "post@example.com")
    post.build_service(mailer).send_mails(make_nudges(("T-0123456789ABCDEF", "assigned-1")))
    [read] = [
        received_mail
        for received_mail in Mailbox(emulator).read_mails()
        if received_mail.ticket_id == "T-0123456789ABCDEF"
    ]
    assert read.to == "e-1@example.com"
    assert read.subject == "For you: My card [T-0123456789ABCDEF]"
    assert WHY in read.text
    assert WHY in read.html
