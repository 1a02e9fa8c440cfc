"""What people were given and passed on, in the ops table: one item a person, department, month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb.codec import Item, encode_value
from switchyard.adapters.dynamodb.keys import build_key
from switchyard.adapters.dynamodb.transaction import TransactionWrite
from switchyard.domain.fairness import FairnessTally

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import UpdateTypeDef

FIGURES_KEPT_FOR = timedelta(days=400)
"""From the first of the month on: a year can be compared with, and then it is forgotten."""


def build_ledger_pk(department: str, month: str) -> str:
    """`month` is such as 2026-11."""
    return f"FAIRNESS#{department}#{month}"


def build_tally_writes(tallies: Iterable[FairnessTally], table: str) -> Iterator[TransactionWrite]:
    """Part of the step's own transaction: done twice, it counts once."""
    for tally in tallies:
        yield TransactionWrite({"Update": _build_addition(tally, table)})


def _build_addition(tally: FairnessTally, table: str) -> UpdateTypeDef:
    counted = {name: value for name, value in tally.figures.model_dump().items() if value}
    added = ", ".join(f"#{name} :{name}" for name in counted)
    values: Item = {f":{name}": encode_value(value) for name, value in counted.items()}
    month = tally.at.astimezone(UTC)
    return {
        "TableName": table,
        "Key": build_key(build_ledger_pk(tally.department, f"{month:%Y-%m}"), tally.employee_id),
        "UpdateExpression": f"ADD {added} SET expires_at = :then",
        "ExpressionAttributeNames": {f"#{name}": name for name in counted},
        "ExpressionAttributeValues": {**values, ":then": encode_value(_calculate_expiry(month))},
    }


def _calculate_expiry(at: datetime) -> int:
    return int((datetime(at.year, at.month, 1, tzinfo=UTC) + FIGURES_KEPT_FOR).timestamp())
