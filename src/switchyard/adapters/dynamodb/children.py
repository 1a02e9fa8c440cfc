"""The tickets that wait on another, in that one's partition of the content table."""

from __future__ import annotations

from itertools import islice

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import encode_value
from switchyard.adapters.dynamodb.cursors import decode_cursor, encode_cursor
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.domain.page import Page


def list_children(
    database: DynamoDatabase, table: str, parent: str, after: str, limit: int
) -> Page[str]:
    """See `TicketStore.children`."""
    items = database.query_items(
        {
            "TableName": table,
            "ConsistentRead": True,
            "KeyConditionExpression": "pk = :pk AND sk BETWEEN :first AND :last",
            "ExpressionAttributeValues": {
                ":pk": encode_value(keys.build_ticket_pk(parent)),
                ":first": encode_value(f"{keys.CHILD}{decode_cursor(after, parent)}"),
                ":last": encode_value(f"{keys.CHILD}\U0010ffff"),
            },
            "Limit": limit + 2,
        }
    )
    ids = (item["sk"]["S"].removeprefix(keys.CHILD) for item in items)
    later_ids = (child_id for child_id in ids if child_id != decode_cursor(after, parent))
    child_ids = list(islice(later_ids, limit + 1))
    shown = tuple(child_ids[:limit])
    return Page(shown, encode_cursor(shown[-1], parent) if len(child_ids) > limit else "")
