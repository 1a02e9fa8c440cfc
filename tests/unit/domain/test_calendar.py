"""Time as the desk counts it."""

from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.calendar import (
    add_working_minutes,
    measure_working_time,
    measure_working_week,
)
from switchyard.domain.desk import Calendar

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Calendar(
    time_zone="Europe/Berlin",
    hours="mon-fri 08:00-18:00; sat 09:00-13:00",
    holidays=(date(2026, 12, 25),),
)
NIGHTS = Calendar(time_zone="Europe/Berlin", hours="mon-sun 22:00-06:00")
ALWAYS = Calendar()
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

calendars = st.builds(
    Calendar,
    time_zone=st.sampled_from(
        ["UTC", "Europe/Berlin", "America/St_Johns", "Africa/Cairo", "Pacific/Apia"]
    ),
    hours=st.sampled_from(
        [
            "",
            OFFICE.hours,
            NIGHTS.hours,
            "sun 02:30-02:45; sat,sun 02:15-03:10",
            "mon-fri 09:00-17:00; tue 12:00-20:00; wed 23:30-23:30",
        ]
    ),
    holidays=st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=5).map(tuple),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def make_berlin_time(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def test_a_desk_without_hours_works_always() -> None:
    start = make_berlin_time(11, 21, 23)
    assert add_working_minutes(start, 90, ALWAYS) == start + 90 * MINUTE
    assert measure_working_time(start, start + 7 * HOUR, ALWAYS) == 7 * HOUR
    assert measure_working_week("") == timedelta(days=7)


def test_what_is_left_in_the_evening_goes_on_the_next_working_day() -> None:
    friday = make_berlin_time(11, 20, 17)
    assert add_working_minutes(friday, 60, OFFICE) == make_berlin_time(11, 20, 18)
    assert add_working_minutes(friday, 61, OFFICE) == make_berlin_time(11, 21, 9, 1)
    assert add_working_minutes(friday, 60 + 240 + 1, OFFICE) == make_berlin_time(11, 23, 8, 1)


def test_nobody_works_on_a_holiday() -> None:
    assert add_working_minutes(make_berlin_time(12, 24, 17), 120, OFFICE) == make_berlin_time(
        12, 26, 10
    )
    assert measure_working_time(
        make_berlin_time(12, 25, 0), make_berlin_time(12, 26, 0), OFFICE
    ) == timedelta(0)


def test_a_holiday_ends_a_night_at_midnight_and_cuts_off_the_next_nights_start() -> None:
    nights = NIGHTS.model_copy(update={"holidays": (date(2026, 12, 25),)})
    assert (
        measure_working_time(make_berlin_time(12, 24, 12), make_berlin_time(12, 26, 12), nights)
        == 8 * HOUR
    )


def test_a_desk_that_never_sleeps_rests_on_its_holidays() -> None:
    calendar = Calendar(time_zone="Europe/Berlin", holidays=(date(2026, 12, 25),))
    assert add_working_minutes(make_berlin_time(12, 24, 23), 120, calendar) == make_berlin_time(
        12, 26, 1
    )


def test_a_night_is_an_hour_longer_when_the_clock_goes_back() -> None:
    assert (
        measure_working_time(make_berlin_time(10, 24, 20), make_berlin_time(10, 25, 12), NIGHTS)
        == 9 * HOUR
    )
    assert add_working_minutes(make_berlin_time(10, 24, 22), 8 * 60, NIGHTS) == datetime(
        2026, 10, 25, 4, tzinfo=UTC
    )


def test_a_night_is_an_hour_shorter_when_the_clock_goes_forward() -> None:
    assert (
        measure_working_time(make_berlin_time(3, 28, 20), make_berlin_time(3, 29, 12), NIGHTS)
        == 7 * HOUR
    )
    assert add_working_minutes(make_berlin_time(3, 28, 22), 8 * 60, NIGHTS) == make_berlin_time(
        3, 29, 23
    )


def test_hours_that_begin_while_the_clock_jumps_begin_with_the_jump() -> None:
    calendar = Calendar(time_zone="Europe/Berlin", hours="sun 02:30-04:00")
    jump = datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert add_working_minutes(make_berlin_time(3, 28, 0), 1, calendar) == jump + MINUTE
    assert (
        measure_working_time(make_berlin_time(3, 29, 0), make_berlin_time(3, 30, 0), calendar)
        == HOUR
    )


def test_hours_that_overlap_count_once() -> None:
    assert measure_working_week("mon 08:00-12:00; mon 10:00-14:00; mon 12:00-13:00") == 6 * HOUR


@given(moments, moments, moments, calendars)
def test_parts_of_a_time_add_up(a: datetime, b: datetime, c: datetime, calendar: Calendar) -> None:
    first, middle, last = sorted((a, b, c))
    whole = measure_working_time(first, middle, calendar) + measure_working_time(
        middle, last, calendar
    )
    assert measure_working_time(first, last, calendar) == whole


@given(moments, moments, calendars)
def test_working_time_is_never_longer_than_time(
    a: datetime, b: datetime, calendar: Calendar
) -> None:
    assert timedelta(0) <= measure_working_time(a, b, calendar) <= max(b - a, timedelta(0))


@given(moments, st.integers(0, 5_000), calendars)
def test_after_so_many_minutes_so_many_have_passed(
    start: datetime, minutes: int, calendar: Calendar
) -> None:
    assert (
        measure_working_time(start, add_working_minutes(start, minutes, calendar), calendar)
        == minutes * MINUTE
    )


@given(moments, moments, calendars)
def test_the_rest_of_a_time_ends_no_later_than_the_time(
    a: datetime, b: datetime, calendar: Calendar
) -> None:
    """What a pause relies on: a rest that is measured and added again is the same to the µs."""
    start, end = sorted((a, b))
    again = add_working_minutes(
        start, measure_working_time(start, end, calendar) / MINUTE, calendar
    )
    assert again <= end
    assert measure_working_time(again, end, calendar) == timedelta(0)


@given(moments, st.integers(0, 5_000), st.integers(0, 5_000), calendars)
def test_more_minutes_are_never_over_earlier(
    start: datetime, some: int, more: int, calendar: Calendar
) -> None:
    assert add_working_minutes(start, some, calendar) <= add_working_minutes(
        start, some + more, calendar
    )


def test_a_target_of_a_quarter_is_found_fast() -> None:
    start = make_berlin_time(1, 5, 8)
    before = perf_counter()
    add_working_minutes(start, 13 * 54 * 60, OFFICE)
    assert perf_counter() - before < 0.1


@pytest.mark.parametrize("hours", ["mon-fri 8-18", "monday 08:00-18:00", "mon 08:00-25:00"])
def test_hours_that_cannot_be_read_say_so(hours: str) -> None:
    with pytest.raises(ValueError, match="should be"):
        measure_working_week(hours)
