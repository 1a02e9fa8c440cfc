"""What an employee says of themselves, as one update beside the roster's fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item, encode_model
from switchyard.adapters.dynamodb.employee_items import SELF_SET_FIELDS
from switchyard.domain.employee import Employee

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import UpdateItemInputTypeDef


def build_self_set_update(
    employee: Employee, as_read: Employee, table: str
) -> UpdateItemInputTypeDef:
    """Holds only while every word of it is as it was read."""
    now, before = _encode_self_set_fields(employee), _encode_self_set_fields(as_read)
    return {
        "TableName": table,
        "Key": keys.build_employee_key(employee.employee_id),
        "UpdateExpression": " ".join(_build_clauses(now)),
        "ConditionExpression": " AND ".join(["attribute_exists(pk)", *_require_as_read(before)]),
        "ExpressionAttributeValues": {
            **{f":{name}": value for name, value in now.items()},
            **{f":read_{name}": value for name, value in before.items()},
        },
    }


def _encode_self_set_fields(employee: Employee) -> Item:
    fields = encode_model(employee)
    if not employee.paused:
        del fields["paused"]
    return {name: fields[name] for name in SELF_SET_FIELDS if name in fields}


def _build_clauses(now: Mapping[str, object]) -> list[str]:
    sets = [f"{name} = :{name}" for name in now]
    gone = [name for name in SELF_SET_FIELDS if name not in now]
    return [
        *([f"SET {', '.join(sets)}"] if sets else []),
        *([f"REMOVE {', '.join(gone)}"] if gone else []),
    ]


def _require_as_read(before: Mapping[str, object]) -> list[str]:
    return [
        f"{name} = :read_{name}" if name in before else f"attribute_not_exists({name})"
        for name in SELF_SET_FIELDS
    ]
