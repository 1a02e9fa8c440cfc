"""Steps that are due, from the sparse index of the desk table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item, attribute, decode
from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.dynamodb.due import SHARDS, all_shards
from switchyard.adapters.dynamodb.kinds import kind_of
from switchyard.domain.due_step import Step, name_of
from switchyard.domain.errors import Conflict
from switchyard.domain.mail import Mail
from switchyard.domain.ticket import Ticket
from switchyard.domain.upload import Chunk, Upload


@dataclass(frozen=True, slots=True)
class DynamoDueSteps:
    """`DueSteps`."""

    database: Database
    table: str

    def due(self, now: datetime, limit: int) -> list[Step]:
        """See `DueSteps.due`. The index may lag: what moved on meanwhile is passed over."""
        most = -(-limit // SHARDS)
        found = [
            keys.key(item["pk"]["S"], item["sk"]["S"])
            for shard in all_shards()
            for item in islice(self._listed(shard, now, most), most)
        ]
        steps = (_step(item) for item in self.database.find(self.table, found))
        return [step for step in steps if step and step.due_at and step.due_at <= now]

    def put_back(self, step: Step, due_at: datetime) -> None:
        """See `DueSteps.put_back`."""
        moved_on = Conflict(f"{name_of(step)} moved on")
        self.database.update(
            {
                "TableName": self.table,
                "Key": _key(step),
                "UpdateExpression": "SET sweeps = sweeps + :one, due_at = :later",
                "ConditionExpression": "sweeps = :sweeps AND due_at = :due_at",
                "ExpressionAttributeValues": {
                    ":one": attribute(1),
                    ":later": attribute(due_at),
                    ":sweeps": attribute(step.sweeps),
                    ":due_at": attribute(step.due_at),
                },
            },
            moved_on,
        )

    def _listed(self, shard: str, now: datetime, most: int) -> Iterator[Item]:
        return self.database.query(
            {
                "TableName": self.table,
                "IndexName": "due",
                "KeyConditionExpression": "due_shard = :shard AND due_at <= :now",
                "ExpressionAttributeValues": {":shard": attribute(shard), ":now": attribute(now)},
                "Limit": most,
            }
        )


def _step(item: Item) -> Step | None:
    kind = kind_of(item)
    found = decode(kind, item) if kind else None
    return found if isinstance(found, Ticket | Mail | Chunk | Upload) else None


def _key(step: Step) -> Item:
    match step:
        case Ticket():
            return keys.ticket_key(step.ticket_id)
        case Mail():
            return keys.mail_key(step.ticket_id, step.mail_id)
        case Chunk():
            return keys.chunk_key(step.upload_id, step.number)
        case Upload():
            return keys.upload_key(step.upload_id)
