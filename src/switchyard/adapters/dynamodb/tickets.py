"""Tickets and what belongs to them, in the desk and the content table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.children import children_page
from switchyard.adapters.dynamodb.codec import attribute, decode, vector_bytes, vector_of
from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.dynamodb.ticket_items import Tables, writes_of
from switchyard.adapters.dynamodb.ticket_pages import may_see, ticket_page
from switchyard.adapters.dynamodb.vector_items import Print
from switchyard.domain.assignment import AssignmentExplanation
from switchyard.domain.change import Change
from switchyard.domain.errors import NotFound
from switchyard.domain.page import Page
from switchyard.domain.status import FINISHED
from switchyard.domain.ticket import HistoryEntry, Requester, Ticket, TicketQuery, TicketText
from switchyard.domain.triage import TriageExplanation
from switchyard.domain.viewer import Viewer

if TYPE_CHECKING:
    from switchyard.adapters.dynamodb.codec import Item
    from switchyard.domain.vector import Vector


LOOKED_THROUGH = 200
"""A machine that reports all day has thousands of finished tickets, and a few open ones."""


@dataclass(frozen=True, slots=True)
class DynamoTicketStore:
    """`TicketStore`."""

    database: Database
    tables: Tables

    def get(self, ticket_id: str, viewer: Viewer) -> Ticket:
        """See `TicketStore.get`."""
        ticket = self.find([ticket_id]).get(ticket_id)
        if ticket is None or not may_see(viewer, ticket):
            raise NotFound(f"there is no ticket {ticket_id}")
        return ticket

    def find(self, ticket_ids: Sequence[str]) -> dict[str, Ticket]:
        """See `TicketStore.find`; in the order asked."""
        items = self.database.find(self.tables.desk, [keys.ticket_key(each) for each in ticket_ids])
        found = {ticket.ticket_id: ticket for ticket in (decode(Ticket, item) for item in items)}
        return {each: found[each] for each in ticket_ids if each in found}

    def texts(self, ticket_ids: Sequence[str]) -> dict[str, TicketText]:
        """See `TicketStore.texts`."""
        found = self._content_of(ticket_ids, keys.TEXT)
        return {ticket_id: decode(TicketText, item) for ticket_id, item in found.items()}

    def vectors(self, ticket_ids: Sequence[str]) -> dict[str, Vector]:
        """See `TicketStore.vectors`."""
        found = self._content_of(ticket_ids, keys.VECTOR)
        return {
            ticket_id: vector_of(bytes(item["vector"]["B"])) for ticket_id, item in found.items()
        }

    def triage_explanations(self, ticket_ids: Sequence[str]) -> dict[str, TriageExplanation]:
        """See `TicketStore.triage_explanations`."""
        found = self._content_of(ticket_ids, keys.TRIAGE)
        return {each: decode(TriageExplanation, item) for each, item in found.items()}

    def assignment_explanations(
        self, ticket_ids: Sequence[str]
    ) -> dict[str, AssignmentExplanation]:
        """See `TicketStore.assignment_explanations`."""
        found = self._content_of(ticket_ids, keys.ASSIGNMENT)
        return {each: decode(AssignmentExplanation, item) for each, item in found.items()}

    def history(self, ticket_id: str) -> list[HistoryEntry]:
        """See `TicketStore.history`; oldest first."""
        items = self.database.query(
            {
                "TableName": self.tables.content,
                "ConsistentRead": True,
                "KeyConditionExpression": "pk = :pk AND begins_with(sk, :history)",
                "ExpressionAttributeValues": {
                    ":pk": attribute(keys.ticket_pk(ticket_id)),
                    ":history": attribute(keys.HISTORY),
                },
            }
        )
        return [decode(HistoryEntry, item) for item in items]

    def page(self, query: TicketQuery, viewer: Viewer) -> Page[Ticket]:
        """See `TicketStore.page`."""
        return ticket_page(self.database, self.tables.desk, query, viewer)

    def open_of(self, requester_id: str, limit: int) -> list[Ticket]:
        """See `TicketStore.open_of`."""
        listed = self._listed("by_requester", "requester_id", requester_id, newest_first=True)
        newest = islice(listed, LOOKED_THROUGH)
        return list(islice((one for one in newest if one.status not in FINISHED), limit))

    def held_by(self, employee_id: str) -> list[Ticket]:
        """See `TicketStore.held_by`."""
        listed = self._listed("by_assignee", "assigned_to", employee_id, newest_first=False)
        return [one for one in listed if one.holds_capacity]

    def children(self, parent: str, cursor: str, limit: int) -> Page[str]:
        """See `TicketStore.children`."""
        return children_page(self.database, self.tables.content, parent, cursor, limit)

    def waiting(self, department: str, limit: int) -> list[str]:
        """See `TicketStore.waiting`."""
        items = self.database.query(
            {
                "TableName": self.tables.desk,
                "IndexName": "waiting",
                "KeyConditionExpression": "waiting_in = :department",
                "ExpressionAttributeValues": {":department": attribute(department)},
                "Limit": limit,
            }
        )
        return [keys.ticket_id_of(item) for item in islice(items, limit)]

    def requesters(self, requester_ids: Sequence[str]) -> dict[str, Requester]:
        """See `TicketStore.requesters`."""
        wanted = [keys.requester_key(each) for each in requester_ids]
        items = self.database.find(self.tables.desk, wanted)
        found = (decode(Requester, item) for item in items)
        return {requester.requester_id: requester for requester in found}

    def commit(self, change: Change) -> None:
        """See `TicketStore.commit`."""
        self.database.transact(writes_of(change, self.tables, self._print_of(change)))

    def _print_of(self, change: Change) -> Print | None:
        if change.vector is not None:
            return Print(vector_bytes(change.vector), change.wording)
        if not change.precedents:
            return None
        key = keys.ticket_key(change.ticket.ticket_id, keys.VECTOR)
        item = self.database.get(self.tables.content, key)
        return Print(bytes(item["vector"]["B"]), bytes(item["wording"]["B"])) if item else None

    def _listed(
        self, index: str, attribute_name: str, value: str, *, newest_first: bool
    ) -> Iterator[Ticket]:
        items = self.database.query(
            {
                "TableName": self.tables.desk,
                "IndexName": index,
                "KeyConditionExpression": "#partition = :value",
                "ExpressionAttributeNames": {"#partition": attribute_name},
                "ExpressionAttributeValues": {":value": attribute(value)},
                "ScanIndexForward": not newest_first,
            }
        )
        return (decode(Ticket, item) for item in items)

    def _content_of(self, ticket_ids: Sequence[str], sort_key: str) -> dict[str, Item]:
        wanted = [keys.ticket_key(each, sort_key) for each in ticket_ids]
        items = self.database.find(self.tables.content, wanted)
        return {keys.ticket_id_of(item): item for item in items}
