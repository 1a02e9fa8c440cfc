"""Outcomes onto EventBridge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from switchyard.adapters.aws_errors import outside
from switchyard.adapters.backoff import Backoff
from switchyard.adapters.batches import send_all
from switchyard.domain.events import SOURCE, Event

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef

AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class EventBridge:
    """`EventBus`, on the bus of this name."""

    client: EventBridgeClient
    bus: str
    backoff: Backoff

    def put(self, events: Sequence[Event]) -> None:
        """See `EventBus.put`."""
        send_all(events, AT_ONCE, self._put, self.backoff)

    def _put(self, events: list[Event]) -> list[Event]:
        entries: list[PutEventsRequestEntryTypeDef] = [
            {
                "Source": SOURCE,
                "DetailType": event.event,
                "Detail": event.model_dump_json(),
                "EventBusName": self.bus,
                "Time": event.at,
            }
            for event in events
        ]
        with outside("put of events"):
            answer = self.client.put_events(Entries=entries)
        results = zip(events, answer["Entries"], strict=True)
        return [event for event, result in results if result.get("ErrorCode")]
