"""The report as CSV, which no spreadsheet takes for formulas."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.fairness import FairnessFigures
from switchyard.usecases.queries.fairness import FairnessReport
from switchyard.usecases.queries.fairness_csv import CSV_COLUMNS, format_cell, write_csv
from switchyard.usecases.queries.fairness_period import ReportPeriod
from switchyard.usecases.queries.fairness_report import build_department_figures
from tests.builders import NOON, make_employee

PERIOD = ReportPeriod.parse_months("2026-10", "2026-11", NOON)
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def read_csv_rows(content: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content, newline="")))


def make_report(*names: str, persons: bool = True) -> FairnessReport:
    people = [make_employee(f"E-{n}", name=name, capacity=10) for n, name in enumerate(names)]
    counted = {
        employee.employee_id: FairnessFigures(tickets=3, effort=5, urgent=1) for employee in people
    }
    figures = build_department_figures("cards", people, counted, persons=persons)
    return FairnessReport(PERIOD, persons, (figures,))


def test_a_department_is_followed_by_its_persons_where_they_are_shown() -> None:
    department, person = read_csv_rows(write_csv(make_report("Ada")))
    assert (department["department"], department["employee_id"], department["gini"]) == (
        "cards",
        "",
        "0.0",
    )
    assert (person["employee_id"], person["name"], person["tickets"]) == ("E-0", "Ada", "3")
    assert (person["effort_per_capacity"], person["urgent_share"]) == ("0.5", "0.333")
    assert {(row["from"], row["to"]) for row in (department, person)} == {("2026-10", "2026-11")}


def test_without_persons_nobody_is_named() -> None:
    names = [f"Person {number}" for number in range(5)]
    content = write_csv(make_report(*names, persons=False))
    assert len(read_csv_rows(content)) == 1
    assert "Person" not in content
    assert "E-" not in content


def test_what_is_withheld_says_why() -> None:
    (row,) = read_csv_rows(write_csv(make_report("Ada", persons=False)))
    assert row["withheld"].startswith("fewer than 5 people")
    assert (row["tickets"], row["effort"], row["gini"]) == ("", "", "")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1", "  =1", "\u00a0=1"]
)
def test_what_a_spreadsheet_would_run_becomes_a_text(text: str) -> None:
    assert format_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Ada", "", "a=b", "3", 3, 0.25, "Bo-Lin"])
def test_anything_else_stays_as_it_is(value: object) -> None:
    assert format_cell(value) == str(value)


@given(st.text(max_size=40))
def test_no_cell_starts_as_a_formula_does_and_none_gets_lost(name: str) -> None:
    csv_rows = read_csv_rows(write_csv(make_report(name)))
    assert [len(row) for row in csv_rows] == [len(CSV_COLUMNS)] * 2
    read = csv_rows[1]["name"]
    assert not read.lstrip().startswith(RUNS)
    assert read in (name, f"'{name}")
