"""What a person may do to a ticket's status, and what goes with it: slots and precedents."""

from dataclasses import dataclass, replace
from datetime import datetime

from switchyard.domain.change import Change, Precedent
from switchyard.domain.desk import AssignmentPolicy
from switchyard.domain.employee import Claim, Employee, Release
from switchyard.domain.errors import Forbidden, IllegalTransition
from switchyard.domain.permissions import works_on
from switchyard.domain.status import FINISHED, HOLDING, Status
from switchyard.domain.ticket import DUE_AFTER, HistoryEntry, Ticket
from switchyard.domain.values import DecidedBy, Priority, Tier
from switchyard.domain.vector import CLOSING, CORRECTION
from switchyard.domain.viewer import Viewer

SET_BY_PEOPLE = (
    Status.IN_PROGRESS,
    Status.ON_HOLD,
    Status.RESOLVED,
    Status.CLOSED,
    Status.ROUTED,
)
"""ROUTED reopens a ticket that was finished, and looks again for one that waits."""
_AGAIN = frozenset({Status.ROUTED, Status.PENDING})
"""A ticket that is reopened returns to who had it, if that person is there."""
_UNDECIDED = frozenset({Status.PENDING, Status.MANUAL_REVIEW})


@dataclass(frozen=True, slots=True)
class Slot:
    """The points that a ticket holds from now on, and what that takes or gives back."""

    effort: int = 0
    claim: Claim | None = None
    release: Release | None = None


def check_may_move(ticket: Ticket, wanted: Status, viewer: Viewer) -> None:
    """Raises Forbidden. Requesters may close their own ticket, and reopen it."""
    if works_on(ticket, viewer):
        return
    reopens = wanted is Status.ROUTED and ticket.status in FINISHED
    if ticket.requester_id != viewer.person or not (wanted is Status.CLOSED or reopens):
        raise Forbidden(
            "who asked for help may close the ticket, or reopen it with the status routed; "
            f"the rest is up to those who work in {ticket.in_department}"
        )


def moved(
    ticket: Ticket,
    wanted: Status,
    viewer: Viewer,
    policy: AssignmentPolicy,
    worker: Employee | None,
    at: datetime,
) -> Change:
    """`worker` is the ticket's assignee. Raises IllegalTransition."""
    status = _status(ticket, wanted)
    slot = slot_in(ticket, status, policy, worker, at)
    again = status in _AGAIN
    changed = ticket.changed(
        at,
        status=status,
        effort=slot.effort,
        assignee="" if again else ticket.assignee,
        previous_assignee=(ticket.assignee if again else "") or ticket.previous_assignee,
        link=None if again else ticket.link,
        acknowledged_at=_taken_up(ticket, status, at),
        due_at=at + DUE_AFTER if again else None,
        sweeps=0,
    )
    return Change(
        ticket=changed,
        history=HistoryEntry.describe(changed, viewer.person, status),
        claim=slot.claim,
        release=slot.release,
        precedents=_confirmed(ticket, status, viewer),
    )


def up_again(ticket: Ticket, at: datetime) -> Ticket:
    """For assignment to look at anew; whoever had it may get it back."""
    return ticket.changed(
        at,
        status=Status.ROUTED,
        assignee="",
        previous_assignee=ticket.assignee,
        effort=0,
        due_at=at + DUE_AFTER,
    )


def slot_in(
    ticket: Ticket,
    status: Status,
    policy: AssignmentPolicy,
    worker: Employee | None,
    at: datetime,
) -> Slot:
    """What the slot becomes with this status; what a lead gave comes back from hold over limits."""
    held = ticket.effort if ticket.holds_capacity else 0
    effort = _effort(ticket, status, held, policy)
    if effort > held and worker:
        claim = replace(Claim.on(worker, effort - held, at), over=ticket.pinned, new=False)
        return Slot(effort, claim=claim)
    if effort < held:
        return Slot(effort, release=Release(ticket.assignee, held - effort))
    return Slot(held)


def _effort(ticket: Ticket, status: Status, held: int, policy: AssignmentPolicy) -> int:
    if status not in HOLDING:
        return 0
    if status is Status.ON_HOLD:
        return int(held * policy.on_hold_share)
    if ticket.status is not Status.ON_HOLD:
        return held
    tier = ticket.tier.value if ticket.tier else Tier.FIRST
    priority = ticket.priority.value if ticket.priority else Priority.MEDIUM
    return policy.effort.of(tier, priority)


def _status(ticket: Ticket, wanted: Status) -> Status:
    """A finished ticket that nobody ever had is triaged anew when it is reopened."""
    if wanted not in SET_BY_PEOPLE:
        possible = ", ".join(SET_BY_PEOPLE)
        raise IllegalTransition(f"people set {possible}; {wanted} comes about by itself")
    if ticket.link and ticket.waits_on_other and wanted not in FINISHED:
        raise IllegalTransition(f"it waits on {ticket.link.parent}: take its link away first")
    if wanted in HOLDING and not ticket.assignee:
        raise IllegalTransition(f"nobody has this ticket, so it cannot be {wanted}")
    if wanted is not Status.ROUTED:
        return wanted
    if ticket.status in _UNDECIDED:
        raise IllegalTransition(
            f"a ticket that is {ticket.status} is routed by a correction that names its category "
            "or department"
        )
    if ticket.holds_capacity:
        raise IllegalTransition("somebody has this ticket: hand it over, and say why")
    return Status.ROUTED if ticket.assignments else _anew(ticket)


def _anew(ticket: Ticket) -> Status:
    return Status.PENDING if ticket.status in FINISHED else Status.ROUTED


def _taken_up(ticket: Ticket, status: Status, at: datetime) -> datetime | None:
    """Who begins with a ticket has taken it up; who gets a reopened one says so anew."""
    if status in _AGAIN:
        return None
    return ticket.acknowledged_at or (at if status is Status.IN_PROGRESS else None)


def _confirmed(ticket: Ticket, status: Status, viewer: Viewer) -> tuple[Precedent, ...]:
    """Finished by who worked on it, and by nobody else: its category was right, and this person
    could do it.
    """
    finished = ticket.holds_capacity and status in FINISHED
    if not (finished and ticket.category and viewer.employee_id == ticket.assignee):
        return ()
    corrected = ticket.category.decided_by is DecidedBy.PERSON
    return (
        Precedent(
            department=ticket.in_department,
            category=ticket.category.value,
            person=ticket.assignee,
            source=CORRECTION if corrected else CLOSING,
            teacher=viewer.person,
        ),
    )
