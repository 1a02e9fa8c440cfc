"""Hours and time zones as people write them. Every function raises ValueError, saying what would
be right.
"""

import re
from collections.abc import Iterator
from datetime import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from switchyard.domain.shift import Shift

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SHIFT = re.compile(r"([a-z, -]+?)\s+(\d\d:\d\d)\s*-\s*(\d\d:\d\d)")


def parse_time_zone(text: str) -> str:
    """A name of the IANA database; nothing means UTC."""
    name = text.strip() or "UTC"
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name} should be a time zone such as Europe/Berlin") from error
    return name


def parse_shifts(text: str) -> tuple[Shift, ...]:
    """Such as mon-fri 08:00-16:30; sat,sun 22:00-06:00. Nothing means always."""
    parts = (part.strip() for part in text.lower().split(";"))
    return tuple(_parse_shift(part) for part in parts if part)


def _parse_shift(part: str) -> Shift:
    match = _SHIFT.fullmatch(part)
    if match is None:
        raise ValueError(f"{part} should be days and hours, such as mon-fri 08:00-16:30")
    return Shift(
        days=tuple(sorted(set(_parse_days(match[1])))),
        start=_parse_clock(match[2]),
        end=_parse_clock(match[3]),
    )


def _parse_days(text: str) -> Iterator[int]:
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        start, end = _parse_day(first), _parse_day(last or first)
        yield from ((start + step) % 7 + 1 for step in range((end - start) % 7 + 1))


def _parse_day(name: str) -> int:
    if name.strip() not in _DAYS:
        raise ValueError(f"{name.strip() or 'nothing'} should be a day: {', '.join(_DAYS)}")
    return _DAYS.index(name.strip())


def _parse_clock(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text} should be a time from 00:00 to 23:59") from error
