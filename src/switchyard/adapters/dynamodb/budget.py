"""How often the language model was asked, in the ops table: one item a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from switchyard.adapters.dynamodb.codec import encode_value
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.keys import build_key
from switchyard.domain.errors import Conflict

COUNTER_KEPT_FOR = timedelta(days=32)


@dataclass(frozen=True, slots=True)
class DynamoCallBudget:
    """`Budget`."""

    database: DynamoDatabase
    table: str

    def take_call(self, day: date, max_calls: int) -> bool:
        """See `Budget.take`. A call whose answer got lost may count twice, never not at all."""
        if max_calls < 1:
            return False
        try:
            self.database.update_item(
                {
                    "TableName": self.table,
                    "Key": build_key(f"LANGUAGE_MODEL#{day.isoformat()}", "BUDGET"),
                    "UpdateExpression": "ADD calls :one SET expires_at = :then",
                    "ConditionExpression": "attribute_not_exists(calls) OR calls < :most",
                    "ExpressionAttributeValues": {
                        ":one": encode_value(1),
                        ":most": encode_value(max_calls),
                        ":then": encode_value(_calculate_expiry(day)),
                    },
                },
                Conflict("the day's calls are used up"),
            )
        except Conflict:
            return False
        return True


def _calculate_expiry(day: date) -> int:
    return int((datetime.combine(day, time(), UTC) + COUNTER_KEPT_FOR).timestamp())
