"""Incidents, in one partition of the content table. Tickets open them: see `alike_items`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from switchyard.adapters.dynamodb.alike_items import GATE
from switchyard.adapters.dynamodb.codec import Item, attribute, timestamp, vector_of
from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.dynamodb.keys import INCIDENTS
from switchyard.domain.incident import Incident, Incidents


@dataclass(frozen=True, slots=True)
class DynamoIncidents:
    """`IncidentStore`."""

    database: Database
    table: str

    def read(self, since: datetime) -> Incidents:
        """See `IncidentStore.read`."""
        items = self.database.query(
            {
                "TableName": self.table,
                "ConsistentRead": True,
                "KeyConditionExpression": "pk = :pk AND sk >= :since",
                "ExpressionAttributeValues": {
                    ":pk": attribute(INCIDENTS),
                    ":since": attribute(timestamp(since)),
                },
            }
        )
        found = {item["sk"]["S"]: item for item in items}
        gate = found.pop(GATE, None)
        late = tuple(_incident(item) for item in found.values())
        return Incidents(late, int(gate["number"]["N"]) if gate else 0)


def _incident(item: Item) -> Incident:
    return Incident(
        parent=item["parent"]["S"],
        number=int(item["number"]["N"]),
        at=datetime.fromisoformat(item["at"]["S"]),
        center=vector_of(bytes(item["center"]["B"])),
    )
