"""Steps that are due, from the sparse index of the desk table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item, decode_model, encode_value
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.due import SHARD_COUNT, list_shards
from switchyard.adapters.dynamodb.kinds import find_model
from switchyard.domain.due_step import DueStep, name_step
from switchyard.domain.errors import Conflict
from switchyard.domain.mail import Mail
from switchyard.domain.ticket import Ticket
from switchyard.domain.upload import Chunk, Upload


@dataclass(frozen=True, slots=True)
class DynamoDueStepStore:
    """`DueSteps`."""

    database: DynamoDatabase
    table: str

    def list_due_steps(self, now: datetime, limit: int) -> list[DueStep]:
        """See `DueSteps.due`. The index may lag: what moved on meanwhile is passed over."""
        limit_per_shard = -(-limit // SHARD_COUNT)
        step_keys = [
            keys.build_key(item["pk"]["S"], item["sk"]["S"])
            for shard in list_shards()
            for item in islice(self._query_shard(shard, now, limit_per_shard), limit_per_shard)
        ]
        steps = (_decode_step(item) for item in self.database.read_items(self.table, step_keys))
        return [step for step in steps if step and step.due_at and step.due_at <= now]

    def put_back(self, step: DueStep, due_at: datetime) -> None:
        """See `DueSteps.put_back`."""
        moved_on = Conflict(f"{name_step(step)} moved on")
        self.database.update_item(
            {
                "TableName": self.table,
                "Key": _build_key(step),
                "UpdateExpression": "SET sweeps = sweeps + :one, due_at = :later",
                "ConditionExpression": "sweeps = :sweeps AND due_at = :due_at",
                "ExpressionAttributeValues": {
                    ":one": encode_value(1),
                    ":later": encode_value(due_at),
                    ":sweeps": encode_value(step.sweeps),
                    ":due_at": encode_value(step.due_at),
                },
            },
            moved_on,
        )

    def _query_shard(self, shard: str, now: datetime, limit: int) -> Iterator[Item]:
        return self.database.query_items(
            {
                "TableName": self.table,
                "IndexName": "due",
                "KeyConditionExpression": "due_shard = :shard AND due_at <= :now",
                "ExpressionAttributeValues": {
                    ":shard": encode_value(shard),
                    ":now": encode_value(now),
                },
                "Limit": limit,
            }
        )


def _decode_step(item: Item) -> DueStep | None:
    kind = find_model(item)
    model = decode_model(kind, item) if kind else None
    return model if isinstance(model, Ticket | Mail | Chunk | Upload) else None


def _build_key(step: DueStep) -> Item:
    match step:
        case Ticket():
            return keys.build_ticket_key(step.ticket_id)
        case Mail():
            return keys.build_mail_key(step.ticket_id, step.mail_id)
        case Chunk():
            return keys.build_chunk_key(step.upload_id, step.number)
        case Upload():
            return keys.build_upload_key(step.upload_id)
