"""Precedents without their vectors, so that who reads them needs no numpy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb.codec import Item, encode_value
from switchyard.adapters.dynamodb.cursors import decode_cursor
from switchyard.adapters.dynamodb.cursors import encode_cursor as cursor_after
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.keys import build_vectors_pk
from switchyard.domain.exported_precedent import ExportedPrecedent
from switchyard.domain.page import Page
from switchyard.domain.vector import VectorKind

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

FIELDS_READ = ("sk", "department", "label", "source", "person", "changed_at", "deleted")


@dataclass(frozen=True, slots=True)
class DynamoPrecedentStore:
    """`Precedents`. `table` is the content table."""

    database: DynamoDatabase
    table: str

    def list_precedents(self, department: str, cursor: str, limit: int) -> Page[ExportedPrecedent]:
        """See `Precedents.page`."""
        after = decode_cursor(cursor, "precedents", department)
        precedents = list(islice(self._query_precedents(department, after, limit), limit + 1))
        shown = tuple(precedents[:limit])
        if len(precedents) <= limit:
            return Page(shown)
        return Page(shown, cursor_after(shown[-1].document_id, "precedents", department))

    def _query_precedents(
        self, department: str, after: str, limit: int
    ) -> Iterator[ExportedPrecedent]:
        request: QueryInputTypeDef = {
            "TableName": self.table,
            "ConsistentRead": True,
            "KeyConditionExpression": "pk = :pk AND sk > :after",
            "ExpressionAttributeValues": {
                ":pk": encode_value(build_vectors_pk(VectorKind.PRECEDENT, department)),
                # A key cannot be compared with an empty text; a space comes before every id.
                ":after": encode_value(after or " "),
            },
            "ProjectionExpression": ", ".join(f"#{name}" for name in FIELDS_READ),
            "ExpressionAttributeNames": {f"#{name}": name for name in FIELDS_READ},
            "Limit": limit + 1,
        }
        items = self.database.query_items(request)
        return (_decode_precedent(item) for item in items if not item["deleted"]["BOOL"])


def _decode_precedent(item: Item) -> ExportedPrecedent:
    return ExportedPrecedent(
        document_id=item["sk"]["S"],
        department=item["department"]["S"],
        category=item["label"]["S"],
        source=item["source"]["S"],
        person=item["person"]["S"],
        changed_at=datetime.fromtimestamp(int(item["changed_at"]["N"]) / 1000, UTC),
    )
