"""The tickets that wait on another, in that one's partition of the content table."""

from __future__ import annotations

from itertools import islice

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import attribute
from switchyard.adapters.dynamodb.cursors import cursor, position
from switchyard.adapters.dynamodb.database import Database
from switchyard.domain.page import Page


def children_page(database: Database, table: str, parent: str, after: str, limit: int) -> Page[str]:
    """See `TicketStore.children`."""
    items = database.query(
        {
            "TableName": table,
            "ConsistentRead": True,
            "KeyConditionExpression": "pk = :pk AND sk BETWEEN :first AND :last",
            "ExpressionAttributeValues": {
                ":pk": attribute(keys.ticket_pk(parent)),
                ":first": attribute(f"{keys.CHILD}{position(after, parent)}"),
                ":last": attribute(f"{keys.CHILD}\U0010ffff"),
            },
            "Limit": limit + 2,
        }
    )
    ids = (item["sk"]["S"].removeprefix(keys.CHILD) for item in items)
    behind = (one for one in ids if one != position(after, parent))
    found = list(islice(behind, limit + 1))
    shown = tuple(found[:limit])
    return Page(shown, cursor(shown[-1], parent) if len(found) > limit else "")
