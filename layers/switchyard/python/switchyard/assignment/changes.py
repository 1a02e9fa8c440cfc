"""What one step of assignment writes."""

from datetime import timedelta

from switchyard.assignment.model import AssignmentExplanation
from switchyard.notifications.model import MailKind
from switchyard.notifications.owed import owed
from switchyard.people.model import Claim, Employee
from switchyard.tickets.change import Change
from switchyard.tickets.model import HistoryEntry, Ticket
from switchyard.tickets.status import Status

ACTOR = "assignment"
LOOK_AGAIN_AFTER = timedelta(minutes=15)
"""A waiting ticket is drained by nudges; the sweep is for the ones that got lost."""


def assigned(
    ticket: Ticket, chosen: Employee, effort: int, explanation: AssignmentExplanation
) -> Change:
    at = explanation.decided_at
    changed = ticket.changed(
        at,
        status=Status.ASSIGNED,
        assignee=chosen.employee_id,
        effort=effort,
        assignments=ticket.assignments + 1,
        due_at=None,
    )
    return Change(
        ticket=changed,
        history=_history(changed, explanation),
        assignment=explanation,
        mails=(owed(changed, MailKind.ASSIGNED, changed.assignments, chosen.employee_id, at),),
        claim=Claim(chosen.employee_id, effort, chosen.capacity, at),
    )


def waiting(ticket: Ticket, explanation: AssignmentExplanation) -> Change:
    at = explanation.decided_at
    changed = ticket.changed(at, status=Status.WAITING, due_at=at + LOOK_AGAIN_AFTER)
    return Change(
        ticket=changed,
        history=_history(changed, explanation),
        assignment=explanation,
        mails=(owed(changed, MailKind.WAITING, changed.version, changed.in_department, at),),
    )


def _history(changed: Ticket, explanation: AssignmentExplanation) -> HistoryEntry:
    return HistoryEntry(
        version=changed.version,
        at=changed.updated_at,
        actor=ACTOR,
        what=changed.status,
        why=explanation.reason,
    )
