"""Tickets, changes and people, ready to be put into a store."""

from datetime import UTC, datetime, timedelta
from typing import Any

from switchyard.domain.change import Change
from switchyard.domain.employee import Claim, Employee, Release
from switchyard.domain.ticket import Decision, HistoryEntry, Ticket, TicketText
from switchyard.domain.values import Channel, DecidedBy, Lane, Priority, Tier

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def make_new_ticket(ticket_id: str, minute: int = 0, **fields: Any) -> Ticket:
    at = NOON + timedelta(minutes=minute)
    given: dict[str, Any] = {
        "channel": Channel.HTTPS,
        "lane": Lane.LIVE,
        "requester_id": "ann@example.com",
        "created_at": at,
        "updated_at": at,
    }
    return Ticket(ticket_id=ticket_id, **(given | fields))


def make_decisions(department: str, priority: Priority = Priority.MEDIUM) -> dict[str, object]:
    by = DecidedBy.MODEL
    return {
        "category": Decision(value="card_arrival", confidence=0.71, decided_by=by),
        "department": Decision(value=department, confidence=0.71, decided_by=by),
        "priority": Decision(value=priority, confidence=1 / 3, decided_by=by),
        "tier": Decision(value=Tier.SECOND, confidence=1e-200, decided_by=by),
    }


def make_creation(ticket: Ticket, title: str = "My card") -> Change:
    return make_step(ticket, text=TicketText(title=title, description="It has not come yet."))


def make_step(ticket: Ticket, **parts: Any) -> Change:
    entry = HistoryEntry(
        version=ticket.version, at=ticket.updated_at, actor="test", what=ticket.status
    )
    return Change(ticket=ticket, history=entry, **parts)


def make_employee(employee_id: str = "E-1", **fields: Any) -> Employee:
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
    return Claim.create_for_employee(employee, effort, NOON)


def release(employee: Employee, effort: int = 1) -> Release:
    return Release(employee.employee_id, effort)
