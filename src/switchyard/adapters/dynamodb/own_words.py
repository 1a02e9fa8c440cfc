"""What an employee says of themselves, as one update beside the roster's fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item, encode
from switchyard.adapters.dynamodb.employee_items import OWN
from switchyard.domain.employee import Employee

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import UpdateItemInputTypeDef


def own_update(employee: Employee, read: Employee, table: str) -> UpdateItemInputTypeDef:
    """Holds only while every word of it is as it was read."""
    now, before = _own(employee), _own(read)
    return {
        "TableName": table,
        "Key": keys.employee_key(employee.employee_id),
        "UpdateExpression": " ".join(_clauses(now)),
        "ConditionExpression": " AND ".join(["attribute_exists(pk)", *_as_read(before)]),
        "ExpressionAttributeValues": {
            **{f":{name}": value for name, value in now.items()},
            **{f":read_{name}": value for name, value in before.items()},
        },
    }


def _own(employee: Employee) -> Item:
    said = encode(employee)
    if not employee.paused:
        del said["paused"]
    return {name: said[name] for name in OWN if name in said}


def _clauses(now: Mapping[str, object]) -> list[str]:
    sets = [f"{name} = :{name}" for name in now]
    gone = [name for name in OWN if name not in now]
    return [
        *([f"SET {', '.join(sets)}"] if sets else []),
        *([f"REMOVE {', '.join(gone)}"] if gone else []),
    ]


def _as_read(before: Mapping[str, object]) -> list[str]:
    return [
        f"{name} = :read_{name}" if name in before else f"attribute_not_exists({name})"
        for name in OWN
    ]
