"""Employees: what they can do, when they are there, and how much they can carry."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from switchyard.domain.shift import Shift
from switchyard.domain.values import FrozenModel
from switchyard.domain.working_hours import (
    ONE_DAY,
    convert_to_local,
    find_midnight,
    find_next_start,
    is_covered,
)

MAX_CAPACITY = 1000
"""Points of effort."""


class Absence(FrozenModel):
    """Whole days, both included, in the employee's own time zone."""

    first: date
    last: date


class Handover(FrozenModel):
    """All that somebody has is to go to others. `round` grows each time that it is looked at."""

    requested_by: str
    round: Annotated[int, Field(ge=1)] = 1


class Employee(FrozenModel):
    """One person on the roster. `load` and `capacity` are in points of effort, not in tickets.

    `dropped_at` orders roster files: a row of an earlier drop never overwrites a later one.
    `deputy` is the id of who stands in during an absence; `on_call` are the hours in which urgent
    tickets find this person although nobody is on shift. `away_until`, `paused` and `own_capacity`
    are what the person says of themselves: no roster touches them. `handover` stays until the last
    ticket is gone.
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
    deputy: str = ""
    on_call: tuple[Shift, ...] = ()
    capacity: Annotated[int, Field(ge=0)]
    active: bool = True
    load: int = 0
    last_assigned_at: datetime | None = None
    away_until: datetime | None = None
    paused: bool = False
    own_capacity: Annotated[int, Field(ge=0)] | None = None
    handover: Handover | None = None
    dropped_at: str = ""

    @property
    def effective_capacity(self) -> int:
        """Points that this person carries at most: their own word before the roster's."""
        return self.capacity if self.own_capacity is None else self.own_capacity

    @property
    def free_capacity(self) -> int:
        return self.effective_capacity - self.load

    def is_on_shift(self, at: datetime) -> bool:
        """Whether `at` lies within a shift. Nobody without shifts is ever off shift."""
        return not self.shifts or is_covered(self.shifts, self.time_zone, at)

    def is_on_call(self, at: datetime) -> bool:
        return bool(self.on_call) and is_covered(self.on_call, self.time_zone, at)

    def is_absent(self, at: datetime) -> bool:
        """On a day of an absence, or away by their own word."""
        if not self.absences and self.away_until is None:
            return False
        return self.is_away(at) or self.find_absence(at) is not None

    def is_unavailable(self, at: datetime) -> bool:
        """Whether no ticket may stay with them, whatever the hour."""
        return not self.active or self.paused or self.is_absent(at)

    def is_away(self, at: datetime) -> bool:
        return self.away_until is not None and at < self.away_until

    def find_absence(self, at: datetime) -> Absence | None:
        """Of those that hold at this moment, the one that lasts longest."""
        today = convert_to_local(at, self.time_zone).date()
        current = (absence for absence in self.absences if absence.first <= today <= absence.last)
        return max(current, key=lambda absence: absence.last, default=None)

    def find_next_availability(self, after: datetime, *, urgent: bool = False) -> datetime | None:
        """From when this person is there again, as far as clock and calendar say.

        `urgent` counts the hours on call as well. None where no shift comes.
        """
        hours = (*self.shifts, *self.on_call) if urgent and self.shifts else self.shifts
        at = after
        # Being away and each absence send us on once, and each to a shift that begins after it.
        for _ in range(2 * len(self.absences) + 4):
            if self.is_absent(at):
                at = self._find_absence_end(at)
            elif not hours or is_covered(hours, self.time_zone, at):
                return at
            elif start := find_next_start(hours, self.time_zone, at):
                at = start
            else:
                return None
        return None

    def _find_absence_end(self, at: datetime) -> datetime:
        """When what keeps this person away at `at` is over."""
        absence = self.find_absence(at)
        if absence is None:
            return self.away_until or at
        return find_midnight(absence.last + ONE_DAY, self.time_zone)


@dataclass(frozen=True, slots=True)
class Claim:
    """A slot to take: holds only while capacity is still what was read and the load fits.

    One that goes `overrides_limits` is a lead's word: it holds as long as the employee is active.
    One of a ticket that is `for_new_assignee` to them holds only while they have not said that they
    pause or are away.
    """

    employee_id: str
    effort: int
    capacity: int
    at: datetime
    own_capacity: int | None = None
    overrides_limits: bool = False
    for_new_assignee: bool = True

    @classmethod
    def create_for_employee(cls, employee: Employee, effort: int, at: datetime) -> "Claim":
        """On somebody as they were read."""
        return cls(employee.employee_id, effort, employee.capacity, at, employee.own_capacity)

    @property
    def effective_capacity(self) -> int:
        return self.capacity if self.own_capacity is None else self.own_capacity


@dataclass(frozen=True, slots=True)
class Release:
    """A slot given back."""

    employee_id: str
    effort: int
