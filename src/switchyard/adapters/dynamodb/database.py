"""What the stores ask of DynamoDB: consistent reads, queries, and writes with a condition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from switchyard.adapters.aws_errors import read_error_code, translate_errors
from switchyard.adapters.backoff import Backoff
from switchyard.adapters.dynamodb.codec import Item
from switchyard.adapters.dynamodb.transaction import (
    TRANSIENT_CODES,
    TransactionWrite,
    run_transaction,
)
from switchyard.domain.errors import SwitchyardError, Unavailable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef, UpdateItemInputTypeDef

MAX_KEYS_PER_READ = 100


@dataclass(frozen=True, slots=True)
class DynamoDatabase:
    """One client for all tables. Every method raises Unavailable after bounded retries."""

    client: DynamoDBClient
    backoff: Backoff

    def read_item(self, table: str, key: Item) -> Item | None:
        """One item, read consistently."""
        with translate_errors("read"):
            answer = self.client.get_item(TableName=table, Key=key, ConsistentRead=True)
        return answer.get("Item")

    def read_items(self, table: str, keys: Sequence[Item]) -> Iterator[Item]:
        """Those that exist, in no order, read consistently, a hundred in one round trip."""
        unique = {(key["pk"]["S"], key["sk"]["S"]): key for key in keys}
        for part in batched(unique.values(), MAX_KEYS_PER_READ, strict=False):
            yield from self._read_batch(table, list(part))

    def _read_batch(self, table: str, keys: list[Item]) -> Iterator[Item]:
        remaining = keys
        for _ in self.backoff.count_attempts():
            with translate_errors("read"):
                answer = self.client.batch_get_item(
                    RequestItems={table: {"Keys": remaining, "ConsistentRead": True}}
                )
            yield from answer["Responses"].get(table, [])
            missed = answer.get("UnprocessedKeys", {}).get(table)
            if not missed:
                return
            remaining = [dict(key) for key in missed["Keys"]]
        raise Unavailable(f"{len(remaining)} items could not be read")

    def query_items(self, request: QueryInputTypeDef) -> Iterator[Item]:
        """All that a query finds; the next page is read only when it is asked for."""
        start: Item | None = {}
        while start is not None:
            page: QueryInputTypeDef = {**request, "ExclusiveStartKey": start} if start else request
            with translate_errors("query"):
                answer = self.client.query(**page)
            yield from answer["Items"]
            start = answer.get("LastEvaluatedKey") or None

    def create_item(self, table: str, item: Item) -> bool:
        """Whether the item was written, and not there before."""
        with translate_errors("write"):
            try:
                self.client.put_item(
                    TableName=table, Item=item, ConditionExpression="attribute_not_exists(pk)"
                )
            except self.client.exceptions.ConditionalCheckFailedException:
                return False
        return True

    def update_item(self, request: UpdateItemInputTypeDef, refused: SwitchyardError) -> Item:
        """One update; gives the item as it is now. Raises `refused` if the condition fails."""
        asking: UpdateItemInputTypeDef = {**request, "ReturnValues": "ALL_NEW"}
        for _ in self.backoff.count_attempts():
            with translate_errors("update"):
                try:
                    answer = self.client.update_item(**asking)
                except ClientError as error:
                    if read_error_code(error) == "ConditionalCheckFailedException":
                        raise refused from error
                    if read_error_code(error) not in TRANSIENT_CODES:
                        raise
                else:
                    return answer["Attributes"]
        raise Unavailable("the item was in other transactions all the time")

    def run_transaction(self, writes: Sequence[TransactionWrite]) -> None:
        """All or none: see `transaction.transact`."""
        run_transaction(self.client, writes, self.backoff)
