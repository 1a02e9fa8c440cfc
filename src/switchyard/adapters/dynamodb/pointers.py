"""The pointer to what is in force: one item, and who moves it says from which version."""

from __future__ import annotations

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import attribute, decode, encode
from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.dynamodb.transaction import Write
from switchyard.domain.desk import Pointer
from switchyard.domain.errors import Conflict


def stored_pointer(database: Database, table: str) -> Pointer | None:
    """Read consistently; None until the first desk file came in."""
    item = database.get(table, keys.pointer_key())
    return decode(Pointer, item) if item else None


def move_pointer(database: Database, table: str, pointer: Pointer, *beside: Write) -> Pointer:
    """To its version from the one before, together with what is written beside it.

    Raises Conflict where it moved on.
    """
    before = pointer.version - 1
    write = Write(
        {
            "Put": {
                "TableName": table,
                "Item": {**keys.pointer_key(), **encode(pointer)},
                "ConditionExpression": "attribute_not_exists(pk) OR version = :before",
                "ExpressionAttributeValues": {":before": attribute(before)},
            }
        },
        Conflict(f"the pointer to the desk is no longer at version {before}"),
    )
    database.transact([write, *beside])
    return pointer
