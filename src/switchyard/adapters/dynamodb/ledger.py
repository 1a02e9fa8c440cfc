"""The fairness ledger, in the ops table."""

from __future__ import annotations

from dataclasses import dataclass

from switchyard.adapters.dynamodb.codec import attribute, decode
from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.dynamodb.fairness_items import ledger_pk
from switchyard.domain.fairness import Figures


@dataclass(frozen=True, slots=True)
class DynamoLedger:
    """`Ledger`."""

    database: Database
    table: str

    def figures(self, department: str, month: str) -> dict[str, Figures]:
        """See `Ledger.figures`."""
        items = self.database.query(
            {
                "TableName": self.table,
                "KeyConditionExpression": "pk = :pk",
                "ExpressionAttributeValues": {":pk": attribute(ledger_pk(department, month))},
            }
        )
        return {item["sk"]["S"]: decode(Figures, item) for item in items}
