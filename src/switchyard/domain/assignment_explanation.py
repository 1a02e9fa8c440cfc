"""Why a ticket went to an employee, or to nobody: the explanation that is stored with it."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from switchyard.domain.assignment import AssignmentExplanation, ExclusionReason
from switchyard.domain.assignment_shortlist import Shortlist
from switchyard.domain.desk import Desk
from switchyard.domain.desk_in_force import DeskInForce
from switchyard.domain.employee import Employee
from switchyard.domain.ticket import Ticket

SHORTLIST_KEPT = 25


EXCLUSIONS_KEPT = 250
"""What is kept of a very large department: an explanation is read by people, and one item."""


SKILLS_NAMED = 2


REASONS_NAMED = 3


_COUNTED = {
    ExclusionReason.INACTIVE: "no longer active",
    ExclusionReason.DECLINED: "who declined it",
    ExclusionReason.TIMED_OUT: "who did not answer in time",
    ExclusionReason.HANDED_OVER: "who handed it over",
    ExclusionReason.CONFLICT: "the requester",
    ExclusionReason.SKILL: "without the skill",
    ExclusionReason.LANGUAGE: "without the language",
    ExclusionReason.ABSENT: "absent",
    ExclusionReason.PAUSED: "paused",
    ExclusionReason.OFF_SHIFT: "off shift",
    ExclusionReason.AT_CAPACITY: "at capacity",
}


def explain(
    ticket: Ticket, found: Shortlist, desk: DeskInForce, at: datetime
) -> AssignmentExplanation:
    chosen = found.chosen
    excluded = [one for reasons in found.excluded.values() for one in reasons]
    return AssignmentExplanation(
        decided_at=at,
        assignee=chosen.employee_id if chosen else "",
        reason=(
            _why(chosen, ticket, found, desk.desk) if chosen else _why_nobody(found, desk.desk)
        ),
        shortlist=found.candidates[:SHORTLIST_KEPT],
        exclusions=tuple(excluded[:EXCLUSIONS_KEPT]),
        reranked=found.reranked,
        searched=len(found.employees),
        more_candidates=max(len(found.candidates) - SHORTLIST_KEPT, 0),
        more_exclusions=max(len(excluded) - EXCLUSIONS_KEPT, 0),
        desk_version=desk.pointer.desk,
    )


def _why(chosen: Employee, ticket: Ticket, found: Shortlist, desk: Desk) -> str:
    """ "Dana Ruiz: closest profile for Card delivery, 4 of 5 in cards, and 9 of 12 points free"."""
    facts = [
        *_returning(chosen, ticket, found),
        *(["on call while nobody on shift can take it"] if found.on_call else []),
        *_reranked(found),
        *_closest(chosen, ticket, found, desk),
        *_resolved(chosen, found),
        *(f"{chosen.skills[one]} of 5 in {one}" for one in [*found.need.skills][:SKILLS_NAMED]),
        *_familiar(chosen, found),
        f"{chosen.free} of {chosen.most} points free",
    ]
    *first, last = facts
    return f"{chosen.name}: {', '.join(first)}{', and ' if first else ''}{last}"


def _returning(chosen: Employee, ticket: Ticket, found: Shortlist) -> list[str]:
    if not found.returning:
        return []
    if chosen.employee_id == ticket.previous_assignee:
        return ["had this ticket before"]
    return ["stands in for whoever had this ticket before"]


def _closest(chosen: Employee, ticket: Ticket, found: Shortlist, desk: Desk) -> list[str]:
    closeness = found.evidence.closeness
    mine = closeness.get(chosen.employee_id, 0.0)
    if not mine or any(closeness.get(one.employee_id, 0.0) > mine for one in found.candidates):
        return []
    category = desk.categories_by_id.get(ticket.category.value) if ticket.category else None
    name = category.path[-1] if category else _department(found, desk)
    everybody = mine == max(closeness.values())
    return [f"{'closest' if everybody else 'closest free'} profile for {name}"]


def _reranked(found: Shortlist) -> list[str]:
    """Not the model's own reason: it may repeat the ticket's words."""
    given = found.reranked
    if not given:
        return []
    number = len(given.candidates)
    return [f"the choice of the language model {given.model} among {number} close candidates"]


def _resolved(chosen: Employee, found: Shortlist) -> list[str]:
    number = found.evidence.resolved.get(chosen.employee_id, 0)
    return [f"resolved {number} {'ticket' if number == 1 else 'tickets'} like it"] if number else []


def _familiar(chosen: Employee, found: Shortlist) -> list[str]:
    familiar = chosen.employee_id in found.evidence.familiar
    return ["has open tickets of the same requester"] if familiar else []


def _why_nobody(found: Shortlist, desk: Desk) -> str:
    """ "Nobody in Cards is free: 4 off shift, 2 at capacity"; each person counts once.

    Where the clock will bring somebody, it says when, in the time zone of the desk's calendar.
    """
    department = _department(found, desk)
    counts = Counter(
        _COUNTED[reasons[0].reason]
        for reasons in found.excluded.values()
        if all(one.reason is not ExclusionReason.WRONG_DEPARTMENT for one in reasons)
    )
    if not counts:
        return f"Nobody works in {department} yet"
    named = [f"{number} {reason}" for reason, number in counts.most_common(REASONS_NAMED)]
    return f"Nobody in {department} is free: {', '.join(named)}{_until(found.available_at, desk)}"


def _until(available_at: datetime | None, desk: Desk) -> str:
    """ "; the next one comes on Monday 23 November, 09:00 (Europe/Berlin)"."""
    if available_at is None:
        return ""
    zone = desk.calendar.time_zone
    at = available_at.astimezone(ZoneInfo(zone))
    return f"; the next one comes on {at:%A} {at.day} {at:%B}, {at:%H:%M} ({zone})"


def _department(found: Shortlist, desk: Desk) -> str:
    department = desk.departments_by_id.get(found.need.department)
    return department.name if department else found.need.department
