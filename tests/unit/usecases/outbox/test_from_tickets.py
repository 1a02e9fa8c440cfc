"""What a ticket's new version sets going: which nudges, which events, and nothing else."""

from datetime import UTC, datetime
from itertools import product

import pytest

from switchyard.domain.events import TicketEvent, TicketReturned
from switchyard.domain.messages import EventName, IndexNudge, ParentNudge, Queue, TicketNudge
from switchyard.domain.outgoing import CommittedWrite, Outgoing, QueuedNudge
from switchyard.domain.service_level import Promise, ServiceLevel, Stage
from switchyard.domain.status import CAPACITY_HOLDING_STATUSES, TRANSITIONS, Status
from switchyard.domain.ticket import (
    Decision,
    LinkKind,
    Origin,
    PassedOn,
    PassOnReason,
    Ticket,
    TicketLink,
)
from switchyard.domain.values import Channel, DecidedBy, Lane
from switchyard.domain.vector import VectorKind
from switchyard.usecases.outbox.from_tickets import derive_from_ticket

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TRANSITIONS_THERE_ARE = [(old, new) for old in Status for new in sorted(TRANSITIONS[old])]


def make_ticket(status: Status = Status.PENDING, **fields: object) -> Ticket:
    base = Ticket(
        ticket_id="T-1",
        channel=Channel.SQS,
        lane=Lane.LIVE,
        created_at=NOON,
        updated_at=NOON,
        requester_id="ann@example.com",
        origin=Origin(source="crm", external_id="77"),
        assignee="E-1" if status in CAPACITY_HOLDING_STATUSES else "",
    )
    decided = {} if status is Status.PENDING else {"department": make_decision("cards")}
    return base.model_copy(update={"status": status, **decided, **fields})


def make_decision(value: str) -> Decision[str]:
    return Decision(value=value, confidence=0.7, decided_by=DecidedBy.MODEL)


def move_ticket(old: Ticket, status: Status, **fields: object) -> Ticket:
    if status in CAPACITY_HOLDING_STATUSES and not old.assignee:
        fields.setdefault("assignee", "E-1")
    if old.department is None and status is not Status.CLOSED:
        fields.setdefault("department", make_decision("cards"))
    return old.make_next_version(NOON, status=status, **fields)


def make_service_level(stage: Stage) -> ServiceLevel:
    promise = Promise(due_at=NOON, warn_at=NOON)
    return ServiceLevel(
        response=promise, resolution=promise.model_copy(update={"notified_stage": stage})
    )


def list_outgoing(old: Ticket | None, new: Ticket) -> list[Outgoing]:
    return list(derive_from_ticket(CommittedWrite(new, old)))


def list_outgoing_names(outgoing: list[Outgoing]) -> list[str]:
    """`queue` for a nudge, `!event` for an event."""
    return [
        str(message.queue) if isinstance(message, QueuedNudge) else f"!{message.event}"
        for message in outgoing
    ]


def list_expected_names(old: Status, new: Status) -> list[str]:
    """The whole table: status before, status after, what follows."""
    following = {
        Status.PENDING: ["triage"],
        Status.ROUTED: ["assignment"],
        Status.WAITING: ["assignment", "!ticket_waiting"],
        Status.MANUAL_REVIEW: ["!ticket_sent_to_review"],
        Status.ASSIGNED: [] if old in CAPACITY_HOLDING_STATUSES else ["!ticket_assigned"],
        Status.CLOSED: ["!ticket_closed"],
    }.get(new, [])
    if (old, new) == (Status.PENDING, Status.ROUTED):
        following = ["assignment", "!ticket_routed"]
    teaches = new in (Status.RESOLVED, Status.CLOSED) and old is not Status.RESOLVED
    return following + (["indexing"] if teaches and old is not Status.PENDING else [])


@pytest.mark.parametrize(("before", "after"), TRANSITIONS_THERE_ARE)
def test_a_change_of_status_sets_going_exactly_what_it_should(
    before: Status, after: Status
) -> None:
    old = make_ticket(before)
    new = move_ticket(old, after)
    wanted = [] if before is after else list_expected_names(before, after)
    assert list_outgoing_names(list_outgoing(old, new)) == wanted


def test_a_new_ticket_goes_to_triage() -> None:
    assert list_outgoing(None, make_ticket()) == [
        QueuedNudge(Queue.TRIAGE, TicketNudge(ticket="T-1", version=1, reason="pending"))
    ]


@pytest.mark.parametrize(
    ("status", "queue"),
    [
        (Status.PENDING, Queue.TRIAGE_BULK),
        (Status.ROUTED, Queue.ASSIGNMENT_BULK),
        (Status.WAITING, Queue.ASSIGNMENT_BULK),
    ],
)
def test_an_imported_ticket_travels_in_the_bulk_lane(status: Status, queue: Queue) -> None:
    [letter] = [
        message
        for message in list_outgoing(None, make_ticket(status, lane=Lane.BULK))
        if isinstance(message, QueuedNudge)
    ]
    assert letter.queue is queue


@pytest.mark.parametrize("status", list(Status))
def test_a_version_that_was_before_sets_nothing_going(status: Status) -> None:
    assert list_outgoing(make_ticket(status), make_ticket(status)) == []


@pytest.mark.parametrize("status", list(Status))
def test_a_sweep_puts_the_step_back_in_and_tells_nobody(status: Status) -> None:
    queue = {"pending": ["triage"], "routed": ["assignment"], "waiting": ["assignment"]}
    assert list_outgoing_names(
        list_outgoing(make_ticket(status), make_ticket(status, sweeps=1))
    ) == queue.get(status, [])


@pytest.mark.parametrize("status", list(Status))
def test_a_change_that_asks_for_nothing_sets_nothing_going(status: Status) -> None:
    old = make_ticket(status)
    assert list_outgoing(old, old.make_next_version(NOON, tags=("vip",))) == []


@pytest.mark.parametrize(
    ("status", "field"),
    list(product([Status.ROUTED, Status.WAITING], ["category", "department", "priority", "tier"])),
)
def test_a_ticket_that_now_needs_somebody_else_is_looked_at_again(
    status: Status, field: str
) -> None:
    old = make_ticket(status, **{field: make_decision("before")})
    new = old.make_next_version(NOON, **{field: make_decision("after")})
    assert list_outgoing_names(list_outgoing(old, new)) == ["assignment"]


def test_a_correction_is_told_once_and_both_departments_learn() -> None:
    old = make_ticket(Status.MANUAL_REVIEW)
    new = move_ticket(old, Status.ROUTED, corrections=1, department=make_decision("loans"))
    outgoing = list_outgoing(old, new)
    assert list_outgoing_names(outgoing) == [
        "assignment",
        "!ticket_corrected",
        "indexing",
        "indexing",
    ]
    assert [message.nudge for message in outgoing[2:] if isinstance(message, QueuedNudge)] == [
        IndexNudge(vector_kind=VectorKind.PRECEDENT, department="cards", reason="correction"),
        IndexNudge(vector_kind=VectorKind.PRECEDENT, department="loans", reason="correction"),
    ]


def test_a_correction_of_a_ticket_that_had_no_department_teaches_the_new_one() -> None:
    old = make_ticket(Status.MANUAL_REVIEW, department=None)
    new = move_ticket(old, Status.ROUTED, corrections=1, department=make_decision("loans"))
    assert list_outgoing_names(list_outgoing(old, new)) == [
        "assignment",
        "!ticket_corrected",
        "indexing",
    ]


def test_another_person_is_told_of_though_the_status_stays() -> None:
    old = make_ticket(Status.ASSIGNED)
    assert list_outgoing_names(list_outgoing(old, old.make_next_version(NOON, assignee="E-2"))) == [
        "!ticket_assigned"
    ]


@pytest.mark.parametrize("how", list(PassOnReason))
def test_a_return_says_how_and_not_by_whom(how: PassOnReason) -> None:
    old = make_ticket(Status.ASSIGNED)
    new = old.make_next_version(
        NOON, status=Status.ROUTED, assignee="", passed_on=(PassedOn(employee_id="E-1", how=how),)
    )
    [returned] = [
        message for message in list_outgoing(old, new) if isinstance(message, TicketReturned)
    ]
    assert returned.how is how
    assert "E-1" not in returned.model_dump_json()


def test_a_hand_over_to_a_colleague_is_a_return_and_an_assignment() -> None:
    old = make_ticket(Status.ASSIGNED)
    by = PassedOn(employee_id="E-1", how=PassOnReason.HANDED_OVER, to="E-2")
    new = old.make_next_version(NOON, assignee="E-2", passed_on=(by,))
    assert list_outgoing_names(list_outgoing(old, new)) == ["!ticket_returned", "!ticket_assigned"]


def test_the_last_return_brings_the_lead_in() -> None:
    old = make_ticket(Status.ASSIGNED)
    by = PassedOn(employee_id="E-1", how=PassOnReason.TIMED_OUT)
    new = old.make_next_version(NOON, status=Status.MANUAL_REVIEW, assignee="", passed_on=(by,))
    assert list_outgoing_names(list_outgoing(old, new)) == [
        "!ticket_returned",
        "!ticket_sent_to_review",
    ]


def test_a_wrong_department_sends_a_ticket_to_triage_and_is_unlearnt() -> None:
    old = make_ticket(Status.ASSIGNED)
    new = old.make_next_version(
        NOON, status=Status.PENDING, assignee="", department=None, category=None, corrections=1
    )
    assert list_outgoing_names(list_outgoing(old, new)) == [
        "triage",
        "!ticket_corrected",
        "indexing",
    ]


def test_who_begins_with_a_ticket_has_taken_it_up() -> None:
    old = make_ticket(Status.ASSIGNED)
    new = old.make_next_version(NOON, status=Status.IN_PROGRESS, acknowledged_at=NOON)
    assert list_outgoing_names(list_outgoing(old, new)) == ["!ticket_acknowledged"]
    assert list_outgoing(new, new.make_next_version(NOON, status=Status.ON_HOLD)) == []


def test_a_stage_that_was_told_before_is_not_told_again() -> None:
    old = make_ticket(Status.ASSIGNED, service=make_service_level(Stage.DUE_SOON))
    assert list_outgoing(old, old.make_next_version(NOON, tags=("vip",))) == []
    new = old.make_next_version(NOON, service=make_service_level(Stage.BREACHED))
    assert list_outgoing_names(list_outgoing(old, new)) == ["!service_level_breached"]
    assert (
        list_outgoing(new, new.make_next_version(NOON, service=make_service_level(Stage.ON_TIME)))
        == []
    )


def test_a_new_incident_asks_for_the_others_once() -> None:
    old = make_ticket(Status.ASSIGNED)
    new = old.make_next_version(NOON, incident=True, has_children=True)
    nudge, event = sorted(
        list_outgoing(old, new), key=lambda message: not isinstance(message, QueuedNudge)
    )
    assert nudge == QueuedNudge(Queue.TRIAGE, ParentNudge(ticket="T-1", reason="incident"))
    assert isinstance(event, TicketEvent)
    assert event.event is EventName.INCIDENT_OPENED
    assert list_outgoing(new, new.make_next_version(NOON, tags=("vip",))) == []


def test_every_version_of_a_finished_ticket_asks_for_those_that_wait_on_it() -> None:
    old = make_ticket(Status.ASSIGNED, has_children=True)
    done = old.make_next_version(NOON, status=Status.RESOLVED)
    nudge = QueuedNudge(Queue.TRIAGE, ParentNudge(ticket="T-1", reason="resolved"))
    assert nudge in list_outgoing(old, done)
    assert list_outgoing(done, done.make_next_version(NOON, has_children=True)) == [nudge]
    assert list_outgoing(done, done.make_next_version(NOON, has_children=False)) == []
    assert list_outgoing(done, done.model_copy(update={"sweeps": 1})) == [nudge]
    assert list_outgoing(make_ticket(Status.ASSIGNED), make_ticket(Status.RESOLVED, version=2)) != [
        nudge
    ]


def test_a_ticket_that_begins_to_wait_on_another_is_told_of_once() -> None:
    old = make_ticket(Status.PENDING)
    link = TicketLink(kind=LinkKind.INCIDENT, parent="T-0")
    new = move_ticket(old, Status.ON_HOLD, link=link, assignee="")
    assert list_outgoing_names(list_outgoing(old, new)) == ["!ticket_linked"]
    assert list_outgoing(new, new.make_next_version(NOON, tags=("vip",))) == []


@pytest.mark.parametrize(
    "name", [n for n in EventName if n is not EventName.SUBMISSION_REFUSED], ids=str
)
def test_an_event_has_the_senders_ids_and_nobodys_words(name: EventName) -> None:
    new = {
        EventName.TICKET_ROUTED: (Status.PENDING, Status.ROUTED),
        EventName.TICKET_ASSIGNED: (Status.ROUTED, Status.ASSIGNED),
        EventName.TICKET_SENT_TO_REVIEW: (Status.PENDING, Status.MANUAL_REVIEW),
        EventName.TICKET_WAITING: (Status.ROUTED, Status.WAITING),
        EventName.TICKET_CORRECTED: (Status.MANUAL_REVIEW, Status.ROUTED),
        EventName.TICKET_CLOSED: (Status.RESOLVED, Status.CLOSED),
        EventName.TICKET_RETURNED: (Status.ASSIGNED, Status.ROUTED),
    }
    also: dict[EventName, dict[str, object]] = {
        EventName.TICKET_CORRECTED: {"corrections": 1},
        EventName.TICKET_ACKNOWLEDGED: {"acknowledged_at": NOON},
        EventName.TICKET_RETURNED: {
            "passed_on": (PassedOn(employee_id="E-1", how=PassOnReason.DECLINED),)
        },
        EventName.SERVICE_LEVEL_WARNING: {"service": make_service_level(Stage.DUE_SOON)},
        EventName.SERVICE_LEVEL_BREACHED: {"service": make_service_level(Stage.BREACHED)},
        EventName.TICKET_LINKED: {"link": TicketLink(kind=LinkKind.DUPLICATE, parent="T-0")},
        EventName.INCIDENT_OPENED: {"incident": True},
    }
    before, after = new.get(name, (Status.ASSIGNED, Status.ASSIGNED))
    old = make_ticket(before)
    changed = move_ticket(old, after, **also.get(name, {}))
    [event] = [
        message for message in list_outgoing(old, changed) if isinstance(message, TicketEvent)
    ]
    assert event.event is name
    assert (event.ticket_id, event.version, event.schema_version) == ("T-1", 2, "1")
    assert event.origin == Origin(source="crm", external_id="77")
    assert "ann@example.com" not in event.model_dump_json()
