"""Classifiers and their cards in the bucket, and a list of them in the desk table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item, decode_model, encode_model, encode_value
from switchyard.adapters.dynamodb.cursors import decode_cursor
from switchyard.adapters.dynamodb.cursors import encode_cursor as cursor_after
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.pointers import move_pointer
from switchyard.adapters.dynamodb.transaction import TransactionWrite
from switchyard.adapters.s3 import S3FileStore
from switchyard.domain.errors import NotFound
from switchyard.domain.model_card import ClassifierSummary, ModelCard
from switchyard.domain.page import Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from switchyard.domain.desk import DeskPointer

LISTING = "CLASSIFIER"
NPZ = "application/octet-stream"
AFTER_ALL_TIMES = "~"
"""After every time, as texts sort."""


@dataclass(frozen=True, slots=True)
class DynamoClassifierStore:
    """`ClassifierStore`. The list tells which classifiers there are, so nobody need list the
    bucket.
    """

    database: DynamoDatabase
    table: str
    files: S3FileStore

    def read_card(self, version: str) -> ModelCard:
        """See `ClassifierStore.card`."""
        if self.database.read_item(self.table, keys.build_classifier_key(version)) is None:
            raise NotFound(f"there is no classifier {version}")
        return ModelCard.model_validate_json(self.files.read_file(build_card_file_name(version)))

    def list_versions(self, cursor: str, limit: int) -> Page[ClassifierSummary]:
        """See `ClassifierStore.versions`."""
        before = decode_cursor(cursor, LISTING) or AFTER_ALL_TIMES
        summaries = [
            decode_model(ClassifierSummary, item)
            for item in islice(self._query_listing(before, limit), limit + 1)
        ]
        shown = tuple(summaries[:limit])
        more = (
            cursor_after(_build_listing_key(shown[-1]), LISTING) if len(summaries) > limit else ""
        )
        return Page(shown, more)

    def serve_classifier(
        self, card: ModelCard, content: bytes, pointer: DeskPointer
    ) -> DeskPointer:
        """See `ClassifierStore.serve`. Files come first: what the pointer names is always there."""
        self.files.write_file(build_classifier_file_name(card.version), content, NPZ)
        self.files.write_file(
            build_card_file_name(card.version), card.model_dump_json().encode(), "application/json"
        )
        listed = TransactionWrite(
            {
                "Put": {
                    "TableName": self.table,
                    "Item": _build_item(ClassifierSummary.create_from_card(card)),
                }
            }
        )
        moved = pointer.make_next_version(classifier=card.version, rolled_back=None)
        return move_pointer(self.database, self.table, moved, listed)

    def move_pointer(self, pointer: DeskPointer) -> DeskPointer:
        """See `ClassifierStore.move`."""
        return move_pointer(self.database, self.table, pointer)

    def _query_listing(self, before: str, limit: int) -> Iterator[Item]:
        request: QueryInputTypeDef = {
            "TableName": self.table,
            "IndexName": "listing",
            "KeyConditionExpression": "listing = :listing AND listing_key < :before",
            "ExpressionAttributeValues": {
                ":listing": encode_value(LISTING),
                ":before": encode_value(before),
            },
            "ScanIndexForward": False,
            "Limit": limit + 1,
        }
        return self.database.query_items(request)


def build_classifier_file_name(version: str) -> str:
    return f"classifiers/{version}.npz"


def build_card_file_name(version: str) -> str:
    return f"classifiers/{version}.card.json"


def _build_listing_key(summary: ClassifierSummary) -> str:
    return f"{summary.trained_at}#{summary.version}"


def _build_item(summary: ClassifierSummary) -> Item:
    return {
        **keys.build_classifier_key(summary.version),
        **encode_model(summary),
        "listing": encode_value(LISTING),
        "listing_key": encode_value(_build_listing_key(summary)),
    }
