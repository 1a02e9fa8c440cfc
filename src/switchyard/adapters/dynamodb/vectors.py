"""Vectors in the content table, by kind and department."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING

from switchyard.adapters.aws_errors import outside
from switchyard.adapters.dynamodb.codec import attribute
from switchyard.adapters.dynamodb.keys import vectors_pk
from switchyard.adapters.dynamodb.vector_items import document_item, document_of
from switchyard.domain.vector import Document, Kind

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import PutTypeDef

TOGETHER = 50
"""A vector has 1.5 KB, and a transaction may have 100 writes."""


@dataclass(frozen=True, slots=True)
class DynamoVectorStore:
    """`VectorStore`. The local index `changes` makes "what changed since" one query."""

    client: DynamoDBClient
    table: str

    def put(self, documents: Sequence[Document]) -> None:
        """See `VectorStore.put`. Of several with the same identity, the newest is written."""
        oldest_first = sorted(documents, key=lambda document: document.changed_at)
        unique = {(one.kind, one.department, one.document_id): one for one in oldest_first}
        for part in batched(unique.values(), TOGETHER, strict=False):
            self._put_together(part)

    def _put_together(self, documents: Sequence[Document]) -> None:
        """In one transaction: it costs twice the write units and a tenth of the calls' time.

        It falls as a whole with one document that is older than what is stored; then each is
        written by itself.
        """
        with outside("write of vectors"):
            try:
                self.client.transact_write_items(
                    TransactItems=[{"Put": self._write(document)} for document in documents]
                )
            except self.client.exceptions.TransactionCanceledException:
                for document in documents:
                    self._put(document)

    def _write(self, document: Document) -> PutTypeDef:
        return {
            "TableName": self.table,
            "Item": document_item(document),
            "ConditionExpression": "attribute_not_exists(pk) OR changed_at <= :changed_at",
            "ExpressionAttributeValues": {":changed_at": attribute(document.changed_at)},
        }

    def _put(self, document: Document) -> None:
        with outside("write of a vector"):
            try:
                self.client.put_item(**self._write(document))
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
