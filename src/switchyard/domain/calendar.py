"""Time as the desk counts it: only while it works."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from switchyard.domain.desk import Calendar
from switchyard.domain.shift import Shift
from switchyard.domain.working_hours_text import shifts

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)

type Span = tuple[timedelta, timedelta]
"""Start and end on the clock of one day, from midnight."""


def after(start: datetime, minutes: float, calendar: Calendar) -> datetime:
    """The first moment (UTC) at which so many minutes of the desk's work have passed."""
    left = minutes * _MINUTE
    if not _rests(calendar):
        return start.astimezone(UTC) + left
    begins = start.astimezone(UTC)
    if left <= timedelta(0):
        return begins
    for opens, closes in _worked(begins, calendar):
        worked = closes - max(opens, begins)
        if worked >= left:
            return closes - (worked - left)
        left -= max(worked, timedelta(0))
    raise AssertionError("a desk that has hours works again some day")


def between(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """How long the desk works from start to end; nothing where the end lies before the start."""
    begins, ends = start.astimezone(UTC), end.astimezone(UTC)
    if not _rests(calendar):
        return max(ends - begins, timedelta(0))
    total = timedelta(0)
    for opens, closes in _worked(begins, calendar):
        if opens >= ends:
            break
        total += max(min(closes, ends) - max(opens, begins), timedelta(0))
    return total


def working_week(hours: str) -> timedelta:
    """How long a desk with these hours works in a week. Raises ValueError, naming what is wrong."""
    return sum((end - start for day in _week(hours) for start, end in day), timedelta(0))


def _rests(calendar: Calendar) -> bool:
    return bool(calendar.hours or calendar.holidays)


def _worked(start: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """The desk's working times in UTC, in their order, from the day of `start` on and for ever."""
    zone, week, holidays = ZoneInfo(calendar.time_zone), _week(calendar.hours), calendar.holidays
    day = start.astimezone(zone).date()
    while True:
        if day not in holidays:
            for opens, closes in week[day.weekday()]:
                yield _moment(day, opens, zone), _moment(day, closes, zone)
        day += _DAY


@lru_cache(maxsize=4096)
def _moment(day: date, clock: timedelta, zone: ZoneInfo) -> datetime:
    """When the clock first shows this, or jumps over it; so neighbouring spans never overlap."""
    shown = datetime.combine(day, time.min) + clock
    moment = shown.replace(tzinfo=zone).astimezone(UTC)
    if _clock_at(moment, zone) == shown:
        return moment
    before = shown.replace(tzinfo=zone, fold=1).astimezone(UTC)
    while moment - before > _SECOND:
        middle = before + (moment - before) // 2
        if _clock_at(middle, zone) < shown:
            before = middle
        else:
            moment = middle
    return moment.replace(microsecond=0)


def _clock_at(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


@lru_cache(maxsize=32)
def _week(hours: str) -> tuple[tuple[Span, ...], ...]:
    """The spans of each weekday, Monday first, cut at midnight, none over another."""
    days: list[list[Span]] = [[] for _ in range(7)]
    for shift in shifts(hours) or shifts("mon-sun 00:00-00:00"):
        for weekday in shift.days:
            for late, span in enumerate(_cut(shift)):
                days[(weekday - 1 + late) % 7].append(span)
    return tuple(tuple(_apart(day)) for day in days)


def _cut(shift: Shift) -> Iterator[Span]:
    """What lies on the day on which the shift starts, and what runs into the next one."""
    start, end = _from_midnight(shift.start), _from_midnight(shift.end)
    if start < end:
        yield start, end
        return
    yield start, _DAY
    if end:
        yield timedelta(0), end


def _from_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)


def _apart(spans: list[Span]) -> Iterator[Span]:
    """In their order, and so that none overlap."""
    edges = sorted({edge for span in spans for edge in span})
    for start, end in pairwise(edges):
        if any(opens <= start and end <= closes for opens, closes in spans):
            yield start, end
