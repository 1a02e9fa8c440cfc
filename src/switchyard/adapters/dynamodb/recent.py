"""Live tickets of late, in the ops table: a partition a day, an item a batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np

from switchyard.adapters.dynamodb.codec import Item, decode_value, encode_value, format_timestamp
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.keys import build_key
from switchyard.domain.incident import RecentTicket
from switchyard.domain.vector import Vector

RECENT_KEPT_FOR = timedelta(hours=48)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DynamoRecentTicketStore:
    """`RecentTickets`. Vectors lie here in half precision: they tell what is alike, no more."""

    database: DynamoDatabase
    table: str

    def add_tickets(self, tickets: Sequence[RecentTicket], at: datetime) -> None:
        """See `RecentTickets.note`."""
        if not tickets:
            return
        item: Item = {
            **build_key(
                _build_pk(at.astimezone(UTC).date()),
                f"{format_timestamp(at)}#{tickets[0].ticket_id}",
            ),
            "tickets": encode_value([_encode_recent(ticket) for ticket in tickets]),
            "expires_at": encode_value(int((at + RECENT_KEPT_FOR).timestamp())),
        }
        self.database.create_item(self.table, item)

    def read_newest(self, since: datetime, now: datetime) -> Iterator[Sequence[RecentTicket]]:
        """See `RecentTickets.newest`. A clock that is ahead may have begun the next day."""
        day, first = (now + timedelta(minutes=1)).astimezone(UTC).date(), since.astimezone(UTC)
        while day >= first.date():
            for item in self._query_day(day, since):
                yield [_decode_recent(noted) for noted in decode_value(item["tickets"])]
            day -= ONE_DAY

    def _query_day(self, day: date, since: datetime) -> Iterator[Item]:
        start = max(since, datetime.combine(day, time(), UTC))
        return self.database.query_items(
            {
                "TableName": self.table,
                "ConsistentRead": True,
                "ScanIndexForward": False,
                "KeyConditionExpression": "pk = :pk AND sk >= :start",
                "ExpressionAttributeValues": {
                    ":pk": encode_value(_build_pk(day)),
                    ":start": encode_value(format_timestamp(start)),
                },
            }
        )


def _build_pk(day: date) -> str:
    return f"RECENT#{day.isoformat()}"


def _encode_recent(recent: RecentTicket) -> dict[str, object]:
    return {
        "ticket_id": recent.ticket_id,
        "requester": recent.requester,
        "at": recent.at,
        "vector": recent.vector.astype("<f2").tobytes(),
    }


def _decode_recent(noted: dict[str, Any]) -> RecentTicket:
    return RecentTicket(
        ticket_id=noted["ticket_id"],
        requester=noted["requester"],
        at=datetime.fromisoformat(noted["at"]),
        vector=_decode_half_vector(bytes(noted["vector"])),
    )


def _decode_half_vector(content: bytes) -> Vector:
    return np.frombuffer(content, "<f2").astype(np.float32)
