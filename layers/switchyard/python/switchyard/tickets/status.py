"""The ways a ticket can go. The one table of transitions."""

from enum import StrEnum

from switchyard.errors import IllegalTransition


class Status(StrEnum):
    PENDING = "pending"
    ROUTED = "routed"
    WAITING = "waiting"
    MANUAL_REVIEW = "manual_review"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    CLOSED = "closed"


_S = Status
TRANSITIONS: dict[Status, frozenset[Status]] = {
    _S.PENDING: frozenset({_S.ROUTED, _S.MANUAL_REVIEW, _S.CLOSED}),
    _S.MANUAL_REVIEW: frozenset({_S.ROUTED, _S.CLOSED}),
    _S.ROUTED: frozenset({_S.ASSIGNED, _S.WAITING, _S.MANUAL_REVIEW, _S.ROUTED, _S.CLOSED}),
    _S.WAITING: frozenset({_S.ASSIGNED, _S.ROUTED, _S.MANUAL_REVIEW, _S.CLOSED}),
    _S.ASSIGNED: frozenset({_S.IN_PROGRESS, _S.ON_HOLD, _S.RESOLVED, _S.CLOSED, _S.ROUTED}),
    _S.IN_PROGRESS: frozenset({_S.ASSIGNED, _S.ON_HOLD, _S.RESOLVED, _S.CLOSED, _S.ROUTED}),
    _S.ON_HOLD: frozenset({_S.IN_PROGRESS, _S.RESOLVED, _S.CLOSED, _S.ROUTED}),
    _S.RESOLVED: frozenset({_S.CLOSED, _S.ROUTED}),
    _S.CLOSED: frozenset({_S.ROUTED, _S.PENDING}),
}

HOLDING = frozenset({_S.ASSIGNED, _S.IN_PROGRESS, _S.ON_HOLD})
"""Statuses in which an employee's capacity is taken by the ticket."""


def check_transition(current: Status, wanted: Status) -> None:
    """Raises IllegalTransition, naming what would be possible instead."""
    if wanted not in TRANSITIONS[current]:
        possible = ", ".join(sorted(TRANSITIONS[current]))
        raise IllegalTransition(f"a ticket that is {current} can become {possible}, not {wanted}")
