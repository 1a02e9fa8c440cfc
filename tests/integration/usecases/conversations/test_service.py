"""What people say on tickets, and what follows from it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import ValidationError

from switchyard.domain.change import Change
from switchyard.domain.comment import MAX_COMMENT_LENGTH, Comment, NewComment
from switchyard.domain.desk import ServiceLevels, ServiceTarget
from switchyard.domain.employee import Absence, Claim
from switchyard.domain.errors import AlreadyExists, Conflict, Forbidden, NotFound
from switchyard.domain.mail import MailKind
from switchyard.domain.service_clock import apply_service_level
from switchyard.domain.status import Status
from switchyard.domain.ticket import LinkKind, Ticket, TicketLink
from switchyard.domain.values import Priority
from switchyard.domain.viewer import Viewer
from switchyard.usecases.conversations.service import CommentService
from testing.desks import InMemoryDesks
from tests.builders import make_creation, make_new_ticket, make_step
from tests.integration.usecases.office import (
    ADA,
    AGENT,
    ANN,
    BOB,
    COLLEAGUE,
    LEAD,
    STRANGER,
    Office,
)

REPLY = NewComment(text="It still has not come.")
NOTE = NewComment(text="The courier lost it.", public=False)


def build_comment_service(office: Office) -> CommentService:
    world, desks = office.world, InMemoryDesks.create_from_desk(office.desk)
    return CommentService(world.tickets, world.comments, world.people, desks, lambda: office.now)


def write_comment(
    office: Office, viewer: Viewer = ANN, remark: NewComment = REPLY, comment_id: str = "C-1"
) -> Comment:
    return build_comment_service(office).add_comment("T-1", remark, comment_id, viewer)


def read(office: Office, viewer: Viewer) -> list[str]:
    return [
        comment.text
        for comment in build_comment_service(office).list_comments("T-1", viewer, "", 9).items
    ]


def list_mails(office: Office, kind: MailKind) -> list[str]:
    """To whom this kind of mail is owed."""
    versions = range(1, office.read_stored().version + 1)
    mails = office.world.mails.read_mails([("T-1", f"{kind}-{version}") for version in versions])
    return [mail.to for mail in mails.values()]


def put_on_hold(office: Office, **fields: object) -> Ticket:
    """T-1 of ann, which E-1 put on hold: two of its four points are taken."""
    ticket = office.has(Status.ASSIGNED, effort=2)
    office.service.set_status("T-1", Status.ON_HOLD, AGENT)
    ticket = office.read_stored()
    if fields:
        ticket = ticket.make_next_version(office.now, **fields)
        office.world.tickets.commit(make_step(ticket))
    return ticket


def test_a_comment_is_read_by_those_who_see_the_ticket(office: Office) -> None:
    office.has(Status.ASSIGNED)
    comment = write_comment(office)
    assert (comment.author, comment.by_requester, comment.at) == (
        "ann@example.com",
        True,
        office.now,
    )
    for viewer in (ANN, AGENT, COLLEAGUE, LEAD, ADA):
        assert read(office, viewer) == [REPLY.text]
    for viewer in (BOB, STRANGER):
        with pytest.raises(NotFound):
            read(office, viewer)
        with pytest.raises(NotFound):
            write_comment(office, viewer)


def test_a_note_is_for_those_who_work_on_the_ticket(office: Office) -> None:
    office.has(Status.ASSIGNED)
    assert not write_comment(office, AGENT, NOTE).by_requester
    assert read(office, COLLEAGUE) == [NOTE.text]
    assert read(office, ANN) == []
    assert list_mails(office, MailKind.ANSWER) == []
    with pytest.raises(Forbidden, match="reply in public"):
        write_comment(office, ANN, NOTE, "C-2")


def test_a_comment_that_is_sent_again_is_the_same_comment(office: Office) -> None:
    office.has(Status.ASSIGNED)
    assert write_comment(office) == write_comment(office)
    assert read(office, ANN) == [REPLY.text]
    with pytest.raises(AlreadyExists, match="other content"):
        write_comment(office, remark=NewComment(text="Something else."))


def test_whoever_has_the_ticket_hears_of_a_reply(office: Office) -> None:
    office.has(Status.ASSIGNED)
    write_comment(office)
    assert list_mails(office, MailKind.REPLY) == ["E-1"]
    assert office.read_stored().status is Status.ASSIGNED


def test_a_reply_on_a_ticket_that_nobody_has_is_kept(office: Office) -> None:
    office.has(Status.WAITING)
    before = office.read_stored()
    write_comment(office)
    assert list_mails(office, MailKind.REPLY) == []
    assert (office.read_stored().status, office.read_stored().due_at) == (
        before.status,
        before.due_at,
    )


def test_a_reply_brings_a_ticket_back_from_hold_to_whoever_has_it(office: Office) -> None:
    put_on_hold(office)
    assert office.world.load("E-1") == 1
    write_comment(office)
    ticket = office.read_stored()
    assert (ticket.status, ticket.assignee) == (Status.IN_PROGRESS, "E-1")
    assert office.world.load("E-1") == ticket.effort == 2
    assert list_mails(office, MailKind.REPLY) == ["E-1"]


@pytest.mark.parametrize("gone", ["absent", "inactive"])
def test_where_that_person_is_not_there_the_ticket_is_assigned_anew(
    office: Office, gone: str
) -> None:
    put_on_hold(office)
    today = office.now.date()
    away: dict[str, dict[str, object]] = {
        "absent": {"absences": (Absence(first=today, last=today),)},
        "inactive": {"active": False},
    }
    changed = office.employee.model_copy(update={**away[gone], "dropped_at": "2"})
    assert office.world.people.upsert_employee(changed)
    write_comment(office)
    ticket = office.read_stored()
    assert (ticket.status, ticket.assignee, ticket.effort) == (Status.ROUTED, "", 0)
    assert ticket.previous_assignee == "E-1"
    assert ticket.due_at == office.now + timedelta(minutes=5)
    assert office.world.load("E-1") == 0
    assert list_mails(office, MailKind.REPLY) == []


def fill(office: Office) -> None:
    """E-1 carries six points: all that they can."""
    employee = office.world.people.read_employees(["E-1"])["E-1"]
    other = make_new_ticket("T-2")
    office.world.tickets.commit(make_creation(other))
    routed = other.make_next_version(office.now, status=Status.ROUTED)
    office.world.tickets.commit(make_step(routed))
    free = employee.free_capacity
    taken = routed.make_next_version(
        office.now, status=Status.ASSIGNED, assignee="E-1", effort=free
    )
    office.world.tickets.commit(
        make_step(taken, claim=Claim.create_for_employee(employee, free, office.now))
    )


def test_where_that_person_is_full_the_ticket_is_assigned_anew(office: Office) -> None:
    put_on_hold(office)
    fill(office)
    write_comment(office)
    assert (office.read_stored().status, office.read_stored().previous_assignee) == (
        Status.ROUTED,
        "E-1",
    )
    assert office.world.load("E-1") == 5


def test_a_ticket_that_a_lead_gave_stays_with_that_person_full_or_not(office: Office) -> None:
    put_on_hold(office, pinned=True)
    fill(office)
    write_comment(office)
    ticket = office.read_stored()
    assert (ticket.status, ticket.assignee, ticket.pinned) == (Status.IN_PROGRESS, "E-1", True)
    assert office.world.load("E-1") == 7


def test_a_ticket_that_waits_on_another_goes_on_with_that_one(office: Office) -> None:
    put_on_hold(office, link=TicketLink(kind=LinkKind.INCIDENT, parent="T-9"))
    write_comment(office)
    assert office.read_stored().status is Status.ON_HOLD
    assert read(office, AGENT) == [REPLY.text]


@pytest.mark.parametrize("finished", [Status.RESOLVED, Status.CLOSED])
def test_a_reply_reopens_a_finished_ticket_and_it_returns_to_who_had_it(
    office: Office, finished: Status
) -> None:
    office.has(Status.ASSIGNED)
    office.service.set_status("T-1", finished, AGENT)
    write_comment(office)
    ticket = office.read_stored()
    assert (ticket.status, ticket.previous_assignee) == (Status.ROUTED, "E-1")
    assert office.world.load("E-1") == 0


def test_a_note_or_an_answer_of_the_desk_moves_no_ticket(office: Office) -> None:
    put_on_hold(office)
    write_comment(office, AGENT, NOTE)
    write_comment(office, AGENT, REPLY, "C-2")
    assert office.read_stored().status is Status.ON_HOLD


def test_the_desks_answer_goes_to_the_requester(office: Office) -> None:
    office.has(Status.ASSIGNED)
    write_comment(office, AGENT)
    assert list_mails(office, MailKind.ANSWER) == ["ann@example.com"]
    assert list_mails(office, MailKind.REPLY) == []


def test_whoever_has_the_ticket_takes_it_up_by_answering(office: Office) -> None:
    office.has(Status.ASSIGNED)
    write_comment(office, COLLEAGUE)
    assert office.read_stored().acknowledged_at is None
    write_comment(office, AGENT, REPLY, "C-2")
    assert office.read_stored().acknowledged_at == office.now


def test_the_first_answer_is_the_one_that_was_promised(office: Office) -> None:
    targets = {Priority.MEDIUM: ServiceTarget(response=240, resolution=480)}
    levels = {"service_levels": ServiceLevels(targets=targets)}
    office.desk = office.desk.model_copy(update=levels)
    office.has(Status.ASSIGNED)
    timed = apply_service_level(office.read_stored().make_next_version(office.now), office.desk)
    office.world.tickets.commit(make_step(timed))
    write_comment(office, ANN)
    write_comment(office, AGENT, NOTE, "C-2")
    assert read_promised(office) is None
    first = office.now
    write_comment(office, COLLEAGUE, REPLY, "C-3")
    office.now += timedelta(hours=1)
    write_comment(office, AGENT, REPLY, "C-4")
    assert read_promised(office) == first


def read_promised(office: Office) -> object:
    service = office.read_stored().service
    assert service
    return service.response.met_at


def test_the_story_tells_of_comments_without_their_words(office: Office) -> None:
    put_on_hold(office)
    write_comment(office)
    write_comment(office, AGENT, NOTE, "C-2")
    history_entries = office.world.tickets.read_history("T-1")[-2:]
    assert [(history_entry.what, history_entry.actor) for history_entry in history_entries] == [
        ("brought back", "ann@example.com"),
        ("commented", "e-1@example.com"),
    ]
    assert not any(
        REPLY.text in history_entry.model_dump_json() for history_entry in history_entries
    )


def test_a_ticket_that_others_change_all_the_time_says_so(office: Office) -> None:
    office.has(Status.ASSIGNED)
    tickets = office.world.tickets

    class Contested:
        def __getattr__(self, name: str) -> object:
            return getattr(tickets, name)

        def commit(self, change: Change) -> None:
            raise Conflict(change.ticket.ticket_id)

    service = replace(build_comment_service(office), tickets=Contested())  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="try again"):
        service.add_comment("T-1", REPLY, "C-1", ANN)


@pytest.mark.parametrize("text", ["", "   ", "x" * (MAX_COMMENT_LENGTH + 1), "a\x00b"])
def test_a_comment_has_words_and_no_more_than_fit(text: str) -> None:
    with pytest.raises(ValidationError):
        NewComment(text=text)
