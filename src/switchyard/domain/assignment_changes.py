"""What assignment writes of a ticket: assigned to an employee, or waiting for somebody."""

from datetime import datetime, timedelta

from switchyard.domain.acknowledge_deadline import calculate_acknowledge_deadline
from switchyard.domain.assignment import AssignmentExplanation
from switchyard.domain.change import Change
from switchyard.domain.desk import Desk
from switchyard.domain.employee import Claim, Employee
from switchyard.domain.fairness import FairnessTally
from switchyard.domain.mail import MailKind, create_mail
from switchyard.domain.status import Status
from switchyard.domain.ticket import HistoryEntry, Ticket

ACTOR = "assignment"


WAITING_RECHECK_INTERVAL = timedelta(minutes=15)
"""A waiting ticket is drained by nudges; the sweep is for the ones that got lost."""


def assign_ticket(
    ticket: Ticket,
    chosen: Employee,
    effort: int,
    explanation: AssignmentExplanation,
    desk: Desk,
    **fields: object,
) -> Change:
    """`fields` are what else becomes of the ticket."""
    at = explanation.decided_at
    also: dict[str, object] = {
        "acknowledge_by": calculate_acknowledge_deadline(ticket, desk, at),
        **fields,
    }
    changed = ticket.make_next_version(
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
        history=_write_history(changed, explanation),
        assignment=explanation,
        mails=(
            create_mail(changed, MailKind.ASSIGNED, changed.assignments, chosen.employee_id, at),
        ),
        claim=Claim.create_for_employee(chosen, effort, at),
        tallies=(FairnessTally.count_assignment(changed, chosen),),
    )


def start_waiting(
    ticket: Ticket, explanation: AssignmentExplanation, available_at: datetime | None
) -> Change:
    at = explanation.decided_at
    changed = ticket.make_next_version(
        at,
        status=Status.WAITING,
        available_at=available_at,
        due_at=_schedule_recheck(at, available_at),
    )
    return Change(
        ticket=changed,
        history=_write_history(changed, explanation),
        assignment=explanation,
        mails=(create_mail(changed, MailKind.WAITING, changed.version, changed.in_department, at),),
    )


def keep_waiting(
    ticket: Ticket, explanation: AssignmentExplanation, available_at: datetime | None
) -> Change:
    """Somebody else may be free next, or at another time. Nobody is told.

    `updated_at` stays: since then the ticket has found nobody.
    """
    changed = ticket.make_next_version(
        ticket.updated_at,
        available_at=available_at,
        due_at=_schedule_recheck(explanation.decided_at, available_at),
    )
    return Change(
        ticket=changed, history=_write_history(changed, explanation), assignment=explanation
    )


def _schedule_recheck(at: datetime, available_at: datetime | None) -> datetime:
    usual = at + WAITING_RECHECK_INTERVAL
    return min(usual, available_at) if available_at else usual


def _write_history(changed: Ticket, explanation: AssignmentExplanation) -> HistoryEntry:
    return HistoryEntry.describe_change(
        changed, ACTOR, changed.status, explanation.reason, explanation.decided_at
    )
