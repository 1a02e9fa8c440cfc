"""How often the language model was asked, in the ops table: one item a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from switchyard.adapters.dynamodb.codec import attribute
from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.dynamodb.keys import key
from switchyard.domain.errors import Conflict

KEPT = timedelta(days=32)


@dataclass(frozen=True, slots=True)
class DynamoBudget:
    """`Budget`."""

    database: Database
    table: str

    def take(self, day: date, most: int) -> bool:
        """See `Budget.take`. A call whose answer got lost may count twice, never not at all."""
        if most < 1:
            return False
        try:
            self.database.update(
                {
                    "TableName": self.table,
                    "Key": key(f"LANGUAGE_MODEL#{day.isoformat()}", "BUDGET"),
                    "UpdateExpression": "ADD calls :one SET expires_at = :then",
                    "ConditionExpression": "attribute_not_exists(calls) OR calls < :most",
                    "ExpressionAttributeValues": {
                        ":one": attribute(1),
                        ":most": attribute(most),
                        ":then": attribute(_expiry(day)),
                    },
                },
                Conflict("the day's calls are used up"),
            )
        except Conflict:
            return False
        return True


def _expiry(day: date) -> int:
    return int((datetime.combine(day, time(), UTC) + KEPT).timestamp())
