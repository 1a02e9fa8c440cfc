"""When somebody is really at work, whatever the roster says."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from evaluation.assignment.assumptions import DAY, START, Assumptions
from switchyard.domain.employee import Absence, Employee
from switchyard.domain.shift import Shift

TAIL_DAYS = 21
"""Shifts go on after the last ticket came in, until everything is done."""


@dataclass(frozen=True)
class Stint:
    """From `start` to `end`, with a rest from `rest_at`; in minutes.

    Who falls ill leaves before `planned_end`.
    """

    start: float
    rest_at: float
    end: float
    planned_end: float

    @property
    def fell_ill(self) -> bool:
        return self.end < self.planned_end


def convert_to_moment(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def convert_to_minutes(at: datetime) -> float:
    return (at - START) / timedelta(minutes=1)


def draw_absences(
    days: int, given: Assumptions, chance: np.random.Generator
) -> tuple[Absence, ...]:
    """At most one, of two to five days, that everybody knows of beforehand."""
    if chance.random() >= given.absent:
        return ()
    first = START.date() + timedelta(days=int(chance.integers(days)))
    return (Absence(first=first, last=first + timedelta(days=int(chance.integers(1, 5)))),)


def draw_stints(
    employee: Employee, days: int, given: Assumptions, chance: np.random.Generator
) -> tuple[Stint, ...]:
    """All shifts that are not absences; some end early."""
    dates = [START.date() + timedelta(days=day) for day in range(-1, days + TAIL_DAYS)]
    planned = sorted(
        (stint for day in dates for stint in _plan_stints(employee, day)),
        key=lambda stint: stint.start,
    )
    return tuple(_draw_illness(stint, given, chance) for stint in planned if stint.end > 0)


def _plan_stints(employee: Employee, on: date) -> Iterator[Stint]:
    if any(absence.first <= on <= absence.last for absence in employee.absences):
        return
    for shift in employee.shifts:
        if on.isoweekday() in shift.days:
            yield _make_stint(shift, on, ZoneInfo(employee.time_zone))


def _make_stint(shift: Shift, on: date, zone: ZoneInfo) -> Stint:
    start, end = (
        convert_to_minutes(datetime.combine(on, clock, zone)) for clock in (shift.start, shift.end)
    )
    end += DAY if end <= start else 0.0
    return Stint(start, (start + end) / 2, end, end)


def _draw_illness(stint: Stint, given: Assumptions, chance: np.random.Generator) -> Stint:
    """Two draws whatever they say, so that nothing later depends on them."""
    ill, part = chance.random(2)
    if ill >= given.falls_ill:
        return stint
    return replace(stint, end=stint.start + float(part) * (stint.end - stint.start))
