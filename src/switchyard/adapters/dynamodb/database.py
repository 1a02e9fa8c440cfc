"""What the stores ask of DynamoDB: consistent reads, queries, and writes with a condition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from switchyard.adapters.aws_errors import code_of, outside
from switchyard.adapters.backoff import Backoff
from switchyard.adapters.dynamodb.codec import Item
from switchyard.adapters.dynamodb.transaction import PASSING, Write, transact
from switchyard.domain.errors import SwitchyardError, Unavailable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef, UpdateItemInputTypeDef

READ_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Database:
    """One client for all tables. Every method raises Unavailable after bounded retries."""

    client: DynamoDBClient
    backoff: Backoff

    def get(self, table: str, key: Item) -> Item | None:
        """One item, read consistently."""
        with outside("read"):
            answer = self.client.get_item(TableName=table, Key=key, ConsistentRead=True)
        return answer.get("Item")

    def find(self, table: str, keys: Sequence[Item]) -> Iterator[Item]:
        """Those that exist, in no order, read consistently, a hundred in one round trip."""
        unique = {(key["pk"]["S"], key["sk"]["S"]): key for key in keys}
        for part in batched(unique.values(), READ_AT_ONCE, strict=False):
            yield from self._find(table, list(part))

    def _find(self, table: str, keys: list[Item]) -> Iterator[Item]:
        left = keys
        for _ in self.backoff.attempts():
            with outside("read"):
                answer = self.client.batch_get_item(
                    RequestItems={table: {"Keys": left, "ConsistentRead": True}}
                )
            yield from answer["Responses"].get(table, [])
            missed = answer.get("UnprocessedKeys", {}).get(table)
            if not missed:
                return
            left = [dict(key) for key in missed["Keys"]]
        raise Unavailable(f"{len(left)} items could not be read")

    def query(self, request: QueryInputTypeDef) -> Iterator[Item]:
        """All that a query finds; the next page is read only when it is asked for."""
        start: Item | None = {}
        while start is not None:
            page: QueryInputTypeDef = {**request, "ExclusiveStartKey": start} if start else request
            with outside("query"):
                answer = self.client.query(**page)
            yield from answer["Items"]
            start = answer.get("LastEvaluatedKey") or None

    def create(self, table: str, item: Item) -> bool:
        """Whether the item was written, and not there before."""
        with outside("write"):
            try:
                self.client.put_item(
                    TableName=table, Item=item, ConditionExpression="attribute_not_exists(pk)"
                )
            except self.client.exceptions.ConditionalCheckFailedException:
                return False
        return True

    def update(self, request: UpdateItemInputTypeDef, refused: SwitchyardError) -> Item:
        """One update; gives the item as it is now. Raises `refused` if the condition fails."""
        asking: UpdateItemInputTypeDef = {**request, "ReturnValues": "ALL_NEW"}
        for _ in self.backoff.attempts():
            with outside("update"):
                try:
                    answer = self.client.update_item(**asking)
                except ClientError as error:
                    if code_of(error) == "ConditionalCheckFailedException":
                        raise refused from error
                    if code_of(error) not in PASSING:
                        raise
                else:
                    return answer["Attributes"]
        raise Unavailable("the item was in other transactions all the time")

    def transact(self, writes: Sequence[Write]) -> None:
        """All or none: see `transaction.transact`."""
        transact(self.client, writes, self.backoff)
