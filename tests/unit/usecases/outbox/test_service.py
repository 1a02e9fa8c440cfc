"""Forwarding a batch of records: everything once, nothing lost, the unreadable put aside."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from switchyard.domain.errors import Unavailable
from switchyard.domain.events import Event
from switchyard.domain.messages import DrainNudge, EventName, Nudge, Queue, TicketNudge
from switchyard.domain.outgoing import CommittedWrite, StreamedItem, UnreadableRecord
from switchyard.domain.status import Status
from switchyard.domain.upload import RefusedSubmission
from switchyard.ports.outgoing import StreamRecord
from switchyard.usecases.outbox.service import ForwardedCounts, PublishService
from tests.unit.usecases.outbox.test_from_others import (
    CHUNK,
    EMPLOYEE,
    MAIL,
    POINTER,
    make_reading_upload,
)
from tests.unit.usecases.outbox.test_from_tickets import make_ticket, move_ticket

PENDING = make_ticket()
ROUTED = move_ticket(PENDING, Status.ROUTED)
FREED = CommittedWrite(EMPLOYEE.model_copy(update={"load": 1}), EMPLOYEE)
ANEW = CommittedWrite(EMPLOYEE)


@dataclass
class Outside:
    """Queues, bus and dead letters in one; `full` takes nothing."""

    full: Queue | None = None
    nudges: list[tuple[Queue, Nudge]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    buried: list[tuple[StreamRecord, str]] = field(default_factory=list)

    def send(self, queue: Queue, nudges: Sequence[Nudge]) -> None:
        if queue is self.full:
            raise Unavailable("the queue is full")
        self.nudges += [(queue, nudge) for nudge in nudges]

    def publish_events(self, events: Sequence[Event]) -> None:
        assert events
        self.events += events

    def bury_record(self, record: StreamRecord, reason: str) -> None:
        self.buried.append((record, reason))


def read(record: StreamRecord) -> CommittedWrite[StreamedItem] | None:
    written = record["written"]
    if isinstance(written, str):
        raise UnreadableRecord(written)
    assert isinstance(written, CommittedWrite | None)
    return written


def make_service(outside: Outside, *, indexing: bool = False) -> PublishService:
    return PublishService(read, outside, outside, outside, indexing)


def make_records(*written: object) -> list[StreamRecord]:
    return [{"written": item} for item in written]


def test_a_batch_is_forwarded() -> None:
    outside = Outside()
    batch = make_records(CommittedWrite(PENDING), None, CommittedWrite(ROUTED, PENDING))
    assert make_service(outside).forward_records(batch) == ForwardedCounts(
        nudges=2, events=1, buried=0
    )
    assert outside.nudges == [
        (Queue.TRIAGE, TicketNudge(ticket="T-1", version=1, reason="pending")),
        (Queue.ASSIGNMENT, TicketNudge(ticket="T-1", version=2, reason="routed")),
    ]
    assert [event.event for event in outside.events] == [EventName.TICKET_ROUTED]


REFUSAL = RefusedSubmission(refusal_id="R-1", at=PENDING.created_at, problems=())


@pytest.mark.parametrize(
    ("item", "sent"),
    [
        (PENDING, ForwardedCounts(nudges=1, events=0, buried=0)),
        (MAIL, ForwardedCounts(nudges=1, events=0, buried=0)),
        (EMPLOYEE, ForwardedCounts(nudges=4, events=0, buried=0)),
        (CHUNK, ForwardedCounts(nudges=1, events=0, buried=0)),
        (make_reading_upload(chunks_done=2), ForwardedCounts(nudges=1, events=0, buried=0)),
        (REFUSAL, ForwardedCounts(nudges=0, events=1, buried=0)),
        (POINTER, ForwardedCounts(nudges=1, events=0, buried=0)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_kind_of_item_is_forwarded(item: StreamedItem, sent: ForwardedCounts) -> None:
    assert (
        make_service(Outside(), indexing=True).forward_records(make_records(CommittedWrite(item)))
        == sent
    )


def test_nothing_to_send_is_no_error() -> None:
    assert make_service(Outside()).forward_records([]) == ForwardedCounts(
        nudges=0, events=0, buried=0
    )


def test_the_same_nudge_is_sent_once_a_batch() -> None:
    outside = Outside()
    make_service(outside).forward_records(make_records(FREED, FREED))
    assert outside.nudges == [
        (Queue.ASSIGNMENT, DrainNudge(department="cards", reason="slot freed")),
        (Queue.ASSIGNMENT, DrainNudge(department="loans", reason="slot freed")),
    ]


@pytest.mark.parametrize("indexing", [True, False])
def test_only_a_search_index_of_its_own_is_told_of_changes(indexing: bool) -> None:
    outside = Outside()
    make_service(outside, indexing=indexing).forward_records(make_records(ANEW))
    queues = [queue for queue, _ in outside.nudges]
    index_queues = [Queue.INDEXING] * 2 if indexing else []
    assert queues == index_queues + [Queue.ASSIGNMENT] * 2


def test_a_record_that_can_never_pass_is_put_aside_and_holds_up_no_other() -> None:
    outside = Outside()
    [bad, *_] = batch = make_records("status: enum", CommittedWrite(PENDING))
    assert make_service(outside).forward_records(batch) == ForwardedCounts(
        nudges=1, events=0, buried=1
    )
    assert outside.buried == [(bad, "status: enum")]


def test_what_could_not_be_sent_is_replayed_whole() -> None:
    outside = Outside(full=Queue.ASSIGNMENT)
    batch = make_records("status: enum", CommittedWrite(PENDING), CommittedWrite(ROUTED, PENDING))
    with pytest.raises(Unavailable):
        make_service(outside).forward_records(batch)
    assert not outside.events
    assert not outside.buried
    again = make_service(replace(outside, full=None)).forward_records(batch)
    assert again == ForwardedCounts(nudges=2, events=1, buried=1)
