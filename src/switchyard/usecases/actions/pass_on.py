"""A ticket is passed on: who had it declines it, gives it back, or does not answer in time."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from switchyard.domain.authorship import EmployeeId, RequiredReason, Statement
from switchyard.domain.change import Change, release_slot
from switchyard.domain.desk import AssignmentPolicy
from switchyard.domain.errors import IllegalTransition
from switchyard.domain.fairness import FairnessTally
from switchyard.domain.mail import Mail, MailKind, create_mail
from switchyard.domain.permissions import is_assignee
from switchyard.domain.status import Status
from switchyard.domain.ticket import STEP_DUE_AFTER, PassedOn, PassOnReason, Ticket
from switchyard.domain.values import FrozenModel
from switchyard.domain.viewer import Viewer

_PASS_TEXTS = {
    PassOnReason.DECLINED: "declined it",
    PassOnReason.TIMED_OUT: "did not answer in time",
    PassOnReason.HANDED_OVER: "gave it back",
}


class DeclineRequest(FrozenModel):
    reason: RequiredReason


class HandOverRequest(FrozenModel):
    """To the employee of the id `to`; without one, to whom assignment finds."""

    reason: RequiredReason
    to: EmployeeId | None = None


def pass_on_ticket(
    ticket: Ticket, how: PassOnReason, policy: AssignmentPolicy, statement: Statement
) -> Change:
    """Up for assignment again, but not to whoever had it; at the desk's `most_passes`, the
    department's lead decides. Raises IllegalTransition for a ticket that nobody has.
    """
    check_is_held(ticket)
    passed = (*ticket.passed_on, PassedOn(employee_id=ticket.assignee, how=how))
    return_ways = [pass_entry.how for pass_entry in passed if not pass_entry.to]
    lead_decides = len(return_ways) >= policy.max_passes
    changed = ticket.make_next_version(
        statement.at,
        status=Status.MANUAL_REVIEW if lead_decides else Status.ROUTED,
        assignee="",
        previous_assignee="",
        effort=0,
        passed_on=passed,
        reason=_describe_passes(return_ways) if lead_decides else ticket.reason,
        due_at=None if lead_decides else statement.at + STEP_DUE_AFTER,
    )
    return Change(
        ticket=changed,
        history=statement.write_history(changed, how),
        release=release_slot(ticket),
        mails=(_create_lead_mail(changed, statement.at),) if lead_decides else (),
        tallies=(FairnessTally.count_pass_on(ticket, how, statement.at),),
    )


def check_is_held(ticket: Ticket) -> None:
    """Raises IllegalTransition."""
    if not ticket.holds_capacity:
        raise IllegalTransition(f"a ticket that is {ticket.status} is with nobody")


def has_passed_before(ticket: Ticket, viewer: Viewer) -> bool:
    """Whether the viewer got rid of it already: to say so again changes nothing."""
    had = any(pass_entry.employee_id == viewer.employee_id for pass_entry in ticket.passed_on)
    return had and not is_assignee(ticket, viewer) and not viewer.may_lead(ticket.in_department)


def _create_lead_mail(ticket: Ticket, at: datetime) -> Mail:
    return create_mail(ticket, MailKind.RETURNED, ticket.version, ticket.in_department, at)


def _describe_passes(return_ways: Sequence[PassOnReason]) -> str:
    """ "Nobody keeps it: 2 declined it, 1 did not answer in time. The lead decides."."""
    counted = (f"{number} {_PASS_TEXTS[how]}" for how, number in Counter(return_ways).most_common())
    return f"Nobody keeps it: {', '.join(counted)}. The department's lead decides."
