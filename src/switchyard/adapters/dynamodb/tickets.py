"""Tickets and what belongs to them, in the desk and the content table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.children import list_children
from switchyard.adapters.dynamodb.codec import (
    decode_model,
    decode_vector,
    encode_value,
    encode_vector,
)
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.ticket_items import DynamoTables, build_ticket_writes
from switchyard.adapters.dynamodb.ticket_pages import list_tickets, may_see
from switchyard.adapters.dynamodb.vector_items import VectorPrint
from switchyard.domain.assignment import AssignmentExplanation
from switchyard.domain.change import Change
from switchyard.domain.errors import NotFound
from switchyard.domain.page import Page
from switchyard.domain.status import FINISHED_STATUSES
from switchyard.domain.ticket import HistoryEntry, Requester, Ticket, TicketQuery, TicketText
from switchyard.domain.triage import TriageExplanation
from switchyard.domain.viewer import Viewer

if TYPE_CHECKING:
    from switchyard.adapters.dynamodb.codec import Item
    from switchyard.domain.vector import Vector


MAX_TICKETS_LOOKED_THROUGH = 200
"""A machine that reports all day has thousands of finished tickets, and a few open ones."""


@dataclass(frozen=True, slots=True)
class DynamoTicketStore:
    """`TicketStore`."""

    database: DynamoDatabase
    tables: DynamoTables

    def read_ticket(self, ticket_id: str, viewer: Viewer) -> Ticket:
        """See `TicketStore.get`."""
        ticket = self.read_tickets([ticket_id]).get(ticket_id)
        if ticket is None or not may_see(viewer, ticket):
            raise NotFound(f"there is no ticket {ticket_id}")
        return ticket

    def read_tickets(self, ticket_ids: Sequence[str]) -> dict[str, Ticket]:
        """See `TicketStore.find`; in the order asked."""
        items = self.database.read_items(
            self.tables.desk, [keys.build_ticket_key(ticket_id) for ticket_id in ticket_ids]
        )
        tickets = {
            ticket.ticket_id: ticket for ticket in (decode_model(Ticket, item) for item in items)
        }
        return {ticket_id: tickets[ticket_id] for ticket_id in ticket_ids if ticket_id in tickets}

    def read_texts(self, ticket_ids: Sequence[str]) -> dict[str, TicketText]:
        """See `TicketStore.texts`."""
        items = self._read_content(ticket_ids, keys.TEXT)
        return {ticket_id: decode_model(TicketText, item) for ticket_id, item in items.items()}

    def read_vectors(self, ticket_ids: Sequence[str]) -> dict[str, Vector]:
        """See `TicketStore.vectors`."""
        items = self._read_content(ticket_ids, keys.VECTOR)
        return {
            ticket_id: decode_vector(bytes(item["vector"]["B"]))
            for ticket_id, item in items.items()
        }

    def read_triage_explanations(self, ticket_ids: Sequence[str]) -> dict[str, TriageExplanation]:
        """See `TicketStore.triage_explanations`."""
        items = self._read_content(ticket_ids, keys.TRIAGE)
        return {
            ticket_id: decode_model(TriageExplanation, item) for ticket_id, item in items.items()
        }

    def read_assignment_explanations(
        self, ticket_ids: Sequence[str]
    ) -> dict[str, AssignmentExplanation]:
        """See `TicketStore.assignment_explanations`."""
        items = self._read_content(ticket_ids, keys.ASSIGNMENT)
        return {
            ticket_id: decode_model(AssignmentExplanation, item)
            for ticket_id, item in items.items()
        }

    def read_history(self, ticket_id: str) -> list[HistoryEntry]:
        """See `TicketStore.history`; oldest first."""
        items = self.database.query_items(
            {
                "TableName": self.tables.content,
                "ConsistentRead": True,
                "KeyConditionExpression": "pk = :pk AND begins_with(sk, :history)",
                "ExpressionAttributeValues": {
                    ":pk": encode_value(keys.build_ticket_pk(ticket_id)),
                    ":history": encode_value(keys.HISTORY),
                },
            }
        )
        return [decode_model(HistoryEntry, item) for item in items]

    def list_tickets(self, query: TicketQuery, viewer: Viewer) -> Page[Ticket]:
        """See `TicketStore.page`."""
        return list_tickets(self.database, self.tables.desk, query, viewer)

    def list_open_by_requester(self, requester_id: str, limit: int) -> list[Ticket]:
        """See `TicketStore.open_of`."""
        listed = self._query_index("by_requester", "requester_id", requester_id, newest_first=True)
        newest = islice(listed, MAX_TICKETS_LOOKED_THROUGH)
        return list(
            islice((ticket for ticket in newest if ticket.status not in FINISHED_STATUSES), limit)
        )

    def list_held_by(self, employee_id: str) -> list[Ticket]:
        """See `TicketStore.held_by`."""
        listed = self._query_index("by_assignee", "assigned_to", employee_id, newest_first=False)
        return [ticket for ticket in listed if ticket.holds_capacity]

    def list_children(self, parent: str, cursor: str, limit: int) -> Page[str]:
        """See `TicketStore.children`."""
        return list_children(self.database, self.tables.content, parent, cursor, limit)

    def list_waiting(self, department: str, limit: int) -> list[str]:
        """See `TicketStore.waiting`."""
        items = self.database.query_items(
            {
                "TableName": self.tables.desk,
                "IndexName": "waiting",
                "KeyConditionExpression": "waiting_in = :department",
                "ExpressionAttributeValues": {":department": encode_value(department)},
                "Limit": limit,
            }
        )
        return [keys.read_ticket_id(item) for item in islice(items, limit)]

    def read_requesters(self, requester_ids: Sequence[str]) -> dict[str, Requester]:
        """See `TicketStore.requesters`."""
        requester_keys = [keys.build_requester_key(requester_id) for requester_id in requester_ids]
        items = self.database.read_items(self.tables.desk, requester_keys)
        requesters = (decode_model(Requester, item) for item in items)
        return {requester.requester_id: requester for requester in requesters}

    def commit(self, change: Change) -> None:
        """See `TicketStore.commit`."""
        self.database.run_transaction(
            build_ticket_writes(change, self.tables, self._find_print(change))
        )

    def _find_print(self, change: Change) -> VectorPrint | None:
        if change.vector is not None:
            return VectorPrint(encode_vector(change.vector), change.wording)
        if not change.precedents:
            return None
        key = keys.build_ticket_key(change.ticket.ticket_id, keys.VECTOR)
        item = self.database.read_item(self.tables.content, key)
        return (
            VectorPrint(bytes(item["vector"]["B"]), bytes(item["wording"]["B"])) if item else None
        )

    def _query_index(
        self, index: str, attribute_name: str, value: str, *, newest_first: bool
    ) -> Iterator[Ticket]:
        items = self.database.query_items(
            {
                "TableName": self.tables.desk,
                "IndexName": index,
                "KeyConditionExpression": "#partition = :value",
                "ExpressionAttributeNames": {"#partition": attribute_name},
                "ExpressionAttributeValues": {":value": encode_value(value)},
                "ScanIndexForward": not newest_first,
            }
        )
        return (decode_model(Ticket, item) for item in items)

    def _read_content(self, ticket_ids: Sequence[str], sort_key: str) -> dict[str, Item]:
        content_keys = [keys.build_ticket_key(ticket_id, sort_key) for ticket_id in ticket_ids]
        items = self.database.read_items(self.tables.content, content_keys)
        return {keys.read_ticket_id(item): item for item in items}
