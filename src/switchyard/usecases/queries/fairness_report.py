"""How evenly a department's work is shared out, and as much of it as may be shown."""

from collections.abc import Iterable, Mapping, Sequence

from switchyard.domain.employee import Employee
from switchyard.domain.fairness import FairnessFigures
from switchyard.domain.values import FrozenModel

MIN_PEOPLE_SHOWN = 5
"""Figures of fewer would be figures of single persons."""
WITHHELD_REASON = (
    f"fewer than {MIN_PEOPLE_SHOWN} people had tickets: figures of so few would be figures of "
    "single persons, which this desk does not show"
)


class PersonFigures(FrozenModel):
    """`effort_per_capacity` is in points of effort for each point of capacity that the roster
    gives them, so that who works half the time compares with the others.
    """

    employee_id: str
    name: str
    capacity: int
    effort_per_capacity: float
    figures: FairnessFigures


class DepartmentFigures(FrozenModel):
    """`people` compare with each other: those who work here and have capacity, and those who had
    tickets in this time. `gini` and `largest_gap` are of their effort per capacity.
    """

    department: str
    people: int
    figures: FairnessFigures | None = None
    gini: float | None = None
    largest_gap: float | None = None
    withheld: str = ""
    persons: tuple[PersonFigures, ...] = ()


def build_department_figures(
    department: str,
    employees: Iterable[Employee],
    counted: Mapping[str, FairnessFigures],
    *,
    persons: bool,
) -> DepartmentFigures:
    """`counted` are figures by employee id; single persons are shown where `persons` says so."""
    people = [
        _build_person_figures(employee, counted.get(employee.employee_id, FairnessFigures()))
        for employee in employees
        if employee.employee_id in counted or _is_comparable(employee, department)
    ]
    if not persons and len(counted) < MIN_PEOPLE_SHOWN:
        return DepartmentFigures(
            department=department, people=len(people), withheld=WITHHELD_REASON
        )
    efforts = [person.effort_per_capacity for person in people]
    return DepartmentFigures(
        department=department,
        people=len(people),
        figures=FairnessFigures.add_up(counted.values()),
        gini=calculate_gini(efforts),
        largest_gap=max(efforts, default=0.0) - min(efforts, default=0.0),
        persons=tuple(people) if persons else (),
    )


def calculate_gini(values: Sequence[float]) -> float:
    """Gini's coefficient: half the mean difference of any two, relative to the mean.

    0 where all are the same, (n - 1) / n where one has all. Computed from sorted values x(1) to
    x(n) as 2 * sum(i * x(i)) / (n * sum(x)) - (n + 1) / n, which is the same (A. Sen, On Economic
    Inequality, 1973, after C. Gini, Variabilità e mutabilità, 1912).
    """
    total, count = sum(values), len(values)
    if not total:
        return 0.0
    ranked = sum(rank * value for rank, value in enumerate(sorted(values), start=1))
    return max(0.0, 2 * ranked / (count * total) - (count + 1) / count)


def _is_comparable(employee: Employee, department: str) -> bool:
    return employee.active and employee.capacity > 0 and department in employee.departments


def _build_person_figures(employee: Employee, figures: FairnessFigures) -> PersonFigures:
    return PersonFigures(
        employee_id=employee.employee_id,
        name=employee.name,
        capacity=employee.capacity,
        effort_per_capacity=figures.effort / max(employee.capacity, 1),
        figures=figures,
    )
