"""Tallies of what triage did, in the ops table; what they are counted from, in the other two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import batched

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import attribute, decode, encode, timestamp
from switchyard.adapters.dynamodb.database import READ_AT_ONCE, Database
from switchyard.adapters.dynamodb.ticket_items import Tables
from switchyard.adapters.dynamodb.transaction import Write
from switchyard.domain.drift import NO_CATEGORY, Day, Sighting
from switchyard.domain.ticket import Ticket
from switchyard.domain.triage import Outcome, TriageExplanation

DRIFT = "DRIFT"
KEPT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class DynamoDriftStore:
    """`DriftStore`. `ops` is the ops table, where a day's tally lives for two months."""

    database: Database
    tables: Tables
    ops: str

    def sightings(self, department: str, day: date) -> Iterator[Sighting]:
        """See `DriftStore.sightings`."""
        for together in batched(self._tickets(department, day), READ_AT_ONCE, strict=False):
            wanted = [keys.ticket_key(one.ticket_id, keys.TRIAGE) for one in together]
            found = {
                keys.ticket_id_of(item): decode(TriageExplanation, item)
                for item in self.database.find(self.tables.content, wanted)
            }
            for ticket in together:
                if ticket.ticket_id in found:
                    yield _sighting(ticket, found[ticket.ticket_id])

    def _tickets(self, department: str, day: date) -> Iterator[Ticket]:
        starts = datetime.combine(day, time(), UTC)
        items = self.database.query(
            {
                "TableName": self.tables.desk,
                "IndexName": "by_department",
                "KeyConditionExpression": "in_department = :department "
                "AND created BETWEEN :starts AND :ends",
                "ExpressionAttributeValues": {
                    ":department": attribute(department),
                    ":starts": attribute(timestamp(starts)),
                    ":ends": attribute(timestamp(starts + timedelta(days=1))),
                },
            }
        )
        return (decode(Ticket, item) for item in items)

    def keep(self, day: Day) -> None:
        """See `DriftStore.keep`."""
        expires = datetime.combine(day.day, time(), UTC) + KEPT
        item = {
            **keys.key(DRIFT, day.day.isoformat()),
            **encode(day),
            "expires_at": attribute(int(expires.timestamp())),
        }
        self.database.transact([Write({"Put": {"TableName": self.ops, "Item": item}})])

    def days(self, since: date) -> list[Day]:
        """See `DriftStore.days`."""
        items = self.database.query(
            {
                "TableName": self.ops,
                "ConsistentRead": True,
                "KeyConditionExpression": "pk = :pk AND sk >= :since",
                "ExpressionAttributeValues": {
                    ":pk": attribute(DRIFT),
                    ":since": attribute(since.isoformat()),
                },
            }
        )
        return [decode(Day, item) for item in items]


def _sighting(ticket: Ticket, explanation: TriageExplanation) -> Sighting:
    guess = explanation.guesses[0] if explanation.guesses else None
    reviewed = explanation.outcome is Outcome.MANUAL_REVIEW
    return Sighting(
        category=guess.category if guess else NO_CATEGORY,
        confidence=guess.confidence if guess else 0.0,
        reviewed=reviewed,
        corrected=not reviewed and ticket.corrections > 0,
    )
