"""A ticket that waits on another, and an incident that is opened: their parts of a transaction."""

from __future__ import annotations

from collections.abc import Iterator

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import attribute, timestamp, vector_bytes
from switchyard.adapters.dynamodb.transaction import Write
from switchyard.domain.change import Change
from switchyard.domain.errors import Conflict
from switchyard.domain.incident import Incident
from switchyard.domain.status import FINISHED

GATE = "~LAST"
"""Sorts behind every incident: one query reads both."""


def joining_writes(change: Change, desk: str, content: str) -> Iterator[Write]:
    """The ticket among its parent's, and that the parent is one still."""
    parent = change.joins
    if not parent:
        return
    finished = {f":{status}": attribute(status) for status in sorted(FINISHED)}
    yield Write(
        {
            "ConditionCheck": {
                "TableName": desk,
                "Key": keys.ticket_key(parent),
                "ConditionExpression": (
                    "awaited = :yes AND attribute_not_exists(#link) "
                    f"AND NOT #status IN ({', '.join(finished)})"
                ),
                "ExpressionAttributeNames": {"#link": "link", "#status": "status"},
                "ExpressionAttributeValues": {":yes": attribute(value=True), **finished},
            }
        },
        Conflict(f"no ticket can wait on {parent} any more"),
    )
    child = keys.child_key(parent, change.ticket.ticket_id)
    yield Write({"Put": {"TableName": content, "Item": child}})


def opening_writes(incident: Incident | None, content: str) -> Iterator[Write]:
    """Incidents are opened one after the other: who did not know of the last looks again."""
    if incident is None:
        return
    yield Write(
        {
            "Put": {
                "TableName": content,
                "Item": {
                    **keys.key(keys.INCIDENTS, f"{timestamp(incident.at)}#{incident.parent}"),
                    "parent": attribute(incident.parent),
                    "number": attribute(incident.number),
                    "at": attribute(incident.at),
                    "center": attribute(vector_bytes(incident.center)),
                },
            }
        }
    )
    yield Write(
        {
            "Update": {
                "TableName": content,
                "Key": keys.key(keys.INCIDENTS, GATE),
                "UpdateExpression": "SET #number = :number",
                "ConditionExpression": "attribute_not_exists(pk) OR #number = :before",
                "ExpressionAttributeNames": {"#number": "number"},
                "ExpressionAttributeValues": {
                    ":number": attribute(incident.number),
                    ":before": attribute(incident.number - 1),
                },
            }
        },
        Conflict("another incident was opened meanwhile"),
    )
