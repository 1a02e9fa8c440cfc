"""Those whom a ticket came to say that it is not theirs: a correction that names no other place."""

from collections.abc import Sequence

from switchyard.domain.authorship import Reason, Statement
from switchyard.domain.change import Change, release_slot
from switchyard.domain.desk import Desk
from switchyard.domain.errors import IllegalTransition
from switchyard.domain.mail import MailKind, create_mail
from switchyard.domain.status import FINISHED_STATUSES, Status
from switchyard.domain.ticket import STEP_DUE_AFTER, Ticket
from switchyard.domain.values import FrozenModel
from switchyard.usecases.actions.correct import forget_precedents


class WrongDepartmentRequest(FrozenModel):
    reason: Reason = ""


def send_back_to_triage(ticket: Ticket, desk: Desk, statement: Statement) -> Change | None:
    """Triaged anew without this department; the second time, its lead decides. Nothing where that
    was said before.

    Raises IllegalTransition for a ticket that is finished, or that a person is to sort anyway.
    """
    if _is_reported_before(ticket):
        return None
    _check_is_in_department(ticket)
    wrong_departments = (*ticket.wrong_departments, ticket.in_department)
    again = bool(ticket.wrong_departments)
    changed = ticket.make_next_version(
        statement.at,
        status=Status.MANUAL_REVIEW if again else Status.PENDING,
        department=ticket.department if again else None,
        category=None,
        assignee="",
        previous_assignee="",
        effort=0,
        corrections=ticket.corrections + 1,
        wrong_departments=tuple(dict.fromkeys(wrong_departments)),
        reason=_describe_departments(
            [desk.find_department_name(department) for department in wrong_departments]
        ),
        due_at=None if again else statement.at + STEP_DUE_AFTER,
    )
    mail = create_mail(
        changed, MailKind.REVIEW, changed.version, changed.in_department, statement.at
    )
    return Change(
        ticket=changed,
        history=statement.write_history(changed, "wrong_department"),
        release=release_slot(ticket),
        precedents=tuple(forget_precedents(ticket)),
        mails=(mail,) if again else (),
    )


def _is_reported_before(ticket: Ticket) -> bool:
    """Triage is at it by now, or the lead of the second department."""
    if ticket.status is Status.PENDING:
        return bool(ticket.wrong_departments)
    return (
        ticket.status is Status.MANUAL_REVIEW and ticket.in_department in ticket.wrong_departments
    )


def _check_is_in_department(ticket: Ticket) -> None:
    if ticket.status is Status.PENDING:
        raise IllegalTransition("this ticket is still being triaged, which takes seconds")
    if ticket.status is Status.MANUAL_REVIEW:
        raise IllegalTransition(
            "this ticket waits for a person to say where it belongs: do that by a correction"
        )
    if ticket.status in FINISHED_STATUSES:
        raise IllegalTransition(
            f"a ticket that is {ticket.status} stays where it is: a correction says where it "
            "belonged"
        )


def _describe_departments(names: Sequence[str]) -> str:
    *others, last = dict.fromkeys(names)
    if len(names) == 1:
        return f"{last} says that it belongs elsewhere."
    if not others:
        return f"{last} says for the second time that it belongs elsewhere."
    return f"Neither {' nor '.join((*others, last))} says that it belongs there."
