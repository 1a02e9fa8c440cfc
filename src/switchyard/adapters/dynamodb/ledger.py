"""The fairness ledger, in the ops table."""

from __future__ import annotations

from dataclasses import dataclass

from switchyard.adapters.dynamodb.codec import decode_model, encode_value
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.fairness_items import build_ledger_pk
from switchyard.domain.fairness import FairnessFigures


@dataclass(frozen=True, slots=True)
class DynamoFairnessLedger:
    """`Ledger`."""

    database: DynamoDatabase
    table: str

    def read_figures(self, department: str, month: str) -> dict[str, FairnessFigures]:
        """See `Ledger.figures`."""
        items = self.database.query_items(
            {
                "TableName": self.table,
                "KeyConditionExpression": "pk = :pk",
                "ExpressionAttributeValues": {
                    ":pk": encode_value(build_ledger_pk(department, month))
                },
            }
        )
        return {item["sk"]["S"]: decode_model(FairnessFigures, item) for item in items}
