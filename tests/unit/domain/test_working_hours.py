"""When people work, on their own clock: also in the nights in which the clock is changed."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.employee import Absence, Employee
from switchyard.domain.shift import Shift
from tests.builders import make_employee

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
BACK = date(2026, 10, 25)
"""In Berlin, 03:00 is followed by 02:00 in this night, at 01:00 UTC."""
FORWARD = date(2026, 3, 29)
"""In Berlin, 02:00 is followed by 03:00 in this night, at 01:00 UTC."""


def make_berlin_employee(start: time, end: time, **fields: Any) -> Employee:
    shift = Shift(days=EVERY_DAY, start=start, end=end)
    return make_employee(time_zone="Europe/Berlin", shifts=(shift,), **fields)


def make_utc_time(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def count_shift_hours(employee: Employee, day: date) -> float:
    """How many of the 48 half hours from noon before this day to noon on it are in a shift."""
    noon = make_utc_time(day, 12) - timedelta(days=1)
    return sum(employee.is_on_shift(noon + half * timedelta(minutes=30)) for half in range(48)) / 2


@pytest.mark.parametrize(("day", "hours"), [(BACK, 9.0), (FORWARD, 7.0), (date(2026, 6, 7), 8.0)])
def test_a_night_shift_lasts_an_hour_more_or_less_when_the_clock_changes(
    day: date, hours: float
) -> None:
    assert count_shift_hours(make_berlin_employee(time(22), time(6)), day) == hours


def test_the_hour_that_comes_twice_is_worked_once_by_who_ends_in_it() -> None:
    employee = make_berlin_employee(time(18), time(2, 30))
    assert employee.is_on_shift(make_utc_time(BACK, 0, 29))
    assert not employee.is_on_shift(make_utc_time(BACK, 0, 30))
    assert not employee.is_on_shift(make_utc_time(BACK, 1, 15))


def test_who_begins_in_the_hour_that_comes_twice_is_not_sent_home_in_between() -> None:
    employee = make_berlin_employee(time(2, 30), time(10))
    on = [
        employee.is_on_shift(make_utc_time(BACK, 0, 30) + half * timedelta(minutes=30))
        for half in range(18)
    ]
    assert not employee.is_on_shift(make_utc_time(BACK, 0, 29))
    assert on == [True] * 17 + [False]


def test_who_begins_in_the_hour_that_is_left_out_is_there_soon_after() -> None:
    employee = make_berlin_employee(time(2, 30), time(10))
    assert not employee.is_on_shift(make_utc_time(FORWARD, 0, 59))
    assert employee.is_on_shift(make_utc_time(FORWARD, 1, 30))
    assert employee.find_next_availability(make_utc_time(FORWARD, 0)) == make_utc_time(
        FORWARD, 1, 30
    )


def test_somebody_is_on_call_in_those_hours_only() -> None:
    nights = Shift(days=(6,), start=time(20), end=time(6))
    employee = make_berlin_employee(time(9), time(17), on_call=(nights,))
    saturday = date(2026, 11, 21)
    assert employee.is_on_call(make_utc_time(saturday, 19))
    assert employee.is_on_call(make_utc_time(saturday + timedelta(days=1), 4, 59))
    assert not employee.is_on_call(make_utc_time(saturday + timedelta(days=1), 5))
    assert not employee.is_on_call(make_utc_time(saturday, 12))
    assert not make_employee().is_on_call(make_utc_time(saturday, 12))


def test_somebody_off_shift_comes_on_with_the_next_shift_on_their_own_clock() -> None:
    weekdays = Shift(days=(1, 2, 3, 4, 5), start=time(9), end=time(17))
    employee = make_employee(time_zone="Asia/Tokyo", shifts=(weekdays,))
    saturday_noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert employee.find_next_availability(saturday_noon) == datetime(2026, 11, 23, 0, tzinfo=UTC)


def test_somebody_absent_comes_on_with_the_first_shift_after_all_that_keeps_them_away() -> None:
    weekdays = Shift(days=(1, 2, 3, 4, 5), start=time(9), end=time(17))
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    employee = make_employee(
        shifts=(weekdays,),
        absences=(
            Absence(first=date(2026, 11, 24), last=date(2026, 11, 25)),
            Absence(first=date(2026, 11, 20), last=date(2026, 11, 23)),
        ),
        away_until=datetime(2026, 11, 26, 10, tzinfo=UTC),
    )
    assert employee.find_next_availability(noon) == datetime(2026, 11, 26, 10, tzinfo=UTC)
    back = employee.model_copy(update={"away_until": None})
    assert back.find_next_availability(noon) == datetime(2026, 11, 26, 9, tzinfo=UTC)


def test_the_hours_on_call_count_where_it_is_urgent() -> None:
    sundays = Shift(days=(7,), start=time(8), end=time(12))
    weekdays = Shift(days=(1,), start=time(9), end=time(17))
    employee = make_employee(shifts=(weekdays,), on_call=(sundays,))
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert employee.find_next_availability(noon) == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert employee.find_next_availability(noon, urgent=True) == datetime(
        2026, 11, 22, 8, tzinfo=UTC
    )


def test_somebody_whose_shifts_have_no_day_never_comes() -> None:
    never = Shift(days=(), start=time(8), end=time(12))
    assert (
        make_employee(shifts=(never,)).find_next_availability(datetime(2026, 11, 21, tzinfo=UTC))
        is None
    )


NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 1))
MOMENTS = st.integers(0, 500_000).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes))
CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59))
WEEKDAYS = st.lists(st.integers(1, 7), unique=True).map(tuple)
SHIFTS = st.lists(st.builds(Shift, days=WEEKDAYS, start=CLOCKS, end=CLOCKS), max_size=3).map(tuple)
ABSENCES = st.lists(
    st.builds(
        lambda first, days: Absence(first=first, last=first + timedelta(days=days)),
        DAYS,
        st.integers(0, 20),
    ),
    max_size=6,
).map(tuple)
EMPLOYEES = st.builds(
    make_employee,
    shifts=SHIFTS,
    on_call=SHIFTS,
    absences=ABSENCES,
    time_zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"]),
    away_until=st.none() | MOMENTS,
)


@given(EMPLOYEES, MOMENTS, st.booleans(), st.floats(0, 0.99))
def test_nobody_comes_on_while_away_or_off_shift_nor_later_than_they_could(
    employee: Employee, now: datetime, urgent: bool, share: float
) -> None:
    def is_there(at: datetime) -> bool:
        on_duty = employee.is_on_shift(at) or (urgent and employee.is_on_call(at))
        return on_duty and not employee.is_absent(at)

    moment = employee.find_next_availability(now, urgent=urgent)
    if moment is None:
        assert not is_there(now)
    else:
        assert moment >= now
        assert is_there(moment)
        assert moment == now or not is_there(now + (moment - now) * share)
