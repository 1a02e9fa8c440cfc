"""What people were given and passed on, in the ops table: one item a person, department, month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb.codec import Item, attribute
from switchyard.adapters.dynamodb.keys import key
from switchyard.adapters.dynamodb.transaction import Write
from switchyard.domain.fairness import Tally

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import UpdateTypeDef

KEPT = timedelta(days=400)
"""From the first of the month on: a year can be compared with, and then it is forgotten."""


def ledger_pk(department: str, month: str) -> str:
    """`month` is such as 2026-11."""
    return f"FAIRNESS#{department}#{month}"


def tally_writes(tallies: Iterable[Tally], table: str) -> Iterator[Write]:
    """Part of the step's own transaction: done twice, it counts once."""
    for tally in tallies:
        yield Write({"Update": _added(tally, table)})


def _added(tally: Tally, table: str) -> UpdateTypeDef:
    counted = {name: value for name, value in tally.figures.model_dump().items() if value}
    added = ", ".join(f"#{name} :{name}" for name in counted)
    values: Item = {f":{name}": attribute(value) for name, value in counted.items()}
    month = tally.at.astimezone(UTC)
    return {
        "TableName": table,
        "Key": key(ledger_pk(tally.department, f"{month:%Y-%m}"), tally.employee_id),
        "UpdateExpression": f"ADD {added} SET expires_at = :then",
        "ExpressionAttributeNames": {f"#{name}": name for name in counted},
        "ExpressionAttributeValues": {**values, ":then": attribute(_expiry(month))},
    }


def _expiry(at: datetime) -> int:
    return int((datetime(at.year, at.month, 1, tzinfo=UTC) + KEPT).timestamp())
