"""Time as the desk counts it: only while it works."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from switchyard.domain.desk import Calendar
from switchyard.domain.shift import Shift
from switchyard.domain.working_hours_text import parse_shifts

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)

type DaySpan = tuple[timedelta, timedelta]
"""Start and end on the clock of one day, from midnight."""


def add_working_minutes(start: datetime, minutes: float, calendar: Calendar) -> datetime:
    """The first moment (UTC) at which so many minutes of the desk's work have passed."""
    remaining = minutes * _MINUTE
    if not _has_closing_times(calendar):
        return start.astimezone(UTC) + remaining
    begins = start.astimezone(UTC)
    if remaining <= timedelta(0):
        return begins
    for opens, closes in _iterate_working_times(begins, calendar):
        worked = closes - max(opens, begins)
        if worked >= remaining:
            return closes - (worked - remaining)
        remaining -= max(worked, timedelta(0))
    raise AssertionError("a desk that has hours works again some day")


def measure_working_time(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """How long the desk works from start to end; nothing where the end lies before the start."""
    begins, ends = start.astimezone(UTC), end.astimezone(UTC)
    if not _has_closing_times(calendar):
        return max(ends - begins, timedelta(0))
    total = timedelta(0)
    for opens, closes in _iterate_working_times(begins, calendar):
        if opens >= ends:
            break
        total += max(min(closes, ends) - max(opens, begins), timedelta(0))
    return total


def measure_working_week(hours: str) -> timedelta:
    """How long a desk with these hours works in a week. Raises ValueError, naming what is wrong."""
    return sum((end - start for day in _parse_week(hours) for start, end in day), timedelta(0))


def _has_closing_times(calendar: Calendar) -> bool:
    return bool(calendar.hours or calendar.holidays)


def _iterate_working_times(
    start: datetime, calendar: Calendar
) -> Iterator[tuple[datetime, datetime]]:
    """The desk's working times in UTC, in their order, from the day of `start` on and for ever."""
    zone, week, holidays = (
        ZoneInfo(calendar.time_zone),
        _parse_week(calendar.hours),
        calendar.holidays,
    )
    day = start.astimezone(zone).date()
    while True:
        if day not in holidays:
            for opens, closes in week[day.weekday()]:
                yield _find_moment(day, opens, zone), _find_moment(day, closes, zone)
        day += _DAY


@lru_cache(maxsize=4096)
def _find_moment(day: date, clock: timedelta, zone: ZoneInfo) -> datetime:
    """When the clock first shows this, or jumps over it; so neighbouring spans never overlap."""
    shown = datetime.combine(day, time.min) + clock
    moment = shown.replace(tzinfo=zone).astimezone(UTC)
    if _read_wall_clock(moment, zone) == shown:
        return moment
    before = shown.replace(tzinfo=zone, fold=1).astimezone(UTC)
    while moment - before > _SECOND:
        middle = before + (moment - before) // 2
        if _read_wall_clock(middle, zone) < shown:
            before = middle
        else:
            moment = middle
    return moment.replace(microsecond=0)


def _read_wall_clock(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


@lru_cache(maxsize=32)
def _parse_week(hours: str) -> tuple[tuple[DaySpan, ...], ...]:
    """The spans of each weekday, Monday first, cut at midnight, none over another."""
    days: list[list[DaySpan]] = [[] for _ in range(7)]
    for shift in parse_shifts(hours) or parse_shifts("mon-sun 00:00-00:00"):
        for weekday in shift.days:
            for late, span in enumerate(_split_at_midnight(shift)):
                days[(weekday - 1 + late) % 7].append(span)
    return tuple(tuple(_separate_spans(day)) for day in days)


def _split_at_midnight(shift: Shift) -> Iterator[DaySpan]:
    """What lies on the day on which the shift starts, and what runs into the next one."""
    start, end = _measure_from_midnight(shift.start), _measure_from_midnight(shift.end)
    if start < end:
        yield start, end
        return
    yield start, _DAY
    if end:
        yield timedelta(0), end


def _measure_from_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)


def _separate_spans(spans: list[DaySpan]) -> Iterator[DaySpan]:
    """In their order, and so that none overlap."""
    edges = sorted({edge for span in spans for edge in span})
    for start, end in pairwise(edges):
        if any(opens <= start and end <= closes for opens, closes in spans):
            yield start, end
