"""A roster row as the writes of one transaction."""

from __future__ import annotations

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item, encode_model, encode_value
from switchyard.adapters.dynamodb.transaction import TransactionWrite
from switchyard.domain.employee import Employee
from switchyard.domain.errors import Conflict, InvalidInput

LISTING = "EMPLOYEE"
CLAIM_FIELDS = ("load", "last_assigned_at")
SELF_SET_FIELDS = ("away_until", "paused", "own_capacity", "handover")
"""What people say of themselves: without the attribute they said nothing."""


def build_listing_key(employee: Employee) -> str:
    return f"{employee.name.strip() or employee.employee_id}#{employee.employee_id}"


def build_upsert_writes(
    employee: Employee, stored: Employee | None, table: str
) -> list[TransactionWrite]:
    """Holds only while the stored row is as read; e-mail addresses stay one person's each."""
    writes = [_write_row(employee, stored, table)]
    if stored is None or stored.email != employee.email:
        writes.append(_take_address(employee, table))
    if stored and stored.email != employee.email:
        writes.append(_give_up_address(stored, table))
    return writes


def _write_row(employee: Employee, stored: Employee | None, table: str) -> TransactionWrite:
    fields = encode_model(employee, exclude=(*CLAIM_FIELDS, *SELF_SET_FIELDS))
    fields["listing"] = encode_value(LISTING)
    fields["listing_key"] = encode_value(build_listing_key(employee))
    sets = [f"#{name} = :{name}" for name in fields]
    condition, expected = _require_as_read(stored)
    return TransactionWrite(
        {
            "Update": {
                "TableName": table,
                "Key": keys.build_employee_key(employee.employee_id),
                "UpdateExpression": f"SET {', '.join(sets)}, #load = if_not_exists(#load, :zero)",
                "ConditionExpression": condition,
                "ExpressionAttributeNames": {f"#{name}": name for name in (*fields, "load")},
                "ExpressionAttributeValues": {
                    **{f":{name}": value for name, value in fields.items()},
                    ":zero": encode_value(0),
                    **expected,
                },
            }
        },
        Conflict(f"employee {employee.employee_id} changed meanwhile"),
    )


def _require_as_read(stored: Employee | None) -> tuple[str, Item]:
    if stored is None:
        return "attribute_not_exists(pk)", {}
    return "#dropped_at = :stored_drop AND #email = :stored_email", {
        ":stored_drop": encode_value(stored.dropped_at),
        ":stored_email": encode_value(stored.email),
    }


def _take_address(employee: Employee, table: str) -> TransactionWrite:
    taken = InvalidInput.create_for_field(
        "email", f"{employee.email} is somebody else's: give each person their own"
    )
    return TransactionWrite(
        {
            "Put": {
                "TableName": table,
                "Item": {
                    **keys.build_email_key(employee.email),
                    "employee_id": encode_value(employee.employee_id),
                },
                "ConditionExpression": "attribute_not_exists(employee_id) OR employee_id = :own",
                "ExpressionAttributeValues": {":own": encode_value(employee.employee_id)},
            }
        },
        taken,
    )


def _give_up_address(stored: Employee, table: str) -> TransactionWrite:
    """The item stays, with nobody's name on it: no function may delete anything."""
    return TransactionWrite(
        {
            "Update": {
                "TableName": table,
                "Key": keys.build_email_key(stored.email),
                "UpdateExpression": "REMOVE employee_id",
                "ConditionExpression": "employee_id = :own",
                "ExpressionAttributeValues": {":own": encode_value(stored.employee_id)},
            }
        },
        Conflict(f"{stored.email} changed hands meanwhile"),
    )
