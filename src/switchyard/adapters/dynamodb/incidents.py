"""Incidents, in one partition of the content table. Tickets open them: see `alike_items`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from switchyard.adapters.dynamodb.codec import Item, decode_vector, encode_value, format_timestamp
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.keys import INCIDENTS
from switchyard.adapters.dynamodb.parent_items import LAST_NUMBER_KEY
from switchyard.domain.incident import Incident, Incidents


@dataclass(frozen=True, slots=True)
class DynamoIncidentStore:
    """`IncidentStore`."""

    database: DynamoDatabase
    table: str

    def read_incidents(self, since: datetime) -> Incidents:
        """See `IncidentStore.read`."""
        items = self.database.query_items(
            {
                "TableName": self.table,
                "ConsistentRead": True,
                "KeyConditionExpression": "pk = :pk AND sk >= :since",
                "ExpressionAttributeValues": {
                    ":pk": encode_value(INCIDENTS),
                    ":since": encode_value(format_timestamp(since)),
                },
            }
        )
        items_by_key = {item["sk"]["S"]: item for item in items}
        gate = items_by_key.pop(LAST_NUMBER_KEY, None)
        incidents = tuple(_decode_incident(item) for item in items_by_key.values())
        return Incidents(incidents, int(gate["number"]["N"]) if gate else 0)


def _decode_incident(item: Item) -> Incident:
    return Incident(
        parent=item["parent"]["S"],
        number=int(item["number"]["N"]),
        at=datetime.fromisoformat(item["at"]["S"]),
        center=decode_vector(bytes(item["center"]["B"])),
    )
