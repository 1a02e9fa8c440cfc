"""The fairness report as CSV, which no spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Iterator

from switchyard.domain.fairness import Figures
from switchyard.usecases.queries.fairness import Report
from switchyard.usecases.queries.fairness_report import DepartmentFigures, PersonFigures

COLUMNS = (
    "from",
    "to",
    "department",
    "employee_id",
    "name",
    "people",
    "capacity",
    *Figures.model_fields,
    "urgent_share",
    "out_of_hours_share",
    "effort_per_capacity",
    "gini",
    "largest_gap",
    "withheld",
)
_FORMULA = ("=", "+", "-", "@")


def sheet(report: Report) -> str:
    """A row for each department, followed by its persons where the desk shows them."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    period = {"from": f"{report.period.first:%Y-%m}", "to": f"{report.period.last:%Y-%m}"}
    for row in _rows(report):
        writer.writerow({name: cell(value) for name, value in {**period, **row}.items()})
    return out.getvalue()


def cell(value: object) -> str:
    """A spreadsheet runs what starts like a formula; after an apostrophe it is a text."""
    text = "" if value is None else str(value)
    runs = text.lstrip().startswith(_FORMULA) or text[:1] in ("\t", "\r", "\n")
    return f"'{text}" if runs else text


def _rows(report: Report) -> Iterator[dict[str, object]]:
    for one in report.departments:
        yield _department(one)
        yield from ({"department": one.department, **_person(each)} for each in one.persons)


def _department(one: DepartmentFigures) -> dict[str, object]:
    return {
        "department": one.department,
        "people": one.people,
        "gini": _rounded(one.gini),
        "largest_gap": _rounded(one.largest_gap),
        "withheld": one.withheld,
        **(_figures(one.figures) if one.figures else {}),
    }


def _person(one: PersonFigures) -> dict[str, object]:
    return {
        "employee_id": one.employee_id,
        "name": one.name,
        "capacity": one.capacity,
        "effort_per_capacity": _rounded(one.effort_per_capacity),
        **_figures(one.figures),
    }


def _figures(figures: Figures) -> dict[str, object]:
    return {
        **figures.model_dump(),
        "urgent_share": _rounded(figures.urgent_share),
        "out_of_hours_share": _rounded(figures.out_of_hours_share),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
