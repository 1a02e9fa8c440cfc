"""Fields that the model has no say in: a person, a rule or the requester's order set them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from switchyard.domain.desk import Desk, Rule, Set
from switchyard.domain.ticket import Decision, Ticket
from switchyard.domain.values import DecidedBy, Priority, Tier


@dataclass(frozen=True, slots=True)
class Fixed:
    """A person's word stands before any rule's, an earlier rule's before a later one's."""

    category: Decision[str] | None
    department: Decision[str] | None
    priority: Decision[Priority] | None
    tier: Decision[Tier] | None
    tags: tuple[str, ...]
    ordered: bool = False
    """Whether the department is the one that the requester asked for."""

    @classmethod
    def of(cls, ticket: Ticket, desk: Desk, *rules: Rule | None) -> Self:
        """A requester's order stands behind every rule that says where a ticket goes."""
        sets = [rule.set for rule in rules if rule is not None]
        category = _first(ticket.category, sets, lambda part: part.category)
        department = _first(ticket.department, sets, lambda part: part.department)
        order = None if category or department else _order(ticket, desk)
        return cls(
            category=category,
            department=department or order,
            priority=_first(ticket.priority, sets, lambda part: part.priority),
            tier=_first(ticket.tier, sets, lambda part: part.tier),
            tags=ticket.tags or _tags(ticket, sets),
            ordered=order is not None,
        )


def _order(ticket: Ticket, desk: Desk) -> Decision[str] | None:
    """Nothing for a department that is no more, or whose people sent the ticket back."""
    asked = ticket.requested.department
    orders = desk.triage.requested_department == "order"
    if not orders or asked is None or asked not in desk.departments_by_id:
        return None
    if asked in ticket.wrong_departments:
        return None
    return Decision(value=asked, confidence=1.0, decided_by=DecidedBy.RULE)


def _tags(ticket: Ticket, sets: list[Set]) -> tuple[str, ...]:
    """What was asked for, and what rules add."""
    by_rules = (tag for part in sets for tag in part.tags)
    return tuple(dict.fromkeys((*ticket.requested.tags, *by_rules)))


def _first[T](
    current: Decision[T] | None, sets: list[Set], value_of: Callable[[Set], T | None]
) -> Decision[T] | None:
    if current is not None and current.decided_by is DecidedBy.PERSON:
        return current
    values = (value_of(part) for part in sets)
    value = next((value for value in values if value is not None), None)
    if value is None:
        return None
    return Decision(value=value, confidence=1.0, decided_by=DecidedBy.RULE)
