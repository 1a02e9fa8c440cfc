"""What assignment writes of a ticket: assigned to an employee, or waiting for somebody."""

from datetime import datetime, timedelta

from switchyard.domain.acknowledge_deadline import acknowledge_by
from switchyard.domain.assignment import AssignmentExplanation
from switchyard.domain.change import Change
from switchyard.domain.desk import Desk
from switchyard.domain.employee import Claim, Employee
from switchyard.domain.fairness import Tally
from switchyard.domain.mail import MailKind, owed
from switchyard.domain.status import Status
from switchyard.domain.ticket import HistoryEntry, Ticket

ACTOR = "assignment"


LOOK_AGAIN_AFTER = timedelta(minutes=15)
"""A waiting ticket is drained by nudges; the sweep is for the ones that got lost."""


def assigned(
    ticket: Ticket,
    chosen: Employee,
    effort: int,
    explanation: AssignmentExplanation,
    desk: Desk,
    **fields: object,
) -> Change:
    """`fields` are what else becomes of the ticket."""
    at = explanation.decided_at
    also: dict[str, object] = {"acknowledge_by": acknowledge_by(ticket, desk, at), **fields}
    changed = ticket.changed(
        at,
        status=Status.ASSIGNED,
        assignee=chosen.employee_id,
        effort=effort,
        assignments=ticket.assignments + 1,
        due_at=None,
        **also,
    )
    return Change(
        ticket=changed,
        history=_history(changed, explanation),
        assignment=explanation,
        mails=(owed(changed, MailKind.ASSIGNED, changed.assignments, chosen.employee_id, at),),
        claim=Claim.on(chosen, effort, at),
        tallies=(Tally.given(changed, chosen),),
    )


def waiting(
    ticket: Ticket, explanation: AssignmentExplanation, available_at: datetime | None
) -> Change:
    at = explanation.decided_at
    changed = ticket.changed(
        at,
        status=Status.WAITING,
        available_at=available_at,
        due_at=_look_again(at, available_at),
    )
    return Change(
        ticket=changed,
        history=_history(changed, explanation),
        assignment=explanation,
        mails=(owed(changed, MailKind.WAITING, changed.version, changed.in_department, at),),
    )


def waits_on(
    ticket: Ticket, explanation: AssignmentExplanation, available_at: datetime | None
) -> Change:
    """Somebody else may be free next, or at another time. Nobody is told.

    `updated_at` stays: since then the ticket has found nobody.
    """
    changed = ticket.changed(
        ticket.updated_at,
        available_at=available_at,
        due_at=_look_again(explanation.decided_at, available_at),
    )
    return Change(ticket=changed, history=_history(changed, explanation), assignment=explanation)


def _look_again(at: datetime, available_at: datetime | None) -> datetime:
    usual = at + LOOK_AGAIN_AFTER
    return min(usual, available_at) if available_at else usual


def _history(changed: Ticket, explanation: AssignmentExplanation) -> HistoryEntry:
    return HistoryEntry.describe(changed, ACTOR, changed.status, explanation.reason)
