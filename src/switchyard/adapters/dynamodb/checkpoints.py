"""Index checkpoints in the ops table."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from switchyard.adapters.dynamodb.codec import Item, attribute
from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.dynamodb.keys import key
from switchyard.domain.errors import Conflict
from switchyard.domain.vector import Kind


@dataclass(frozen=True, slots=True)
class DynamoCheckpoints:
    """`Checkpoints`: one item a kind and department. Without it, all is indexed anew."""

    database: Database
    table: str

    def reached(self, kind: Kind, department: str) -> int:
        """See `Checkpoints.reached`."""
        item = self.database.get(self.table, _key(kind, department))
        return int(item["reached"]["N"]) if item else 0

    def advance(self, kind: Kind, department: str, to: int) -> None:
        """See `Checkpoints.advance`."""
        with suppress(Conflict):
            self.database.update(
                {
                    "TableName": self.table,
                    "Key": _key(kind, department),
                    "UpdateExpression": "SET reached = :to",
                    "ConditionExpression": "attribute_not_exists(pk) OR reached < :to",
                    "ExpressionAttributeValues": {":to": attribute(to)},
                },
                Conflict("the checkpoint is further"),
            )


def _key(kind: Kind, department: str) -> Item:
    return key(f"INDEX#{kind}#{department}", "CHECKPOINT")
