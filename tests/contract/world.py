"""The stores under test over one set of tables, and a few things to put into them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3

from switchyard.adapters.dynamodb.comments import DynamoComments
from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.dynamodb.due_steps import DynamoDueSteps
from switchyard.adapters.dynamodb.mails import DynamoMailStore
from switchyard.adapters.dynamodb.people import DynamoPeople
from switchyard.adapters.dynamodb.ticket_items import Tables
from switchyard.adapters.dynamodb.tickets import DynamoTicketStore
from switchyard.adapters.dynamodb.uploads import DynamoUploads
from switchyard.adapters.dynamodb.vectors import DynamoVectorStore
from switchyard.domain.change import Change
from switchyard.domain.employee import Claim, Employee, Release
from switchyard.domain.status import Status
from switchyard.domain.ticket import Decision, HistoryEntry, Ticket, TicketText
from switchyard.domain.values import DecidedBy, Door, Lane, Priority, Tier

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    aws: boto3.Session
    database: Database
    desk: str
    content: str
    ops: str

    @property
    def tables(self) -> Tables:
        return Tables(self.desk, self.content, self.ops)

    @property
    def tickets(self) -> DynamoTicketStore:
        return DynamoTicketStore(self.database, self.tables)

    @property
    def people(self) -> DynamoPeople:
        return DynamoPeople(self.database, self.desk)

    @property
    def mails(self) -> DynamoMailStore:
        return DynamoMailStore(self.database, self.desk)

    @property
    def comments(self) -> DynamoComments:
        return DynamoComments(self.database, self.content)

    @property
    def vectors(self) -> DynamoVectorStore:
        return DynamoVectorStore(self.database.client, self.content)

    @property
    def uploads(self) -> DynamoUploads:
        return DynamoUploads(self.database, self.tables)

    @property
    def due_steps(self) -> DynamoDueSteps:
        return DynamoDueSteps(self.database, self.desk)

    def load(self, employee_id: str) -> int:
        return self.people.find([employee_id])[employee_id].load

    def stored(self, ticket_id: str) -> Ticket:
        return self.tickets.find([ticket_id])[ticket_id]

    def pending(self, ticket_id: str, **fields: Any) -> Ticket:
        """A new ticket, committed."""
        ticket = new_ticket(ticket_id, **fields)
        self.tickets.commit(created(ticket))
        return ticket

    def routed(self, ticket_id: str, department: str = "cards", **fields: Any) -> Ticket:
        """A new ticket that triage sent to a department."""
        ticket = self.pending(ticket_id, **fields)
        changed = ticket.changed(NOON, status=Status.ROUTED, **decisions(department))
        self.tickets.commit(step(changed))
        return changed

    def assigned(
        self, ticket_id: str, employee_id: str, department: str = "cards", **fields: Any
    ) -> Ticket:
        """A ticket that somebody has, with a point of their capacity."""
        changed = self.routed(ticket_id, department, **fields).changed(
            NOON, status=Status.ASSIGNED, assignee=employee_id, effort=1
        )
        employee = self.people.find([employee_id])[employee_id]
        self.tickets.commit(step(changed, claim=claim(employee)))
        return changed


def new_ticket(ticket_id: str, minute: int = 0, **fields: Any) -> Ticket:
    at = NOON + timedelta(minutes=minute)
    given: dict[str, Any] = {
        "door": Door.HTTPS,
        "lane": Lane.LIVE,
        "requester_id": "ann@example.com",
        "created_at": at,
        "updated_at": at,
    }
    return Ticket(ticket_id=ticket_id, **(given | fields))


def decisions(department: str, priority: Priority = Priority.MEDIUM) -> dict[str, object]:
    by = DecidedBy.MODEL
    return {
        "category": Decision(value="card_arrival", confidence=0.71, decided_by=by),
        "department": Decision(value=department, confidence=0.71, decided_by=by),
        "priority": Decision(value=priority, confidence=1 / 3, decided_by=by),
        "tier": Decision(value=Tier.SECOND, confidence=1e-200, decided_by=by),
    }


def created(ticket: Ticket, title: str = "My card") -> Change:
    return step(ticket, text=TicketText(title=title, description="It has not come yet."))


def step(ticket: Ticket, **parts: Any) -> Change:
    entry = HistoryEntry(
        version=ticket.version, at=ticket.updated_at, actor="test", what=ticket.status
    )
    return Change(ticket=ticket, history=entry, **parts)


def new_employee(employee_id: str = "E-1", **fields: Any) -> Employee:
    given: dict[str, Any] = {
        "name": f"Name of {employee_id}",
        "email": f"{employee_id.lower()}@example.com",
        "departments": ("cards",),
        "skills": {"cards": 3},
        "capacity": 3,
        "dropped_at": "2026-11-01",
    }
    return Employee(employee_id=employee_id, **(given | fields))


def claim(employee: Employee, effort: int = 1) -> Claim:
    return Claim.on(employee, effort, NOON)


def release(employee: Employee, effort: int = 1) -> Release:
    return Release(employee.employee_id, effort)
