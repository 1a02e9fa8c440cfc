"""Fields that the model has no say in: a person or a rule set them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from switchyard.desk.model import Rule, Set
from switchyard.tickets.model import Decision, Ticket
from switchyard.values import DecidedBy, Priority, Tier


@dataclass(frozen=True, slots=True)
class Fixed:
    """A person's word stands before any rule's, an earlier rule's before a later one's."""

    category: Decision[str] | None
    department: Decision[str] | None
    priority: Decision[Priority] | None
    tier: Decision[Tier] | None

    @classmethod
    def of(cls, ticket: Ticket, *rules: Rule | None) -> Self:
        sets = [rule.set for rule in rules if rule is not None]
        return cls(
            category=_first(ticket.category, sets, lambda part: part.category),
            department=_first(ticket.department, sets, lambda part: part.department),
            priority=_first(ticket.priority, sets, lambda part: part.priority),
            tier=_first(ticket.tier, sets, lambda part: part.tier),
        )


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
