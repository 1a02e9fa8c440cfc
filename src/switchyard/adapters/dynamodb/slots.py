"""Capacity taken and given back: the claim's and the release's part of a transaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item, attribute
from switchyard.adapters.dynamodb.transaction import Write
from switchyard.domain.employee import Claim, Release
from switchyard.domain.errors import Conflict, NoRoom

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import UpdateTypeDef

HERE = (
    " AND attribute_not_exists(paused) AND (attribute_not_exists(away_until) OR away_until <= :at)"
)
"""By their own word; shifts and absences only change with the roster, hours ahead."""


def slot_writes(claim: Claim | None, release: Release | None, table: str) -> Iterator[Write]:
    """At most one write an employee: DynamoDB takes no two on one item."""
    freed = 0
    if claim and release and claim.employee_id == release.employee_id:
        freed, release = release.effort, None
    if claim:
        refused = NoRoom(f"{claim.employee_id} can no longer take {claim.effort} points")
        yield Write({"Update": _claim(claim, freed, table)}, refused)
    if release:
        lost = Conflict(f"{release.employee_id} carries less than {release.effort} points")
        yield Write({"Update": _release(release, table)}, lost)


def _claim(claim: Claim, freed: int, table: str) -> UpdateTypeDef:
    taken = claim.effort - freed
    fits, names, values = ("", {}, {}) if claim.over else _fits(claim, taken)
    here = HERE if claim.new and not claim.over else ""
    return {
        "TableName": table,
        "Key": keys.employee_key(claim.employee_id),
        "UpdateExpression": "SET #load = #load + :taken, last_assigned_at = :at",
        "ConditionExpression": f"#active = :yes AND #load >= :freed{fits}{here}",
        "ExpressionAttributeNames": {"#load": "load", "#active": "active", **names},
        "ExpressionAttributeValues": {
            ":taken": attribute(taken),
            ":freed": attribute(freed),
            ":yes": attribute(value=True),
            ":at": attribute(claim.at),
            **values,
        },
    }


def _fits(claim: Claim, taken: int) -> tuple[str, dict[str, str], Item]:
    """That capacity is still as read, and enough: condition, names and values."""
    own, as_read = _own_capacity(claim)
    values = {":most": attribute(claim.most - taken), ":capacity": attribute(claim.capacity)}
    return (
        f" AND #capacity = :capacity AND {own} AND #load <= :most",
        {"#capacity": "capacity"},
        {**values, **as_read},
    )


def _own_capacity(claim: Claim) -> tuple[str, Item]:
    """That it is still as read; without the attribute there is none."""
    if claim.own_capacity is None:
        return "attribute_not_exists(own_capacity)", {}
    return "own_capacity = :own", {":own": attribute(claim.own_capacity)}


def _release(release: Release, table: str) -> UpdateTypeDef:
    return {
        "TableName": table,
        "Key": keys.employee_key(release.employee_id),
        "UpdateExpression": "SET #load = #load - :freed",
        "ConditionExpression": "#load >= :freed",
        "ExpressionAttributeNames": {"#load": "load"},
        "ExpressionAttributeValues": {":freed": attribute(release.effort)},
    }
