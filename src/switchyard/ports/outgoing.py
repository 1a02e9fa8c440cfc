"""Where what was committed is forwarded to."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from switchyard.domain.events import Event
from switchyard.domain.messages import Nudge, Queue

type StreamRecord = Mapping[str, object]
"""One record of the desk table's stream, as it came."""


class QueueSender(Protocol):
    def send(self, queue: Queue, nudges: Sequence[Nudge]) -> None:
        """All of them. Raises Unavailable where one was not taken after retries."""


class EventBus(Protocol):
    def publish_events(self, events: Sequence[Event]) -> None:
        """All of them. Raises Unavailable where one was not taken after retries."""


class DeadLetterQueue(Protocol):
    def bury_record(self, record: StreamRecord, reason: str) -> None:
        """Keeps a record that can never pass, for a person to look at. Raises Unavailable."""
