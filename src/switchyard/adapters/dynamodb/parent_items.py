"""A ticket that waits on another, and an incident that is opened: their parts of a transaction."""

from __future__ import annotations

from collections.abc import Iterator

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import encode_value, encode_vector, format_timestamp
from switchyard.adapters.dynamodb.transaction import TransactionWrite
from switchyard.domain.change import Change
from switchyard.domain.errors import Conflict
from switchyard.domain.incident import Incident
from switchyard.domain.status import FINISHED_STATUSES

LAST_NUMBER_KEY = "~LAST"
"""Sorts behind every incident: one query reads both."""


def build_joining_writes(change: Change, desk: str, content: str) -> Iterator[TransactionWrite]:
    """The ticket among its parent's, and that the parent is one still."""
    parent = change.joined_parent
    if not parent:
        return
    finished = {f":{status}": encode_value(status) for status in sorted(FINISHED_STATUSES)}
    yield TransactionWrite(
        {
            "ConditionCheck": {
                "TableName": desk,
                "Key": keys.build_ticket_key(parent),
                "ConditionExpression": (
                    "has_children = :yes AND attribute_not_exists(#link) "
                    f"AND NOT #status IN ({', '.join(finished)})"
                ),
                "ExpressionAttributeNames": {"#link": "link", "#status": "status"},
                "ExpressionAttributeValues": {":yes": encode_value(value=True), **finished},
            }
        },
        Conflict(f"no ticket can wait on {parent} any more"),
    )
    child = keys.build_child_key(parent, change.ticket.ticket_id)
    yield TransactionWrite({"Put": {"TableName": content, "Item": child}})


def build_opening_writes(incident: Incident | None, content: str) -> Iterator[TransactionWrite]:
    """Incidents are opened one after the other: who did not know of the last looks again."""
    if incident is None:
        return
    yield TransactionWrite(
        {
            "Put": {
                "TableName": content,
                "Item": {
                    **keys.build_key(
                        keys.INCIDENTS, f"{format_timestamp(incident.at)}#{incident.parent}"
                    ),
                    "parent": encode_value(incident.parent),
                    "number": encode_value(incident.number),
                    "at": encode_value(incident.at),
                    "center": encode_value(encode_vector(incident.center)),
                },
            }
        }
    )
    yield TransactionWrite(
        {
            "Update": {
                "TableName": content,
                "Key": keys.build_key(keys.INCIDENTS, LAST_NUMBER_KEY),
                "UpdateExpression": "SET #number = :number",
                "ConditionExpression": "attribute_not_exists(pk) OR #number = :before",
                "ExpressionAttributeNames": {"#number": "number"},
                "ExpressionAttributeValues": {
                    ":number": encode_value(incident.number),
                    ":before": encode_value(incident.number - 1),
                },
            }
        },
        Conflict("another incident was opened meanwhile"),
    )
