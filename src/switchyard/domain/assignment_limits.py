"""Hard limits: who cannot take a ticket, and the fact that says so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from switchyard.domain.assignment import Exclusion, ExclusionReason
from switchyard.domain.desk import Desk
from switchyard.domain.employee import Employee
from switchyard.domain.ticket import PassOnReason, Ticket
from switchyard.domain.values import Priority, Tier
from switchyard.domain.working_hours import convert_to_local


@dataclass(frozen=True, slots=True)
class TicketNeeds:
    """What a ticket asks of whoever takes it. `effort` is in points of capacity.

    `passed_on` says how each of those who had the ticket let it go.
    """

    department: str
    effort: int
    requester_id: str
    language: str = ""
    skills: Mapping[str, int] = field(default_factory=dict)
    urgent: bool = False
    passed_on: Mapping[str, PassOnReason] = field(default_factory=dict)

    @classmethod
    def create_from_ticket(cls, ticket: Ticket, desk: Desk) -> "TicketNeeds":
        category = desk.categories_by_id.get(ticket.category.value) if ticket.category else None
        tier = ticket.tier.value if ticket.tier else Tier.FIRST
        priority = ticket.priority.value if ticket.priority else Priority.MEDIUM
        return cls(
            department=ticket.in_department,
            effort=desk.assignment.effort.calculate_points(tier, priority),
            requester_id=ticket.requester_id,
            language=ticket.language,
            skills=category.skills if category else {},
            urgent=priority is Priority.URGENT,
            passed_on={passed_on.employee_id: passed_on.how for passed_on in ticket.passed_on},
        )


type LimitCheck = Callable[[Employee, TicketNeeds, datetime], str]
"""Gives the fact that excludes, or nothing."""


def find_exclusions(employee: Employee, need: TicketNeeds, at: datetime) -> tuple[Exclusion, ...]:
    """Every limit that this employee breaks, the most lasting first; empty where none is."""
    person = employee.employee_id
    exclusions = [
        Exclusion(person, reason, detail)
        for reason, limit in _LIMITS
        if (detail := limit(employee, need, at))
    ]
    if how := need.passed_on.get(person):
        exclusions.insert(0, Exclusion(person, *_PASS_ON_EXCLUSIONS[how]))
    return tuple(exclusions)


def _explain_inactive(employee: Employee, _need: TicketNeeds, _at: datetime) -> str:
    return "" if employee.active else "no longer active on the roster"


def _explain_wrong_department(employee: Employee, need: TicketNeeds, _at: datetime) -> str:
    if need.department in employee.departments:
        return ""
    return f"works in {', '.join(employee.departments) or 'no department'}, not {need.department}"


def _explain_conflict(employee: Employee, need: TicketNeeds, _at: datetime) -> str:
    return "is the requester" if employee.email == need.requester_id else ""


def _explain_missing_skills(employee: Employee, need: TicketNeeds, _at: datetime) -> str:
    short = [
        f"needs {level} in {skill}, has {employee.skills.get(skill, 0) or 'none'}"
        for skill, level in need.skills.items()
        if employee.skills.get(skill, 0) < level
    ]
    return "; ".join(short)


def _explain_language(employee: Employee, need: TicketNeeds, _at: datetime) -> str:
    if not need.language or need.language in employee.languages:
        return ""
    return f"needs {need.language}, speaks {', '.join(employee.languages) or 'none named'}"


def _explain_absence(employee: Employee, _need: TicketNeeds, at: datetime) -> str:
    if not employee.is_absent(at):
        return ""
    stands_in = f"; {employee.deputy} stands in" if employee.deputy else ""
    absence = employee.find_absence(at)
    if absence:
        return f"absent until {absence.last}{stands_in}"
    until = _format_local_time(employee.away_until or at, employee.time_zone)
    return f"away until {until} there{stands_in}"


def _explain_pause(employee: Employee, _need: TicketNeeds, _at: datetime) -> str:
    return "takes no new tickets just now" if employee.paused else ""


def _explain_off_shift(employee: Employee, _need: TicketNeeds, at: datetime) -> str:
    if employee.is_on_shift(at):
        return ""
    return f"off shift: it is {_format_local_time(at, employee.time_zone)} there"


def _explain_full_load(employee: Employee, need: TicketNeeds, _at: datetime) -> str:
    if need.effort <= employee.free_capacity:
        return ""
    carried = f"carries {employee.load} of {employee.effective_capacity} points"
    return f"{carried}, this one takes {need.effort}"


@lru_cache
def _format_local_time(at: datetime, time_zone: str) -> str:
    return f"{convert_to_local(at, time_zone):%A %H:%M}"


_PASS_ON_EXCLUSIONS: dict[PassOnReason, tuple[ExclusionReason, str]] = {
    PassOnReason.DECLINED: (ExclusionReason.DECLINED, "declined this ticket"),
    PassOnReason.TIMED_OUT: (ExclusionReason.TIMED_OUT, "did not acknowledge this ticket in time"),
    PassOnReason.HANDED_OVER: (ExclusionReason.HANDED_OVER, "handed this ticket over"),
}


_LIMITS: tuple[tuple[ExclusionReason, LimitCheck], ...] = (
    (ExclusionReason.INACTIVE, _explain_inactive),
    (ExclusionReason.WRONG_DEPARTMENT, _explain_wrong_department),
    (ExclusionReason.CONFLICT, _explain_conflict),
    (ExclusionReason.SKILL, _explain_missing_skills),
    (ExclusionReason.LANGUAGE, _explain_language),
    (ExclusionReason.ABSENT, _explain_absence),
    (ExclusionReason.PAUSED, _explain_pause),
    (ExclusionReason.OFF_SHIFT, _explain_off_shift),
    (ExclusionReason.AT_CAPACITY, _explain_full_load),
)
