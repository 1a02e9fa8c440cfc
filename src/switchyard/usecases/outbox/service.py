"""Forwards what was committed, and decides nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from switchyard.domain.desk import Pointer
from switchyard.domain.employee import Employee
from switchyard.domain.events import Event
from switchyard.domain.mail import Mail
from switchyard.domain.messages import Nudge, Queue
from switchyard.domain.outgoing import Letter, Outgoing, Streamed, Unreadable, Written
from switchyard.domain.ticket import Ticket
from switchyard.domain.upload import Chunk, Refusal, Upload
from switchyard.ports.outgoing import DeadLetters, EventBus, Queues, Record
from switchyard.usecases.outbox.from_desk import of_pointer
from switchyard.usecases.outbox.from_employees import of_employee
from switchyard.usecases.outbox.from_mails import of_mail
from switchyard.usecases.outbox.from_tickets import of_ticket
from switchyard.usecases.outbox.from_uploads import of_chunk, of_refusal, of_upload


@dataclass(frozen=True, slots=True)
class Forwarded:
    """How many of each were sent for one batch of records."""

    nudges: int
    events: int
    buried: int


@dataclass(frozen=True, slots=True)
class PublishService:
    """`read` raises Unreadable for a record that can never pass, and gives None for one that
    wakes nobody. `indexing` says whether there is a search index of its own to tell.
    """

    read: Callable[[Record], Written[Streamed] | None]
    queues: Queues
    events: EventBus
    dead_letters: DeadLetters
    indexing: bool

    def forward(self, records: Sequence[Record]) -> Forwarded:
        """Safe to repeat: raises Unavailable where something was not sent, to be replayed."""
        outgoing, unreadable = self._outgoing(records)
        letters = [each for each in outgoing if isinstance(each, Letter)]
        events = [each for each in outgoing if not isinstance(each, Letter)]
        nudges = self._send(letters)
        self._put(events)
        for record, reason in unreadable:
            self.dead_letters.bury(record, reason)
        return Forwarded(nudges=nudges, events=len(events), buried=len(unreadable))

    def _outgoing(
        self, records: Iterable[Record]
    ) -> tuple[list[Outgoing], list[tuple[Record, str]]]:
        outgoing: list[Outgoing] = []
        unreadable: list[tuple[Record, str]] = []
        for record in records:
            try:
                written = self.read(record)
            except Unreadable as reason:
                unreadable.append((record, str(reason)))
            else:
                outgoing.extend(follows_from(written) if written else ())
        return outgoing, unreadable

    def _send(self, letters: Iterable[Letter]) -> int:
        """Equal nudges of one batch say it once."""
        by_queue: defaultdict[Queue, dict[Nudge, None]] = defaultdict(dict)
        for letter in letters:
            if self.indexing or letter.queue is not Queue.INDEXING:
                by_queue[letter.queue][letter.nudge] = None
        for queue, nudges in by_queue.items():
            self.queues.send(queue, list(nudges))
        return sum(len(nudges) for nudges in by_queue.values())

    def _put(self, events: Sequence[Event]) -> None:
        if events:
            self.events.put(events)


def follows_from(written: Written[Streamed]) -> Iterable[Outgoing]:  # noqa: PLR0911
    """Everything that one committed write sets going."""
    new, old = written.new, written.old
    match new:
        case Ticket():
            return of_ticket(Written(new, _same(Ticket, old)))
        case Mail():
            return of_mail(Written(new, _same(Mail, old)))
        case Employee():
            return of_employee(Written(new, _same(Employee, old)))
        case Chunk():
            return of_chunk(Written(new, _same(Chunk, old)))
        case Upload():
            return of_upload(Written(new, _same(Upload, old)))
        case Refusal():
            return of_refusal(Written(new, _same(Refusal, old)))
        case Pointer():
            return of_pointer(Written(new, _same(Pointer, old)))


def _same[S: Streamed](model: type[S], old: Streamed | None) -> S | None:
    return old if isinstance(old, model) else None
