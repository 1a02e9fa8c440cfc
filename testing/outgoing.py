"""Where what was committed is forwarded to, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from switchyard.domain.events import Event
from switchyard.domain.messages import Nudge, Queue
from switchyard.ports.outgoing import StreamRecord


@dataclass
class InMemoryQueues:
    """`Queues`."""

    sent: list[tuple[Queue, Nudge]] = field(default_factory=list)

    def send(self, queue: Queue, nudges: Sequence[Nudge]) -> None:
        self.sent.extend((queue, nudge) for nudge in nudges)


@dataclass
class InMemoryEventBus:
    """An `EventBus`."""

    events: list[Event] = field(default_factory=list)

    def publish_events(self, events: Sequence[Event]) -> None:
        self.events.extend(events)


@dataclass
class InMemoryDeadLetters:
    """`DeadLetters`, each with the reason."""

    buried: list[tuple[StreamRecord, str]] = field(default_factory=list)

    def bury_record(self, record: StreamRecord, reason: str) -> None:
        self.buried.append((record, reason))
