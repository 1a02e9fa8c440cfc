"""A ticket is passed on: who had it declines it, gives it back, or does not answer in time."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from switchyard.domain.authorship import EmployeeId, GivenWhy, Word
from switchyard.domain.change import Change, given_back
from switchyard.domain.desk import AssignmentPolicy
from switchyard.domain.errors import IllegalTransition
from switchyard.domain.fairness import Tally
from switchyard.domain.mail import Mail, MailKind, owed
from switchyard.domain.permissions import has_it
from switchyard.domain.status import Status
from switchyard.domain.ticket import DUE_AFTER, Passed, PassedHow, Ticket
from switchyard.domain.values import Frozen
from switchyard.domain.viewer import Viewer

_SAID = {
    PassedHow.DECLINED: "declined it",
    PassedHow.TIMED_OUT: "did not answer in time",
    PassedHow.HANDED_OVER: "gave it back",
}


class Decline(Frozen):
    reason: GivenWhy


class HandOver(Frozen):
    """To the employee of the id `to`; without one, to whom assignment finds."""

    reason: GivenWhy
    to: EmployeeId | None = None


def passed_on(ticket: Ticket, how: PassedHow, policy: AssignmentPolicy, word: Word) -> Change:
    """Up for assignment again, but not to whoever had it; at the desk's `most_passes`, the
    department's lead decides. Raises IllegalTransition for a ticket that nobody has.
    """
    check_is_held(ticket)
    passed = (*ticket.passed, Passed(employee_id=ticket.assignee, how=how))
    back = [one.how for one in passed if not one.to]
    given_up = len(back) >= policy.most_passes
    changed = ticket.changed(
        word.at,
        status=Status.MANUAL_REVIEW if given_up else Status.ROUTED,
        assignee="",
        previous_assignee="",
        effort=0,
        passed=passed,
        reason=_nobody_keeps(back) if given_up else ticket.reason,
        due_at=None if given_up else word.at + DUE_AFTER,
    )
    return Change(
        ticket=changed,
        history=word.on(changed, how),
        release=given_back(ticket),
        mails=(_word_to_the_lead(changed, word.at),) if given_up else (),
        tallies=(Tally.passed(ticket, how, word.at),),
    )


def check_is_held(ticket: Ticket) -> None:
    """Raises IllegalTransition."""
    if not ticket.holds_capacity:
        raise IllegalTransition(f"a ticket that is {ticket.status} is with nobody")


def passed_before(ticket: Ticket, viewer: Viewer) -> bool:
    """Whether the viewer got rid of it already: to say so again changes nothing."""
    had = any(one.employee_id == viewer.employee_id for one in ticket.passed)
    return had and not has_it(ticket, viewer) and not viewer.leads(ticket.in_department)


def _word_to_the_lead(ticket: Ticket, at: datetime) -> Mail:
    return owed(ticket, MailKind.RETURNED, ticket.version, ticket.in_department, at)


def _nobody_keeps(back: Sequence[PassedHow]) -> str:
    """ "Nobody keeps it: 2 declined it, 1 did not answer in time. The lead decides."."""
    counted = (f"{number} {_SAID[how]}" for how, number in Counter(back).most_common())
    return f"Nobody keeps it: {', '.join(counted)}. The department's lead decides."
