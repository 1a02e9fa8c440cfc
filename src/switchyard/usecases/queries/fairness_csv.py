"""The fairness report as CSV, which no spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Iterator

from switchyard.domain.fairness import FairnessFigures
from switchyard.usecases.queries.fairness import FairnessReport
from switchyard.usecases.queries.fairness_report import DepartmentFigures, PersonFigures

CSV_COLUMNS = (
    "from",
    "to",
    "department",
    "employee_id",
    "name",
    "people",
    "capacity",
    *FairnessFigures.model_fields,
    "urgent_share",
    "out_of_hours_share",
    "effort_per_capacity",
    "gini",
    "largest_gap",
    "withheld",
)
_FORMULA = ("=", "+", "-", "@")


def write_csv(report: FairnessReport) -> str:
    """A row for each department, followed by its persons where the desk shows them."""
    out = io.StringIO()
    writer = csv.DictWriter(out, CSV_COLUMNS)
    writer.writeheader()
    period = {"from": f"{report.period.first:%Y-%m}", "to": f"{report.period.last:%Y-%m}"}
    for row in _list_rows(report):
        writer.writerow({name: format_cell(value) for name, value in {**period, **row}.items()})
    return out.getvalue()


def format_cell(value: object) -> str:
    """A spreadsheet runs what starts like a formula; after an apostrophe it is a text."""
    text = "" if value is None else str(value)
    runs = text.lstrip().startswith(_FORMULA) or text[:1] in ("\t", "\r", "\n")
    return f"'{text}" if runs else text


def _list_rows(report: FairnessReport) -> Iterator[dict[str, object]]:
    for department in report.departments:
        yield _build_department_row(department)
        yield from (
            {"department": department.department, **_build_person_row(person)}
            for person in department.persons
        )


def _build_department_row(department: DepartmentFigures) -> dict[str, object]:
    return {
        "department": department.department,
        "people": department.people,
        "gini": _round_value(department.gini),
        "largest_gap": _round_value(department.largest_gap),
        "withheld": department.withheld,
        **(_build_figure_cells(department.figures) if department.figures else {}),
    }


def _build_person_row(person: PersonFigures) -> dict[str, object]:
    return {
        "employee_id": person.employee_id,
        "name": person.name,
        "capacity": person.capacity,
        "effort_per_capacity": _round_value(person.effort_per_capacity),
        **_build_figure_cells(person.figures),
    }


def _build_figure_cells(figures: FairnessFigures) -> dict[str, object]:
    return {
        **figures.model_dump(),
        "urgent_share": _round_value(figures.urgent_share),
        "out_of_hours_share": _round_value(figures.out_of_hours_share),
    }


def _round_value(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
