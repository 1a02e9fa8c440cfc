"""Precedents without their vectors, so that who reads them needs no numpy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb.codec import Item, attribute
from switchyard.adapters.dynamodb.cursors import cursor as cursor_after
from switchyard.adapters.dynamodb.cursors import position
from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.dynamodb.keys import vectors_pk
from switchyard.domain.exported_precedent import Precedent
from switchyard.domain.page import Page
from switchyard.domain.vector import Kind

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

FIELDS = ("sk", "department", "label", "source", "person", "changed_at", "deleted")


@dataclass(frozen=True, slots=True)
class DynamoPrecedents:
    """`Precedents`. `table` is the content table."""

    database: Database
    table: str

    def page(self, department: str, cursor: str, limit: int) -> Page[Precedent]:
        """See `Precedents.page`."""
        after = position(cursor, "precedents", department)
        found = list(islice(self._kept(department, after, limit), limit + 1))
        shown = tuple(found[:limit])
        if len(found) <= limit:
            return Page(shown)
        return Page(shown, cursor_after(shown[-1].document_id, "precedents", department))

    def _kept(self, department: str, after: str, limit: int) -> Iterator[Precedent]:
        request: QueryInputTypeDef = {
            "TableName": self.table,
            "ConsistentRead": True,
            "KeyConditionExpression": "pk = :pk AND sk > :after",
            "ExpressionAttributeValues": {
                ":pk": attribute(vectors_pk(Kind.PRECEDENT, department)),
                # A key cannot be compared with an empty text; a space comes before every id.
                ":after": attribute(after or " "),
            },
            "ProjectionExpression": ", ".join(f"#{name}" for name in FIELDS),
            "ExpressionAttributeNames": {f"#{name}": name for name in FIELDS},
            "Limit": limit + 1,
        }
        items = self.database.query(request)
        return (_precedent(item) for item in items if not item["deleted"]["BOOL"])


def _precedent(item: Item) -> Precedent:
    return Precedent(
        document_id=item["sk"]["S"],
        department=item["department"]["S"],
        category=item["label"]["S"],
        source=item["source"]["S"],
        person=item["person"]["S"],
        changed_at=datetime.fromtimestamp(int(item["changed_at"]["N"]) / 1000, UTC),
    )
