"""Heads and their cards in the bucket, and a list of them in the desk table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item, attribute, decode, encode
from switchyard.adapters.dynamodb.cursors import cursor as cursor_after
from switchyard.adapters.dynamodb.cursors import position
from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.dynamodb.pointers import move_pointer
from switchyard.adapters.dynamodb.transaction import Write
from switchyard.adapters.s3 import S3Files
from switchyard.domain.errors import NotFound
from switchyard.domain.model_card import Card, HeadSummary
from switchyard.domain.page import Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from switchyard.domain.desk import Pointer

LISTING = "HEAD"
NPZ = "application/octet-stream"
LAST = "~"
"""After every time, as texts sort."""


@dataclass(frozen=True, slots=True)
class DynamoHeadStore:
    """`HeadStore`. The list tells which heads there are, so nobody need list the bucket."""

    database: Database
    table: str
    files: S3Files

    def card(self, version: str) -> Card:
        """See `HeadStore.card`."""
        if self.database.get(self.table, keys.head_key(version)) is None:
            raise NotFound(f"there is no head {version}")
        return Card.model_validate_json(self.files.read(card_file(version)))

    def versions(self, cursor: str, limit: int) -> Page[HeadSummary]:
        """See `HeadStore.versions`."""
        before = position(cursor, LISTING) or LAST
        found = [
            decode(HeadSummary, item) for item in islice(self._listed(before, limit), limit + 1)
        ]
        shown = tuple(found[:limit])
        more = cursor_after(_place(shown[-1]), LISTING) if len(found) > limit else ""
        return Page(shown, more)

    def serve(self, card: Card, content: bytes, pointer: Pointer) -> Pointer:
        """See `HeadStore.serve`. Files come first: what the pointer names is always there."""
        self.files.write(head_file(card.version), content, NPZ)
        self.files.write(
            card_file(card.version), card.model_dump_json().encode(), "application/json"
        )
        listed = Write({"Put": {"TableName": self.table, "Item": _item(HeadSummary.of(card))}})
        moved = pointer.moved(head=card.version, rolled_back=None)
        return move_pointer(self.database, self.table, moved, listed)

    def move(self, pointer: Pointer) -> Pointer:
        """See `HeadStore.move`."""
        return move_pointer(self.database, self.table, pointer)

    def _listed(self, before: str, limit: int) -> Iterator[Item]:
        request: QueryInputTypeDef = {
            "TableName": self.table,
            "IndexName": "listing",
            "KeyConditionExpression": "listing = :listing AND listing_key < :before",
            "ExpressionAttributeValues": {
                ":listing": attribute(LISTING),
                ":before": attribute(before),
            },
            "ScanIndexForward": False,
            "Limit": limit + 1,
        }
        return self.database.query(request)


def head_file(version: str) -> str:
    return f"heads/{version}.npz"


def card_file(version: str) -> str:
    return f"heads/{version}.card.json"


def _place(summary: HeadSummary) -> str:
    return f"{summary.trained_at}#{summary.version}"


def _item(summary: HeadSummary) -> Item:
    return {
        **keys.head_key(summary.version),
        **encode(summary),
        "listing": attribute(LISTING),
        "listing_key": attribute(_place(summary)),
    }
