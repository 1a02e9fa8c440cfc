"""Those whom a ticket came to say that it is not theirs: a correction that names no other place."""

from collections.abc import Sequence

from switchyard.domain.authorship import Why, Word
from switchyard.domain.change import Change, given_back
from switchyard.domain.desk import Desk
from switchyard.domain.errors import IllegalTransition
from switchyard.domain.mail import MailKind, owed
from switchyard.domain.status import FINISHED, Status
from switchyard.domain.ticket import DUE_AFTER, Ticket
from switchyard.domain.values import Frozen
from switchyard.usecases.actions.correct import unlearnt


class WrongDepartment(Frozen):
    reason: Why = ""


def sent_back(ticket: Ticket, desk: Desk, word: Word) -> Change | None:
    """Triaged anew without this department; the second time, its lead decides. Nothing where that
    was said before.

    Raises IllegalTransition for a ticket that is finished, or that a person is to sort anyway.
    """
    if _said_before(ticket):
        return None
    _check_is_somewhere(ticket)
    wrong = (*ticket.wrong_departments, ticket.in_department)
    again = bool(ticket.wrong_departments)
    changed = ticket.changed(
        word.at,
        status=Status.MANUAL_REVIEW if again else Status.PENDING,
        department=ticket.department if again else None,
        category=None,
        assignee="",
        previous_assignee="",
        effort=0,
        corrections=ticket.corrections + 1,
        wrong_departments=tuple(dict.fromkeys(wrong)),
        reason=_reason([desk.department_name(one) for one in wrong]),
        due_at=None if again else word.at + DUE_AFTER,
    )
    mail = owed(changed, MailKind.REVIEW, changed.version, changed.in_department, word.at)
    return Change(
        ticket=changed,
        history=word.on(changed, "wrong_department"),
        release=given_back(ticket),
        precedents=tuple(unlearnt(ticket)),
        mails=(mail,) if again else (),
    )


def _said_before(ticket: Ticket) -> bool:
    """Triage is at it by now, or the lead of the second department."""
    if ticket.status is Status.PENDING:
        return bool(ticket.wrong_departments)
    return (
        ticket.status is Status.MANUAL_REVIEW and ticket.in_department in ticket.wrong_departments
    )


def _check_is_somewhere(ticket: Ticket) -> None:
    if ticket.status is Status.PENDING:
        raise IllegalTransition("this ticket is still being triaged, which takes seconds")
    if ticket.status is Status.MANUAL_REVIEW:
        raise IllegalTransition(
            "this ticket waits for a person to say where it belongs: do that by a correction"
        )
    if ticket.status in FINISHED:
        raise IllegalTransition(
            f"a ticket that is {ticket.status} stays where it is: a correction says where it "
            "belonged"
        )


def _reason(names: Sequence[str]) -> str:
    *others, last = dict.fromkeys(names)
    if len(names) == 1:
        return f"{last} says that it belongs elsewhere."
    if not others:
        return f"{last} says for the second time that it belongs elsewhere."
    return f"Neither {' nor '.join((*others, last))} says that it belongs there."
