"""Capacity taken and given back: the claim's and the release's part of a transaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item, encode_value
from switchyard.adapters.dynamodb.transaction import TransactionWrite
from switchyard.domain.employee import Claim, Release
from switchyard.domain.errors import Conflict, NoCapacity

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import UpdateTypeDef

AVAILABLE_CONDITION = (
    " AND attribute_not_exists(paused) AND (attribute_not_exists(away_until) OR away_until <= :at)"
)
"""By their own word; shifts and absences only change with the roster, hours ahead."""


def build_slot_writes(
    claim: Claim | None, release: Release | None, table: str
) -> Iterator[TransactionWrite]:
    """At most one write an employee: DynamoDB takes no two on one item."""
    freed = 0
    if claim and release and claim.employee_id == release.employee_id:
        freed, release = release.effort, None
    if claim:
        refused = NoCapacity(f"{claim.employee_id} can no longer take {claim.effort} points")
        yield TransactionWrite({"Update": _build_claim_update(claim, freed, table)}, refused)
    if release:
        lost = Conflict(f"{release.employee_id} carries less than {release.effort} points")
        yield TransactionWrite({"Update": _build_release_update(release, table)}, lost)


def _build_claim_update(claim: Claim, freed: int, table: str) -> UpdateTypeDef:
    taken = claim.effort - freed
    fits, names, values = (
        ("", {}, {}) if claim.overrides_limits else _require_capacity(claim, taken)
    )
    here = AVAILABLE_CONDITION if claim.for_new_assignee and not claim.overrides_limits else ""
    return {
        "TableName": table,
        "Key": keys.build_employee_key(claim.employee_id),
        "UpdateExpression": "SET #load = #load + :taken, last_assigned_at = :at",
        "ConditionExpression": f"#active = :yes AND #load >= :freed{fits}{here}",
        "ExpressionAttributeNames": {"#load": "load", "#active": "active", **names},
        "ExpressionAttributeValues": {
            ":taken": encode_value(taken),
            ":freed": encode_value(freed),
            ":yes": encode_value(value=True),
            ":at": encode_value(claim.at),
            **values,
        },
    }


def _require_capacity(claim: Claim, taken: int) -> tuple[str, dict[str, str], Item]:
    """That capacity is still as read, and enough: condition, names and values."""
    own_capacity_condition, as_read = _require_own_capacity(claim)
    values = {
        ":most": encode_value(claim.effective_capacity - taken),
        ":capacity": encode_value(claim.capacity),
    }
    return (
        f" AND #capacity = :capacity AND {own_capacity_condition} AND #load <= :most",
        {"#capacity": "capacity"},
        {**values, **as_read},
    )


def _require_own_capacity(claim: Claim) -> tuple[str, Item]:
    """That it is still as read; without the attribute there is none."""
    if claim.own_capacity is None:
        return "attribute_not_exists(own_capacity)", {}
    return "own_capacity = :own", {":own": encode_value(claim.own_capacity)}


def _build_release_update(release: Release, table: str) -> UpdateTypeDef:
    return {
        "TableName": table,
        "Key": keys.build_employee_key(release.employee_id),
        "UpdateExpression": "SET #load = #load - :freed",
        "ConditionExpression": "#load >= :freed",
        "ExpressionAttributeNames": {"#load": "load"},
        "ExpressionAttributeValues": {":freed": encode_value(release.effort)},
    }
