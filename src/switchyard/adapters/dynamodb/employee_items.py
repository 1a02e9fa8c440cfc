"""A roster row as the writes of one transaction."""

from __future__ import annotations

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item, attribute, encode
from switchyard.adapters.dynamodb.transaction import Write
from switchyard.domain.employee import Employee
from switchyard.domain.errors import Conflict, Invalid

LISTING = "EMPLOYEE"
OF_CLAIMS = ("load", "last_assigned_at")
OWN = ("away_until", "paused", "own_capacity", "handover")
"""What people say of themselves: without the attribute they said nothing."""


def listing_key(employee: Employee) -> str:
    return f"{employee.name.strip() or employee.employee_id}#{employee.employee_id}"


def upsert_writes(employee: Employee, stored: Employee | None, table: str) -> list[Write]:
    """Holds only while the stored row is as read; e-mail addresses stay one person's each."""
    writes = [_row(employee, stored, table)]
    if stored is None or stored.email != employee.email:
        writes.append(_take_address(employee, table))
    if stored and stored.email != employee.email:
        writes.append(_give_up_address(stored, table))
    return writes


def _row(employee: Employee, stored: Employee | None, table: str) -> Write:
    fields = encode(employee, exclude=(*OF_CLAIMS, *OWN))
    fields["listing"] = attribute(LISTING)
    fields["listing_key"] = attribute(listing_key(employee))
    sets = [f"#{name} = :{name}" for name in fields]
    condition, expected = _as_read(stored)
    return Write(
        {
            "Update": {
                "TableName": table,
                "Key": keys.employee_key(employee.employee_id),
                "UpdateExpression": f"SET {', '.join(sets)}, #load = if_not_exists(#load, :zero)",
                "ConditionExpression": condition,
                "ExpressionAttributeNames": {f"#{name}": name for name in (*fields, "load")},
                "ExpressionAttributeValues": {
                    **{f":{name}": value for name, value in fields.items()},
                    ":zero": attribute(0),
                    **expected,
                },
            }
        },
        Conflict(f"employee {employee.employee_id} changed meanwhile"),
    )


def _as_read(stored: Employee | None) -> tuple[str, Item]:
    if stored is None:
        return "attribute_not_exists(pk)", {}
    return "#dropped_at = :stored_drop AND #email = :stored_email", {
        ":stored_drop": attribute(stored.dropped_at),
        ":stored_email": attribute(stored.email),
    }


def _take_address(employee: Employee, table: str) -> Write:
    taken = Invalid.one("email", f"{employee.email} is somebody else's: give each person their own")
    return Write(
        {
            "Put": {
                "TableName": table,
                "Item": {
                    **keys.email_key(employee.email),
                    "employee_id": attribute(employee.employee_id),
                },
                "ConditionExpression": "attribute_not_exists(employee_id) OR employee_id = :own",
                "ExpressionAttributeValues": {":own": attribute(employee.employee_id)},
            }
        },
        taken,
    )


def _give_up_address(stored: Employee, table: str) -> Write:
    """The item stays, with nobody's name on it: no function may delete anything."""
    return Write(
        {
            "Update": {
                "TableName": table,
                "Key": keys.email_key(stored.email),
                "UpdateExpression": "REMOVE employee_id",
                "ConditionExpression": "employee_id = :own",
                "ExpressionAttributeValues": {":own": attribute(stored.employee_id)},
            }
        },
        Conflict(f"{stored.email} changed hands meanwhile"),
    )
