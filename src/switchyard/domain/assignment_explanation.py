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

MAX_CANDIDATES_KEPT = 25


MAX_EXCLUSIONS_KEPT = 250
"""What is kept of a very large department: an explanation is read by people, and one item."""


MAX_SKILLS_NAMED = 2


MAX_REASONS_NAMED = 3


_EXCLUSION_TEXTS = {
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


def build_explanation(
    ticket: Ticket, shortlist: Shortlist, desk: DeskInForce, at: datetime
) -> AssignmentExplanation:
    chosen = shortlist.chosen
    excluded = [exclusion for reasons in shortlist.excluded.values() for exclusion in reasons]
    return AssignmentExplanation(
        decided_at=at,
        assignee=chosen.employee_id if chosen else "",
        reason=(
            _describe_choice(chosen, ticket, shortlist, desk.desk)
            if chosen
            else _describe_nobody_free(shortlist, desk.desk)
        ),
        shortlist=shortlist.candidates[:MAX_CANDIDATES_KEPT],
        exclusions=tuple(excluded[:MAX_EXCLUSIONS_KEPT]),
        reranked=shortlist.reranked,
        searched=len(shortlist.employees),
        more_candidates=max(len(shortlist.candidates) - MAX_CANDIDATES_KEPT, 0),
        more_exclusions=max(len(excluded) - MAX_EXCLUSIONS_KEPT, 0),
        desk_version=desk.pointer.desk,
    )


def _describe_choice(chosen: Employee, ticket: Ticket, shortlist: Shortlist, desk: Desk) -> str:
    """ "Dana Ruiz: closest profile for Card delivery, 4 of 5 in cards, and 9 of 12 points free"."""
    facts = [
        *_describe_return(chosen, ticket, shortlist),
        *(["on call while nobody on shift can take it"] if shortlist.on_call else []),
        *_describe_rerank(shortlist),
        *_describe_closeness(chosen, ticket, shortlist, desk),
        *_describe_resolved(chosen, shortlist),
        *(
            f"{chosen.skills[skill]} of 5 in {skill}"
            for skill in [*shortlist.need.skills][:MAX_SKILLS_NAMED]
        ),
        *_describe_familiarity(chosen, shortlist),
        f"{chosen.free_capacity} of {chosen.effective_capacity} points free",
    ]
    *first, last = facts
    return f"{chosen.name}: {', '.join(first)}{', and ' if first else ''}{last}"


def _describe_return(chosen: Employee, ticket: Ticket, shortlist: Shortlist) -> list[str]:
    if not shortlist.returning:
        return []
    if chosen.employee_id == ticket.previous_assignee:
        return ["had this ticket before"]
    return ["stands in for whoever had this ticket before"]


def _describe_closeness(
    chosen: Employee, ticket: Ticket, shortlist: Shortlist, desk: Desk
) -> list[str]:
    closeness = shortlist.evidence.profile_closeness
    mine = closeness.get(chosen.employee_id, 0.0)
    if not mine or any(
        closeness.get(candidate.employee_id, 0.0) > mine for candidate in shortlist.candidates
    ):
        return []
    category = desk.categories_by_id.get(ticket.category.value) if ticket.category else None
    name = category.path[-1] if category else _read_department_name(shortlist, desk)
    is_closest_of_all = mine == max(closeness.values())
    return [f"{'closest' if is_closest_of_all else 'closest free'} profile for {name}"]


def _describe_rerank(shortlist: Shortlist) -> list[str]:
    """Not the model's own reason: it may repeat the ticket's words."""
    given = shortlist.reranked
    if not given:
        return []
    number = len(given.candidates)
    return [f"the choice of the language model {given.model} among {number} close candidates"]


def _describe_resolved(chosen: Employee, shortlist: Shortlist) -> list[str]:
    number = shortlist.evidence.resolved_counts.get(chosen.employee_id, 0)
    return [f"resolved {number} {'ticket' if number == 1 else 'tickets'} like it"] if number else []


def _describe_familiarity(chosen: Employee, shortlist: Shortlist) -> list[str]:
    familiar = chosen.employee_id in shortlist.evidence.familiar_employees
    return ["has open tickets of the same requester"] if familiar else []


def _describe_nobody_free(shortlist: Shortlist, desk: Desk) -> str:
    """ "Nobody in Cards is free: 4 off shift, 2 at capacity"; each person counts once.

    Where the clock will bring somebody, it says when, in the time zone of the desk's calendar.
    """
    department = _read_department_name(shortlist, desk)
    counts = Counter(
        _EXCLUSION_TEXTS[reasons[0].reason]
        for reasons in shortlist.excluded.values()
        if all(exclusion.reason is not ExclusionReason.WRONG_DEPARTMENT for exclusion in reasons)
    )
    if not counts:
        return f"Nobody works in {department} yet"
    named = [f"{number} {reason}" for reason, number in counts.most_common(MAX_REASONS_NAMED)]
    arrival = _describe_next_arrival(shortlist.available_at, desk)
    return f"Nobody in {department} is free: {', '.join(named)}{arrival}"


def _describe_next_arrival(available_at: datetime | None, desk: Desk) -> str:
    """ "; the next one comes on Monday 23 November, 09:00 (Europe/Berlin)"."""
    if available_at is None:
        return ""
    zone = desk.calendar.time_zone
    at = available_at.astimezone(ZoneInfo(zone))
    return f"; the next one comes on {at:%A} {at.day} {at:%B}, {at:%H:%M} ({zone})"


def _read_department_name(shortlist: Shortlist, desk: Desk) -> str:
    department = desk.departments_by_id.get(shortlist.need.department)
    return department.name if department else shortlist.need.department
