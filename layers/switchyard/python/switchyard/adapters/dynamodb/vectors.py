"""Vectors in the content table, by kind and department."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb.codec import attribute
from switchyard.adapters.dynamodb.keys import vectors_pk
from switchyard.adapters.dynamodb.vector_items import document_item, document_of
from switchyard.adapters.outside import outside
from switchyard.search.model import Document, Kind

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

WRITERS = 8


@dataclass(frozen=True, slots=True)
class DynamoVectorStore:
    """`VectorStore`. The local index `changes` makes "what changed since" one query."""

    client: DynamoDBClient
    table: str

    def put(self, documents: Sequence[Document]) -> None:
        """See `VectorStore.put`."""
        # A transaction would bill twice and fall whole with one older document.
        with ThreadPoolExecutor(min(WRITERS, len(documents) or 1)) as writers:
            list(writers.map(self._put, documents))

    def _put(self, document: Document) -> None:
        with outside("write of a vector"):
            try:
                self.client.put_item(
                    TableName=self.table,
                    Item=document_item(document),
                    ConditionExpression="attribute_not_exists(pk) OR changed_at <= :changed_at",
                    ExpressionAttributeValues={":changed_at": attribute(document.changed_at)},
                )
            except self.client.exceptions.ConditionalCheckFailedException:
                return

    def changes(self, kind: Kind, department: str, since: int) -> list[Document]:
        """See `VectorStore.changes`."""
        with outside("query of vectors"):
            pages = self.client.get_paginator("query").paginate(
                TableName=self.table,
                IndexName="changes",
                ConsistentRead=True,
                KeyConditionExpression="pk = :pk AND changed_at >= :since",
                ExpressionAttributeValues={
                    ":pk": attribute(vectors_pk(kind, department)),
                    ":since": attribute(since),
                },
            )
            return [document_of(item) for page in pages for item in page["Items"]]
