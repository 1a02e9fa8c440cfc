"""Outcomes onto EventBridge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from switchyard.adapters.aws_errors import translate_errors
from switchyard.adapters.backoff import Backoff
from switchyard.adapters.batches import send_in_batches
from switchyard.domain.events import EVENT_SOURCE, Event

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef

MAX_EVENTS_PER_CALL = 10


@dataclass(frozen=True, slots=True)
class EventBridgeBus:
    """`EventBus`, on the bus of this name."""

    client: EventBridgeClient
    bus: str
    backoff: Backoff

    def publish_events(self, events: Sequence[Event]) -> None:
        """See `EventBus.put`."""
        send_in_batches(events, MAX_EVENTS_PER_CALL, self._put_batch, self.backoff)

    def _put_batch(self, events: list[Event]) -> list[Event]:
        entries: list[PutEventsRequestEntryTypeDef] = [
            {
                "Source": EVENT_SOURCE,
                "DetailType": event.event,
                "Detail": event.model_dump_json(),
                "EventBusName": self.bus,
                "Time": event.at,
            }
            for event in events
        ]
        with translate_errors("put of events"):
            answer = self.client.put_events(Entries=entries)
        results = zip(events, answer["Entries"], strict=True)
        return [event for event, result in results if result.get("ErrorCode")]
