"""Forwards what was committed, and decides nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from switchyard.domain.desk import DeskPointer
from switchyard.domain.employee import Employee
from switchyard.domain.events import Event
from switchyard.domain.mail import Mail
from switchyard.domain.messages import Nudge, Queue
from switchyard.domain.outgoing import (
    CommittedWrite,
    Outgoing,
    QueuedNudge,
    StreamedItem,
    UnreadableRecord,
)
from switchyard.domain.ticket import Ticket
from switchyard.domain.upload import Chunk, RefusedSubmission, Upload
from switchyard.ports.outgoing import DeadLetterQueue, EventBus, QueueSender, StreamRecord
from switchyard.usecases.outbox.from_desk import derive_from_pointer
from switchyard.usecases.outbox.from_employees import derive_from_employee
from switchyard.usecases.outbox.from_mails import derive_from_mail
from switchyard.usecases.outbox.from_tickets import derive_from_ticket
from switchyard.usecases.outbox.from_uploads import (
    derive_from_chunk,
    derive_from_refusal,
    derive_from_upload,
)


@dataclass(frozen=True, slots=True)
class ForwardedCounts:
    """How many of each were sent for one batch of records."""

    nudges: int
    events: int
    buried: int


@dataclass(frozen=True, slots=True)
class PublishService:
    """`read` raises Unreadable for a record that can never pass, and gives None for one that
    wakes nobody. `indexing` says whether there is a search index of its own to tell.
    """

    read: Callable[[StreamRecord], CommittedWrite[StreamedItem] | None]
    queues: QueueSender
    events: EventBus
    dead_letters: DeadLetterQueue
    indexing: bool

    def forward_records(self, records: Sequence[StreamRecord]) -> ForwardedCounts:
        """Safe to repeat: raises Unavailable where something was not sent, to be replayed."""
        outgoing, unreadable = self._collect_outgoing(records)
        letters = [message for message in outgoing if isinstance(message, QueuedNudge)]
        events = [message for message in outgoing if not isinstance(message, QueuedNudge)]
        nudges = self._send_nudges(letters)
        self._put_events(events)
        for record, reason in unreadable:
            self.dead_letters.bury_record(record, reason)
        return ForwardedCounts(nudges=nudges, events=len(events), buried=len(unreadable))

    def _collect_outgoing(
        self, records: Iterable[StreamRecord]
    ) -> tuple[list[Outgoing], list[tuple[StreamRecord, str]]]:
        outgoing: list[Outgoing] = []
        unreadable: list[tuple[StreamRecord, str]] = []
        for record in records:
            try:
                written = self.read(record)
            except UnreadableRecord as reason:
                unreadable.append((record, str(reason)))
            else:
                outgoing.extend(derive_outgoing(written) if written else ())
        return outgoing, unreadable

    def _send_nudges(self, letters: Iterable[QueuedNudge]) -> int:
        """Equal nudges of one batch say it once."""
        by_queue: defaultdict[Queue, dict[Nudge, None]] = defaultdict(dict)
        for letter in letters:
            if self.indexing or letter.queue is not Queue.INDEXING:
                by_queue[letter.queue][letter.nudge] = None
        for queue, nudges in by_queue.items():
            self.queues.send(queue, list(nudges))
        return sum(len(nudges) for nudges in by_queue.values())

    def _put_events(self, events: Sequence[Event]) -> None:
        if events:
            self.events.publish_events(events)


def derive_outgoing(written: CommittedWrite[StreamedItem]) -> Iterable[Outgoing]:  # noqa: PLR0911
    """Everything that one committed write sets going."""
    new, old = written.new, written.old
    match new:
        case Ticket():
            return derive_from_ticket(CommittedWrite(new, _narrow_to_model(Ticket, old)))
        case Mail():
            return derive_from_mail(CommittedWrite(new, _narrow_to_model(Mail, old)))
        case Employee():
            return derive_from_employee(CommittedWrite(new, _narrow_to_model(Employee, old)))
        case Chunk():
            return derive_from_chunk(CommittedWrite(new, _narrow_to_model(Chunk, old)))
        case Upload():
            return derive_from_upload(CommittedWrite(new, _narrow_to_model(Upload, old)))
        case RefusedSubmission():
            return derive_from_refusal(
                CommittedWrite(new, _narrow_to_model(RefusedSubmission, old))
            )
        case DeskPointer():
            return derive_from_pointer(CommittedWrite(new, _narrow_to_model(DeskPointer, old)))


def _narrow_to_model[S: StreamedItem](model: type[S], old: StreamedItem | None) -> S | None:
    return old if isinstance(old, model) else None
