"""Index checkpoints in the ops table."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from switchyard.adapters.dynamodb.codec import Item, encode_value
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.keys import build_key
from switchyard.domain.errors import Conflict
from switchyard.domain.vector import VectorKind


@dataclass(frozen=True, slots=True)
class DynamoIndexCheckpoints:
    """`Checkpoints`: one item a kind and department. Without it, all is indexed anew."""

    database: DynamoDatabase
    table: str

    def read_checkpoint(self, kind: VectorKind, department: str) -> int:
        """See `Checkpoints.reached`."""
        item = self.database.read_item(self.table, _build_key(kind, department))
        return int(item["reached"]["N"]) if item else 0

    def advance_checkpoint(self, kind: VectorKind, department: str, to: int) -> None:
        """See `Checkpoints.advance`."""
        with suppress(Conflict):
            self.database.update_item(
                {
                    "TableName": self.table,
                    "Key": _build_key(kind, department),
                    "UpdateExpression": "SET reached = :to",
                    "ConditionExpression": "attribute_not_exists(pk) OR reached < :to",
                    "ExpressionAttributeValues": {":to": encode_value(to)},
                },
                Conflict("the checkpoint is further"),
            )


def _build_key(kind: VectorKind, department: str) -> Item:
    return build_key(f"INDEX#{kind}#{department}", "CHECKPOINT")
