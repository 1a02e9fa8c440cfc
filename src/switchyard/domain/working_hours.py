"""Hours of work: shifts are read on the employee's own clock, and compared as moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from switchyard.domain.shift import Shift

ONE_DAY = timedelta(days=1)
DAYS_PER_WEEK = 7
_CACHE_SIZE = 4096


@lru_cache(_CACHE_SIZE)
def convert_to_local(at: datetime, time_zone: str) -> datetime:
    return at.astimezone(ZoneInfo(time_zone))


@lru_cache(_CACHE_SIZE)
def is_covered(shifts: tuple[Shift, ...], time_zone: str, at: datetime) -> bool:
    """Whether `at` lies within one of the shifts: one of today, or one that began yesterday."""
    today = convert_to_local(at, time_zone).date()
    return any(
        start <= at < end
        for day in (today, today - ONE_DAY)
        for start, end in _list_spans(shifts, day, time_zone)
    )


@lru_cache(_CACHE_SIZE)
def find_next_start(shifts: tuple[Shift, ...], time_zone: str, after: datetime) -> datetime | None:
    """When the next shift begins; None where there is none."""
    today = convert_to_local(after, time_zone).date()
    for ahead in range(DAYS_PER_WEEK + 1):
        spans = _list_spans(shifts, today + ahead * ONE_DAY, time_zone)
        if starts := [start for start, _ in spans if start > after]:
            return min(starts)
    return None


def find_midnight(day: date, time_zone: str) -> datetime:
    return _find_moment(day, time.min, time_zone)


def _list_spans(
    shifts: tuple[Shift, ...], day: date, time_zone: str
) -> list[tuple[datetime, datetime]]:
    """From when until when the shifts of this day last."""
    return [
        (
            _find_moment(day, shift.start, time_zone),
            _find_moment(day if shift.start < shift.end else day + ONE_DAY, shift.end, time_zone),
        )
        for shift in shifts
        if day.isoweekday() in shift.days
    ]


def _find_moment(day: date, clock: time, time_zone: str) -> datetime:
    """Of an hour that comes twice, when the clock goes back, the first; of one that is left out,
    as long after midnight as on any other day.
    """
    return datetime.combine(day, clock, ZoneInfo(time_zone)).astimezone(UTC)
