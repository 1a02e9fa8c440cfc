"""Hard limits: who cannot take a ticket, and the fact that says so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from switchyard.domain.assignment import Exclusion, ExclusionReason
from switchyard.domain.desk import Desk
from switchyard.domain.employee import Employee
from switchyard.domain.ticket import PassedHow, Ticket
from switchyard.domain.values import Priority, Tier
from switchyard.domain.working_hours import local_time


@dataclass(frozen=True, slots=True)
class Need:
    """What a ticket asks of whoever takes it. `effort` is in points of capacity.

    `passed` says how each of those who had the ticket let it go.
    """

    department: str
    effort: int
    requester_id: str
    language: str = ""
    skills: Mapping[str, int] = field(default_factory=dict)
    urgent: bool = False
    passed: Mapping[str, PassedHow] = field(default_factory=dict)

    @classmethod
    def of(cls, ticket: Ticket, desk: Desk) -> "Need":
        category = desk.categories_by_id.get(ticket.category.value) if ticket.category else None
        tier = ticket.tier.value if ticket.tier else Tier.FIRST
        priority = ticket.priority.value if ticket.priority else Priority.MEDIUM
        return cls(
            department=ticket.in_department,
            effort=desk.assignment.effort.of(tier, priority),
            requester_id=ticket.requester_id,
            language=ticket.language,
            skills=category.skills if category else {},
            urgent=priority is Priority.URGENT,
            passed={one.employee_id: one.how for one in ticket.passed},
        )


type Limit = Callable[[Employee, Need, datetime], str]
"""Gives the fact that excludes, or nothing."""


def exclusions(employee: Employee, need: Need, at: datetime) -> tuple[Exclusion, ...]:
    """Every limit that this employee breaks, the most lasting first; empty where none is."""
    person = employee.employee_id
    found = [
        Exclusion(person, reason, detail)
        for reason, limit in _LIMITS
        if (detail := limit(employee, need, at))
    ]
    if how := need.passed.get(person):
        found.insert(0, Exclusion(person, *_LET_GO[how]))
    return tuple(found)


def _inactive(employee: Employee, _need: Need, _at: datetime) -> str:
    return "" if employee.active else "no longer active on the roster"


def _wrong_department(employee: Employee, need: Need, _at: datetime) -> str:
    if need.department in employee.departments:
        return ""
    return f"works in {', '.join(employee.departments) or 'no department'}, not {need.department}"


def _conflict(employee: Employee, need: Need, _at: datetime) -> str:
    return "is the requester" if employee.email == need.requester_id else ""


def _skill(employee: Employee, need: Need, _at: datetime) -> str:
    short = [
        f"needs {level} in {skill}, has {employee.skills.get(skill, 0) or 'none'}"
        for skill, level in need.skills.items()
        if employee.skills.get(skill, 0) < level
    ]
    return "; ".join(short)


def _language(employee: Employee, need: Need, _at: datetime) -> str:
    if not need.language or need.language in employee.languages:
        return ""
    return f"needs {need.language}, speaks {', '.join(employee.languages) or 'none named'}"


def _absent(employee: Employee, _need: Need, at: datetime) -> str:
    if not employee.absent(at):
        return ""
    stands_in = f"; {employee.deputy} stands in" if employee.deputy else ""
    absence = employee.absence(at)
    if absence:
        return f"absent until {absence.last}{stands_in}"
    return f"away until {_clock(employee.away_until or at, employee.time_zone)} there{stands_in}"


def _paused(employee: Employee, _need: Need, _at: datetime) -> str:
    return "takes no new tickets just now" if employee.paused else ""


def _off_shift(employee: Employee, _need: Need, at: datetime) -> str:
    if employee.on_shift(at):
        return ""
    return f"off shift: it is {_clock(at, employee.time_zone)} there"


def _at_capacity(employee: Employee, need: Need, _at: datetime) -> str:
    if need.effort <= employee.free:
        return ""
    return f"carries {employee.load} of {employee.most} points, this one takes {need.effort}"


@lru_cache
def _clock(at: datetime, time_zone: str) -> str:
    return f"{local_time(at, time_zone):%A %H:%M}"


_LET_GO: dict[PassedHow, tuple[ExclusionReason, str]] = {
    PassedHow.DECLINED: (ExclusionReason.DECLINED, "declined this ticket"),
    PassedHow.TIMED_OUT: (ExclusionReason.TIMED_OUT, "did not acknowledge this ticket in time"),
    PassedHow.HANDED_OVER: (ExclusionReason.HANDED_OVER, "handed this ticket over"),
}


_LIMITS: tuple[tuple[ExclusionReason, Limit], ...] = (
    (ExclusionReason.INACTIVE, _inactive),
    (ExclusionReason.WRONG_DEPARTMENT, _wrong_department),
    (ExclusionReason.CONFLICT, _conflict),
    (ExclusionReason.SKILL, _skill),
    (ExclusionReason.LANGUAGE, _language),
    (ExclusionReason.ABSENT, _absent),
    (ExclusionReason.PAUSED, _paused),
    (ExclusionReason.OFF_SHIFT, _off_shift),
    (ExclusionReason.AT_CAPACITY, _at_capacity),
)
