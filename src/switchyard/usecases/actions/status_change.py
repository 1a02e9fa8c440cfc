"""What a person may do to a ticket's status, and what goes with it: slots and precedents."""

from dataclasses import dataclass, replace
from datetime import datetime

from switchyard.domain.change import Change, PrecedentUpdate
from switchyard.domain.desk import AssignmentPolicy
from switchyard.domain.employee import Claim, Employee, Release
from switchyard.domain.errors import Forbidden, IllegalTransition
from switchyard.domain.permissions import may_work_on
from switchyard.domain.status import CAPACITY_HOLDING_STATUSES, FINISHED_STATUSES, Status
from switchyard.domain.ticket import STEP_DUE_AFTER, HistoryEntry, Ticket
from switchyard.domain.values import DecidedBy, Priority, Tier
from switchyard.domain.vector import CLOSING_SOURCE, CORRECTION_SOURCE
from switchyard.domain.viewer import Viewer

STATUSES_SET_BY_PEOPLE = (
    Status.IN_PROGRESS,
    Status.ON_HOLD,
    Status.RESOLVED,
    Status.CLOSED,
    Status.ROUTED,
)
"""ROUTED reopens a ticket that was finished, and looks again for one that waits."""
_UNASSIGNED_AGAIN = frozenset({Status.ROUTED, Status.PENDING})
"""A ticket that is reopened returns to who had it, if that person is there."""
_UNROUTED_STATUSES = frozenset({Status.PENDING, Status.MANUAL_REVIEW})


@dataclass(frozen=True, slots=True)
class SlotChange:
    """The points that a ticket holds from now on, and what that takes or gives back."""

    effort: int = 0
    claim: Claim | None = None
    release: Release | None = None


def check_may_set_status(ticket: Ticket, requested: Status, viewer: Viewer) -> None:
    """Raises Forbidden. Requesters may close their own ticket, and reopen it."""
    if may_work_on(ticket, viewer):
        return
    reopens = requested is Status.ROUTED and ticket.status in FINISHED_STATUSES
    if ticket.requester_id != viewer.person or not (requested is Status.CLOSED or reopens):
        raise Forbidden(
            "who asked for help may close the ticket, or reopen it with the status routed; "
            f"the rest is up to those who work in {ticket.in_department}"
        )


def change_status(
    ticket: Ticket,
    requested: Status,
    viewer: Viewer,
    policy: AssignmentPolicy,
    worker: Employee | None,
    at: datetime,
) -> Change:
    """`worker` is the ticket's assignee. Raises IllegalTransition."""
    status = _choose_status(ticket, requested)
    slot = plan_slot(ticket, status, policy, worker, at)
    again = status in _UNASSIGNED_AGAIN
    changed = ticket.make_next_version(
        at,
        status=status,
        effort=slot.effort,
        assignee="" if again else ticket.assignee,
        previous_assignee=(ticket.assignee if again else "") or ticket.previous_assignee,
        link=None if again else ticket.link,
        acknowledged_at=_choose_acknowledged_at(ticket, status, at),
        due_at=at + STEP_DUE_AFTER if again else None,
        sweeps=0,
    )
    return Change(
        ticket=changed,
        history=HistoryEntry.describe_change(changed, viewer.person, status),
        claim=slot.claim,
        release=slot.release,
        precedents=_build_confirmed_precedents(ticket, status, viewer),
    )


def send_back_to_assignment(ticket: Ticket, at: datetime) -> Ticket:
    """For assignment to look at anew; whoever had it may get it back."""
    return ticket.make_next_version(
        at,
        status=Status.ROUTED,
        assignee="",
        previous_assignee=ticket.assignee,
        effort=0,
        due_at=at + STEP_DUE_AFTER,
    )


def plan_slot(
    ticket: Ticket,
    status: Status,
    policy: AssignmentPolicy,
    worker: Employee | None,
    at: datetime,
) -> SlotChange:
    """What the slot becomes with this status; what a lead gave comes back from hold over limits."""
    held = ticket.effort if ticket.holds_capacity else 0
    effort = _calculate_effort(ticket, status, held, policy)
    if effort > held and worker:
        claim = replace(
            Claim.create_for_employee(worker, effort - held, at),
            overrides_limits=ticket.pinned,
            for_new_assignee=False,
        )
        return SlotChange(effort, claim=claim)
    if effort < held:
        return SlotChange(effort, release=Release(ticket.assignee, held - effort))
    return SlotChange(held)


def _calculate_effort(ticket: Ticket, status: Status, held: int, policy: AssignmentPolicy) -> int:
    if status not in CAPACITY_HOLDING_STATUSES:
        return 0
    if status is Status.ON_HOLD:
        return int(held * policy.on_hold_share)
    if ticket.status is not Status.ON_HOLD:
        return held
    tier = ticket.tier.value if ticket.tier else Tier.FIRST
    priority = ticket.priority.value if ticket.priority else Priority.MEDIUM
    return policy.effort.calculate_points(tier, priority)


def _choose_status(ticket: Ticket, requested: Status) -> Status:
    """A finished ticket that nobody ever had is triaged anew when it is reopened."""
    if requested not in STATUSES_SET_BY_PEOPLE:
        possible = ", ".join(STATUSES_SET_BY_PEOPLE)
        raise IllegalTransition(f"people set {possible}; {requested} comes about by itself")
    if ticket.link and ticket.is_waiting_on_parent and requested not in FINISHED_STATUSES:
        raise IllegalTransition(f"it waits on {ticket.link.parent}: take its link away first")
    if requested in CAPACITY_HOLDING_STATUSES and not ticket.assignee:
        raise IllegalTransition(f"nobody has this ticket, so it cannot be {requested}")
    if requested is not Status.ROUTED:
        return requested
    if ticket.status in _UNROUTED_STATUSES:
        raise IllegalTransition(
            f"a ticket that is {ticket.status} is routed by a correction that names its category "
            "or department"
        )
    if ticket.holds_capacity:
        raise IllegalTransition("somebody has this ticket: hand it over, and say why")
    return Status.ROUTED if ticket.assignments else _choose_reopened_status(ticket)


def _choose_reopened_status(ticket: Ticket) -> Status:
    return Status.PENDING if ticket.status in FINISHED_STATUSES else Status.ROUTED


def _choose_acknowledged_at(ticket: Ticket, status: Status, at: datetime) -> datetime | None:
    """Who begins with a ticket has taken it up; who gets a reopened one says so anew."""
    if status in _UNASSIGNED_AGAIN:
        return None
    return ticket.acknowledged_at or (at if status is Status.IN_PROGRESS else None)


def _build_confirmed_precedents(
    ticket: Ticket, status: Status, viewer: Viewer
) -> tuple[PrecedentUpdate, ...]:
    """Finished by who worked on it, and by nobody else: its category was right, and this person
    could do it.
    """
    finished = ticket.holds_capacity and status in FINISHED_STATUSES
    if not (finished and ticket.category and viewer.employee_id == ticket.assignee):
        return ()
    corrected = ticket.category.decided_by is DecidedBy.PERSON
    return (
        PrecedentUpdate(
            department=ticket.in_department,
            category=ticket.category.value,
            person=ticket.assignee,
            source=CORRECTION_SOURCE if corrected else CLOSING_SOURCE,
            teacher=viewer.person,
        ),
    )
