"""The pointer to what is in force: one item, and who moves it says from which version."""

from __future__ import annotations

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import decode_model, encode_model, encode_value
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.transaction import TransactionWrite
from switchyard.domain.desk import DeskPointer
from switchyard.domain.errors import Conflict


def read_stored_pointer(database: DynamoDatabase, table: str) -> DeskPointer | None:
    """Read consistently; None until the first desk file came in."""
    item = database.read_item(table, keys.build_pointer_key())
    return decode_model(DeskPointer, item) if item else None


def move_pointer(
    database: DynamoDatabase, table: str, pointer: DeskPointer, *beside: TransactionWrite
) -> DeskPointer:
    """To its version from the one before, together with what is written beside it.

    Raises Conflict where it moved on.
    """
    before = pointer.version - 1
    write = TransactionWrite(
        {
            "Put": {
                "TableName": table,
                "Item": {**keys.build_pointer_key(), **encode_model(pointer)},
                "ConditionExpression": "attribute_not_exists(pk) OR version = :before",
                "ExpressionAttributeValues": {":before": encode_value(before)},
            }
        },
        Conflict(f"the pointer to the desk is no longer at version {before}"),
    )
    database.run_transaction([write, *beside])
    return pointer
