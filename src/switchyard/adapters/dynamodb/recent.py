"""Live tickets of late, in the ops table: a partition a day, an item a batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np

from switchyard.adapters.dynamodb.codec import Item, attribute, plain, timestamp
from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.dynamodb.keys import key
from switchyard.domain.incident import Recent
from switchyard.domain.vector import Vector

KEPT = timedelta(hours=48)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DynamoRecentTickets:
    """`RecentTickets`. Vectors lie here in half precision: they tell what is alike, no more."""

    database: Database
    table: str

    def note(self, recents: Sequence[Recent], at: datetime) -> None:
        """See `RecentTickets.note`."""
        if not recents:
            return
        item: Item = {
            **key(_pk(at.astimezone(UTC).date()), f"{timestamp(at)}#{recents[0].ticket_id}"),
            "tickets": attribute([_plain(one) for one in recents]),
            "expires_at": attribute(int((at + KEPT).timestamp())),
        }
        self.database.create(self.table, item)

    def newest(self, since: datetime, now: datetime) -> Iterator[Sequence[Recent]]:
        """See `RecentTickets.newest`. A clock that is ahead may have begun the next day."""
        day, first = (now + timedelta(minutes=1)).astimezone(UTC).date(), since.astimezone(UTC)
        while day >= first.date():
            for item in self._of_day(day, since):
                yield [_recent(one) for one in plain(item["tickets"])]
            day -= DAY

    def _of_day(self, day: date, since: datetime) -> Iterator[Item]:
        start = max(since, datetime.combine(day, time(), UTC))
        return self.database.query(
            {
                "TableName": self.table,
                "ConsistentRead": True,
                "ScanIndexForward": False,
                "KeyConditionExpression": "pk = :pk AND sk >= :start",
                "ExpressionAttributeValues": {
                    ":pk": attribute(_pk(day)),
                    ":start": attribute(timestamp(start)),
                },
            }
        )


def _pk(day: date) -> str:
    return f"RECENT#{day.isoformat()}"


def _plain(recent: Recent) -> dict[str, object]:
    return {
        "ticket_id": recent.ticket_id,
        "requester": recent.requester,
        "at": recent.at,
        "vector": recent.vector.astype("<f2").tobytes(),
    }


def _recent(noted: dict[str, Any]) -> Recent:
    return Recent(
        ticket_id=noted["ticket_id"],
        requester=noted["requester"],
        at=datetime.fromisoformat(noted["at"]),
        vector=_vector(bytes(noted["vector"])),
    )


def _vector(content: bytes) -> Vector:
    return np.frombuffer(content, "<f2").astype(np.float32)
