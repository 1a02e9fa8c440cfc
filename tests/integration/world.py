"""The stores under test over one set of tables."""

from dataclasses import dataclass
from typing import Any

import boto3

from switchyard.adapters.dynamodb.comments import DynamoCommentStore
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.due_steps import DynamoDueStepStore
from switchyard.adapters.dynamodb.mails import DynamoMailStore
from switchyard.adapters.dynamodb.people import DynamoEmployeeStore
from switchyard.adapters.dynamodb.ticket_items import DynamoTables
from switchyard.adapters.dynamodb.tickets import DynamoTicketStore
from switchyard.adapters.dynamodb.uploads import DynamoUploadStore
from switchyard.adapters.dynamodb.vectors import DynamoVectorStore
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from tests.builders import NOON, claim, make_creation, make_decisions, make_new_ticket, make_step


@dataclass(frozen=True)
class World:
    aws: boto3.Session
    database: DynamoDatabase
    desk: str
    content: str
    ops: str

    @property
    def tables(self) -> DynamoTables:
        return DynamoTables(self.desk, self.content, self.ops)

    @property
    def tickets(self) -> DynamoTicketStore:
        return DynamoTicketStore(self.database, self.tables)

    @property
    def people(self) -> DynamoEmployeeStore:
        return DynamoEmployeeStore(self.database, self.desk)

    @property
    def mails(self) -> DynamoMailStore:
        return DynamoMailStore(self.database, self.desk)

    @property
    def comments(self) -> DynamoCommentStore:
        return DynamoCommentStore(self.database, self.content)

    @property
    def vectors(self) -> DynamoVectorStore:
        return DynamoVectorStore(self.database.client, self.content)

    @property
    def uploads(self) -> DynamoUploadStore:
        return DynamoUploadStore(self.database, self.tables)

    @property
    def due_steps(self) -> DynamoDueStepStore:
        return DynamoDueStepStore(self.database, self.desk)

    def load(self, employee_id: str) -> int:
        return self.people.read_employees([employee_id])[employee_id].load

    def read_stored(self, ticket_id: str) -> Ticket:
        return self.tickets.read_tickets([ticket_id])[ticket_id]

    def store_pending_ticket(self, ticket_id: str, **fields: Any) -> Ticket:
        """A new ticket, committed."""
        ticket = make_new_ticket(ticket_id, **fields)
        self.tickets.commit(make_creation(ticket))
        return ticket

    def store_routed_ticket(
        self, ticket_id: str, department: str = "cards", **fields: Any
    ) -> Ticket:
        """A new ticket that triage sent to a department."""
        ticket = self.store_pending_ticket(ticket_id, **fields)
        changed = ticket.make_next_version(NOON, status=Status.ROUTED, **make_decisions(department))
        self.tickets.commit(make_step(changed))
        return changed

    def store_assigned_ticket(
        self, ticket_id: str, employee_id: str, department: str = "cards", **fields: Any
    ) -> Ticket:
        """A ticket that somebody has, with a point of their capacity."""
        changed = self.store_routed_ticket(ticket_id, department, **fields).make_next_version(
            NOON, status=Status.ASSIGNED, assignee=employee_id, effort=1
        )
        employee = self.people.read_employees([employee_id])[employee_id]
        self.tickets.commit(make_step(changed, claim=claim(employee)))
        return changed
