"""The ways a ticket can go. The one table of transitions."""

from enum import StrEnum

from switchyard.domain.errors import IllegalTransition


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
_FROM_UNASSIGNED = (_S.ROUTED, _S.PENDING, _S.MANUAL_REVIEW, _S.ON_HOLD, _S.CLOSED)
_FROM_ASSIGNED = (_S.RESOLVED, _S.CLOSED, _S.ROUTED, _S.PENDING, _S.MANUAL_REVIEW)
"""Where a ticket may go from nobody and from somebody: a wrong department sends it to triage."""
TRANSITIONS: dict[Status, frozenset[Status]] = {
    _S.PENDING: frozenset({_S.ROUTED, _S.MANUAL_REVIEW, _S.ON_HOLD, _S.CLOSED}),
    _S.MANUAL_REVIEW: frozenset({_S.ROUTED, _S.ASSIGNED, _S.ON_HOLD, _S.CLOSED}),
    _S.ROUTED: frozenset({*_FROM_UNASSIGNED, _S.ASSIGNED, _S.WAITING}),
    _S.WAITING: frozenset({*_FROM_UNASSIGNED, _S.ASSIGNED}),
    _S.ASSIGNED: frozenset({*_FROM_ASSIGNED, _S.IN_PROGRESS, _S.ON_HOLD}),
    _S.IN_PROGRESS: frozenset({*_FROM_ASSIGNED, _S.ASSIGNED, _S.ON_HOLD}),
    _S.ON_HOLD: frozenset({*_FROM_ASSIGNED, _S.ASSIGNED, _S.IN_PROGRESS}),
    _S.RESOLVED: frozenset({_S.CLOSED, _S.ROUTED}),
    _S.CLOSED: frozenset({_S.ROUTED, _S.PENDING}),
}

FINISHED_STATUSES = frozenset({_S.RESOLVED, _S.CLOSED})
CAPACITY_HOLDING_STATUSES = frozenset({_S.ASSIGNED, _S.IN_PROGRESS, _S.ON_HOLD})
"""Statuses in which an employee's capacity is taken by the ticket."""


def check_transition(current: Status, requested: Status) -> None:
    """Raises IllegalTransition, naming what would be possible instead."""
    if requested not in TRANSITIONS[current]:
        possible = ", ".join(sorted(TRANSITIONS[current]))
        raise IllegalTransition(
            f"a ticket that is {current} can become {possible}, not {requested}"
        )
