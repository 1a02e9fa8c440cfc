"""Employees: what they can do, when they are there, and how much they can carry."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from switchyard.domain.shift import Shift
from switchyard.domain.values import Frozen
from switchyard.domain.working_hours import ONE_DAY, covered, local_time, midnight, next_start

MOST_CAPACITY = 1000
"""Points of effort."""


class Absence(Frozen):
    """Whole days, both included, in the employee's own time zone."""

    first: date
    last: date


class Handover(Frozen):
    """All that somebody has is to go to others. `round` grows each time that it is looked at."""

    asked_by: str
    round: Annotated[int, Field(ge=1)] = 1


class Employee(Frozen):
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
    def most(self) -> int:
        """Points that this person carries at most: their own word before the roster's."""
        return self.capacity if self.own_capacity is None else self.own_capacity

    @property
    def free(self) -> int:
        return self.most - self.load

    def on_shift(self, at: datetime) -> bool:
        """Whether `at` lies within a shift. Nobody without shifts is ever off shift."""
        return not self.shifts or covered(self.shifts, self.time_zone, at)

    def is_on_call(self, at: datetime) -> bool:
        return bool(self.on_call) and covered(self.on_call, self.time_zone, at)

    def absent(self, at: datetime) -> bool:
        """On a day of an absence, or away by their own word."""
        if not self.absences and self.away_until is None:
            return False
        return self.away(at) or self.absence(at) is not None

    def out(self, at: datetime) -> bool:
        """Whether no ticket may stay with them, whatever the hour."""
        return not self.active or self.paused or self.absent(at)

    def away(self, at: datetime) -> bool:
        return self.away_until is not None and at < self.away_until

    def absence(self, at: datetime) -> Absence | None:
        """Of those that hold at this moment, the one that lasts longest."""
        today = local_time(at, self.time_zone).date()
        current = (one for one in self.absences if one.first <= today <= one.last)
        return max(current, key=lambda one: one.last, default=None)

    def comes_on(self, after: datetime, *, urgent: bool = False) -> datetime | None:
        """From when this person is there again, as far as clock and calendar say.

        `urgent` counts the hours on call as well. None where no shift comes.
        """
        hours = (*self.shifts, *self.on_call) if urgent and self.shifts else self.shifts
        at = after
        # Being away and each absence send us on once, and each to a shift that begins after it.
        for _ in range(2 * len(self.absences) + 4):
            if self.absent(at):
                at = self._back(at)
            elif not hours or covered(hours, self.time_zone, at):
                return at
            elif start := next_start(hours, self.time_zone, at):
                at = start
            else:
                return None
        return None

    def _back(self, at: datetime) -> datetime:
        """When what keeps this person away at `at` is over."""
        absence = self.absence(at)
        if absence is None:
            return self.away_until or at
        return midnight(absence.last + ONE_DAY, self.time_zone)


@dataclass(frozen=True, slots=True)
class Claim:
    """A slot to take: holds only while capacity is still what was read and the load fits.

    One that goes `over` is a lead's word: it holds as long as the employee is active. One of a
    ticket that is `new` to them holds only while they have not said that they pause or are away.
    """

    employee_id: str
    effort: int
    capacity: int
    at: datetime
    own_capacity: int | None = None
    over: bool = False
    new: bool = True

    @classmethod
    def on(cls, employee: Employee, effort: int, at: datetime) -> "Claim":
        """On somebody as they were read."""
        return cls(employee.employee_id, effort, employee.capacity, at, employee.own_capacity)

    @property
    def most(self) -> int:
        return self.capacity if self.own_capacity is None else self.own_capacity


@dataclass(frozen=True, slots=True)
class Release:
    """A slot given back."""

    employee_id: str
    effort: int
