"""Employees: what they can do, when they are there, and how much they can carry."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from switchyard.values import Frozen


class Shift(Frozen):
    """Working hours in the employee's own time zone.

    `days` are ISO weekdays (1 Monday to 7 Sunday) on which the shift starts; one that ends at or
    before its start runs over midnight.
    """

    days: tuple[Annotated[int, Field(ge=1, le=7)], ...]
    start: time
    end: time


class Absence(Frozen):
    """Whole days, both included, in the employee's own time zone."""

    first: date
    last: date


class Employee(Frozen):
    """One person on the roster. `load` and `capacity` are in points of effort, not in tickets.

    `dropped_at` orders roster files: a row of an earlier drop never overwrites a later one.
    """

    employee_id: str
    name: str
    email: str
    departments: tuple[str, ...]
    title: str = ""
    profile: str = ""
    skills: dict[str, Annotated[int, Field(ge=1, le=5)]] = {}
    languages: tuple[str, ...] = ("en",)
    time_zone: str = "UTC"
    shifts: tuple[Shift, ...] = ()
    absences: tuple[Absence, ...] = ()
    capacity: Annotated[int, Field(ge=0)]
    active: bool = True
    load: int = 0
    last_assigned_at: datetime | None = None
    dropped_at: str = ""

    @property
    def free(self) -> int:
        return self.capacity - self.load

    def on_shift(self, at: datetime) -> bool:
        """Whether `at` lies within a shift. Nobody without shifts is ever off shift."""
        local = at.astimezone(ZoneInfo(self.time_zone))
        return not self.shifts or any(_covers(shift, local) for shift in self.shifts)

    def absent(self, at: datetime) -> bool:
        today = at.astimezone(ZoneInfo(self.time_zone)).date()
        return any(absence.first <= today <= absence.last for absence in self.absences)


def _covers(shift: Shift, local: datetime) -> bool:
    clock = local.time()
    if shift.start < shift.end:
        return local.isoweekday() in shift.days and shift.start <= clock < shift.end
    yesterday = (local - timedelta(days=1)).isoweekday()
    return (local.isoweekday() in shift.days and clock >= shift.start) or (
        yesterday in shift.days and clock < shift.end
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """A slot to take: holds only while capacity is still what was read and the load fits."""

    employee_id: str
    effort: int
    capacity: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Release:
    """A slot given back."""

    employee_id: str
    effort: int
