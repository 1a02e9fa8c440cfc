from collections.abc import Callable
from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain import working_hours_text as shift_text
from switchyard.domain.employee import Absence
from switchyard.domain.errors import InvalidInput
from switchyard.domain.shift import Shift
from switchyard.usecases.intake import roster_cells as cells
from switchyard.usecases.intake.roster_rows import RosterRowParser
from switchyard.usecases.intake.tables import FileRow

ROWS = RosterRowParser({"cards", "fraud"}, "2026-11-21T09:00:00.000000+00:00#0A")
GOOD = {
    "employee_id": "E-1",
    "name": "Ann Lee",
    "email": "Ann.Lee@Example.com",
    "departments": "cards; fraud",
    "capacity": " 20 ",
}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def make_row(**changed: str) -> FileRow:
    return FileRow(5, {**GOOD, **changed})


def test_a_row_with_what_it_needs_is_an_employee() -> None:
    employee = ROWS.read_employee(make_row())
    assert employee.email == "ann.lee@example.com"
    assert employee.departments == ("cards", "fraud")
    assert (employee.capacity, employee.languages, employee.time_zone) == (20, ("en",), "UTC")


def test_without_deputy_and_hours_on_call_there_are_none() -> None:
    employee = ROWS.read_employee(make_row(deputy=" ", on_call=""))
    assert (employee.deputy, employee.on_call) == ("", ())


def test_a_later_row_of_a_file_is_a_later_drop() -> None:
    first = ROWS.read_employee(FileRow(9, GOOD)).dropped_at
    second = ROWS.read_employee(FileRow(10, GOOD)).dropped_at
    assert ROWS.dropped_at < first < second


def test_every_cell_is_read() -> None:
    employee = ROWS.read_employee(
        make_row(
            skills="fraud:2; card-delivery : 5;",
            languages="EN;zh;en",
            time_zone="Asia/Singapore",
            shifts="Mon-Fri 08:00-16:30; sat,sun 22:00-06:00",
            absences="2026-12-24..2027-01-02; 2027-02-01",
            on_call="sat 08:00-20:00",
            deputy="E-2",
            title="Agent",
            profile="Knows cards.",
        )
    )
    assert employee.skills == {"fraud": 2, "card-delivery": 5}
    assert employee.languages == ("en", "zh")
    assert employee.shifts == (
        Shift(days=(1, 2, 3, 4, 5), start=time(8), end=time(16, 30)),
        Shift(days=(6, 7), start=time(22), end=time(6)),
    )
    assert employee.on_call == (Shift(days=(6,), start=time(8), end=time(20)),)
    assert employee.deputy == "E-2"
    assert employee.absences == (
        Absence(first=date(2026, 12, 24), last=date(2027, 1, 2)),
        Absence(first=date(2027, 2, 1), last=date(2027, 2, 1)),
    )


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("employee_id", "", "match"),
        ("employee_id", "E 1", "match"),
        ("name", " ", "at least 1"),
        ("name", '=HYPERLINK("x")', "starts with =, as a formula does"),
        ("title", "@SUM(A1)", "starts with @"),
        ("profile", " +1", "starts with +"),
        ("profile", "-1", "starts with -"),
        ("name", "Ann\x00", "control character U+0000"),
        ("email", "ann", "one e-mail address"),
        ("departments", "", "works in a department"),
        ("departments", "cards;moon", "there is no department moon"),
        ("capacity", "", "whole number of points"),
        ("capacity", "-1", "whole number of points"),
        ("capacity", "2.5", "whole number of points"),
        ("capacity", "²", "whole number of points"),
        ("capacity", "1001", "from 0 to 1000"),
        ("skills", "fraud", "such as fraud:2"),
        ("skills", "fraud:6", "level 1 to 5"),
        ("languages", "english", "two letters"),
        ("time_zone", "Moon/Sea", "such as Europe/Berlin"),
        ("time_zone", "../etc/passwd", "such as Europe/Berlin"),
        ("time_zone", "Europe", "such as Europe/Berlin"),
        ("shifts", "always", "such as mon-fri"),
        ("shifts", "mon-fry 08:00-16:00", "fry should be a day"),
        ("shifts", "mon 25:00-26:00", "00:00 to 23:59"),
        ("shifts", "- 08:00-16:00", "nothing should be a day"),
        ("absences", "christmas", "such as 2026-12-24"),
        ("absences", "2026-12-24..2026-12-23", "ends before it starts"),
        ("absences", "2026-02-30", "should be a day"),
        ("skills", "fraud:9", "level 1 to 5"),
        ("on_call", "nights", "such as mon-fri"),
        ("deputy", "E 2", "match"),
        ("deputy", "E-1", "this person themself"),
    ],
)
def test_a_wrong_cell_is_named_with_what_would_be_right(column: str, cell: str, says: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        ROWS.read_employee(make_row(**{column: cell}))
    (problem,) = refused.value.problems
    assert (problem.row, problem.field) == (5, column)
    assert says in problem.reason


def test_every_wrong_cell_of_a_row_is_named() -> None:
    with pytest.raises(InvalidInput) as refused:
        ROWS.read_employee(make_row(email="x", capacity="x"))
    assert [problem.field for problem in refused.value.problems] == ["email", "capacity"]


@given(st.dictionaries(st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True), st.integers(1, 5)))
def test_skills_are_read_as_they_are_written(skills: dict[str, int]) -> None:
    assert (
        cells.read_skills(";".join(f"{name}:{level}" for name, level in skills.items())) == skills
    )


@given(st.integers(0, 6), st.integers(0, 6), st.times(), st.times())
def test_a_run_of_days_may_pass_the_weekend(first: int, last: int, start: time, end: time) -> None:
    written = f"{DAYS[first]}-{DAYS[last]} {start:%H:%M}-{end:%H:%M}"
    ((shift),) = shift_text.parse_shifts(written)
    count = (last - first) % 7 + 1
    assert shift.days == tuple(sorted((first + step) % 7 + 1 for step in range(count)))
    assert shift.start == start.replace(second=0, microsecond=0)


@given(st.dates(), st.dates())
def test_an_absence_is_read_as_it_is_written(day: date, other: date) -> None:
    first, last = sorted((day, other))
    assert cells.read_absences(f"{first}..{last}") == (Absence(first=first, last=last),)


@given(
    st.text(),
    st.sampled_from(
        [cells.read_skills, shift_text.parse_shifts, cells.read_absences, cells.read_capacity]
    ),
)
def test_no_cell_breaks_the_reader(cell: str, read: Callable[[str], object]) -> None:
    with suppress(ValueError):
        read(cell)
