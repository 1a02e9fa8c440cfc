"""Tallies of what triage did, in the ops table; what they are counted from, in the other two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import batched

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import (
    decode_model,
    encode_model,
    encode_value,
    format_timestamp,
)
from switchyard.adapters.dynamodb.database import MAX_KEYS_PER_READ, DynamoDatabase
from switchyard.adapters.dynamodb.ticket_items import DynamoTables
from switchyard.adapters.dynamodb.transaction import TransactionWrite
from switchyard.domain.drift import NO_CATEGORY, DriftDay, TriageSample
from switchyard.domain.ticket import Ticket
from switchyard.domain.triage import TriageExplanation, TriageOutcome

DRIFT = "DRIFT"
TALLY_KEPT_FOR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class DynamoDriftStore:
    """`DriftStore`. `ops` is the ops table, where a day's tally lives for two months."""

    database: DynamoDatabase
    tables: DynamoTables
    ops: str

    def read_samples(self, department: str, day: date) -> Iterator[TriageSample]:
        """See `DriftStore.sightings`."""
        for together in batched(
            self._query_tickets(department, day), MAX_KEYS_PER_READ, strict=False
        ):
            explanation_keys = [
                keys.build_ticket_key(ticket.ticket_id, keys.TRIAGE) for ticket in together
            ]
            explanations = {
                keys.read_ticket_id(item): decode_model(TriageExplanation, item)
                for item in self.database.read_items(self.tables.content, explanation_keys)
            }
            for ticket in together:
                if ticket.ticket_id in explanations:
                    yield _build_sample(ticket, explanations[ticket.ticket_id])

    def _query_tickets(self, department: str, day: date) -> Iterator[Ticket]:
        starts = datetime.combine(day, time(), UTC)
        items = self.database.query_items(
            {
                "TableName": self.tables.desk,
                "IndexName": "by_department",
                "KeyConditionExpression": "in_department = :department "
                "AND created BETWEEN :starts AND :ends",
                "ExpressionAttributeValues": {
                    ":department": encode_value(department),
                    ":starts": encode_value(format_timestamp(starts)),
                    ":ends": encode_value(format_timestamp(starts + timedelta(days=1))),
                },
            }
        )
        return (decode_model(Ticket, item) for item in items)

    def save_day(self, day: DriftDay) -> None:
        """See `DriftStore.keep`."""
        expires = datetime.combine(day.day, time(), UTC) + TALLY_KEPT_FOR
        item = {
            **keys.build_key(DRIFT, day.day.isoformat()),
            **encode_model(day),
            "expires_at": encode_value(int(expires.timestamp())),
        }
        self.database.run_transaction(
            [TransactionWrite({"Put": {"TableName": self.ops, "Item": item}})]
        )

    def read_days(self, since: date) -> list[DriftDay]:
        """See `DriftStore.days`."""
        items = self.database.query_items(
            {
                "TableName": self.ops,
                "ConsistentRead": True,
                "KeyConditionExpression": "pk = :pk AND sk >= :since",
                "ExpressionAttributeValues": {
                    ":pk": encode_value(DRIFT),
                    ":since": encode_value(since.isoformat()),
                },
            }
        )
        return [decode_model(DriftDay, item) for item in items]


def _build_sample(ticket: Ticket, explanation: TriageExplanation) -> TriageSample:
    guess = explanation.guesses[0] if explanation.guesses else None
    reviewed = explanation.outcome is TriageOutcome.MANUAL_REVIEW
    return TriageSample(
        category=guess.category if guess else NO_CATEGORY,
        confidence=guess.confidence if guess else 0.0,
        reviewed=reviewed,
        corrected=not reviewed and ticket.corrections > 0,
    )
