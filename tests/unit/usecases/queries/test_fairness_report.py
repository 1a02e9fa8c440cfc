"""How evenly work is shared out, and as much of it as may be shown."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.employee import Employee
from switchyard.domain.fairness import FairnessFigures
from switchyard.usecases.queries.fairness_report import (
    MIN_PEOPLE_SHOWN,
    build_department_figures,
    calculate_gini,
)
from tests.builders import make_employee

VALUES = st.lists(st.floats(0, 1e6), min_size=1, max_size=30)


def make_people(count: int, capacity: int = 10) -> list[Employee]:
    return [make_employee(f"E-{number}", capacity=capacity) for number in range(count)]


def make_figures(*efforts: int) -> dict[str, FairnessFigures]:
    return {f"E-{n}": FairnessFigures(tickets=1, effort=effort) for n, effort in enumerate(efforts)}


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], 0), ([0, 0], 0), ([3], 0), ([2, 2, 2], 0), ([0, 0, 0, 8], 0.75), ([1, 3], 0.25)],
)
def test_gini_of_values_that_are_known(values: list[float], expected: float) -> None:
    assert calculate_gini(values) == pytest.approx(expected)


@given(VALUES)
def test_gini_is_half_the_mean_difference_relative_to_the_mean(values: list[float]) -> None:
    count, total = len(values), sum(values)
    differences = 2 * sum(abs(value - other) for value, other in combinations(values, 2))
    expected = differences / (2 * count * total) if total else 0
    assert calculate_gini(values) == pytest.approx(expected, abs=1e-9)
    assert 0 <= calculate_gini(values) < 1


@given(VALUES, st.floats(0.01, 100), st.randoms())
def test_gini_knows_neither_unit_nor_order(
    values: list[float], unit: float, random: object
) -> None:
    other = [value * unit for value in values]
    random.shuffle(other)  # type: ignore[attr-defined]
    assert calculate_gini(other) == pytest.approx(calculate_gini(values), abs=1e-9)


def test_a_department_has_sums_and_how_far_apart_its_people_are() -> None:
    figures = build_department_figures(
        "cards", make_people(5), make_figures(10, 10, 10, 10, 60), persons=False
    )
    assert (figures.people, figures.figures) == (5, FairnessFigures(tickets=5, effort=100))
    assert figures.gini == pytest.approx(0.4)
    assert figures.largest_gap == pytest.approx(5)
    assert (figures.persons, figures.withheld) == ((), "")


def test_half_the_work_for_half_the_capacity_is_even() -> None:
    part_timers = [employee.model_copy(update={"capacity": 5}) for employee in make_people(5)[:2]]
    everybody = [*part_timers, *make_people(5)[2:]]
    figures = build_department_figures(
        "cards", everybody, make_figures(10, 10, 20, 20, 20), persons=False
    )
    assert figures.gini == pytest.approx(0)
    assert figures.largest_gap == 0


def test_whoever_got_nothing_counts_as_well() -> None:
    figures = build_department_figures(
        "cards", make_people(6), make_figures(10, 10, 10, 10, 10), persons=False
    )
    assert figures.people == 6
    assert figures.largest_gap == 1


@pytest.mark.parametrize(
    ("other", "people_found"),
    [
        ({"active": False}, 5),
        ({"capacity": 0}, 5),
        ({"departments": ("front",)}, 5),
        ({}, 6),
    ],
)
def test_who_could_get_nothing_is_not_compared(other: dict[str, object], people_found: int) -> None:
    everybody = [*make_people(5), make_employee("E-5", **other)]
    figures = build_department_figures(
        "cards", everybody, make_figures(1, 1, 1, 1, 1), persons=False
    )
    assert figures.people == people_found


def test_who_had_tickets_and_left_is_compared_still() -> None:
    everybody = [*make_people(4), make_employee("E-4", active=False, capacity=10)]
    figures = build_department_figures(
        "cards", everybody, make_figures(10, 10, 10, 10, 20), persons=False
    )
    assert (figures.people, figures.largest_gap) == (5, 1)


@pytest.mark.parametrize("count", range(MIN_PEOPLE_SHOWN))
def test_of_few_people_nothing_is_shown_and_it_is_said_why(count: int) -> None:
    figures = build_department_figures(
        "cards", make_people(9), make_figures(*[7] * count), persons=False
    )
    assert (figures.figures, figures.gini, figures.largest_gap, figures.persons) == (
        None,
        None,
        None,
        (),
    )
    assert figures.withheld.startswith("fewer than 5 people had tickets")


def test_persons_are_shown_where_the_desk_says_so() -> None:
    figures = build_department_figures("cards", make_people(2), make_figures(30), persons=True)
    shown = [(person.employee_id, person.effort_per_capacity) for person in figures.persons]
    assert shown == [("E-0", 3.0), ("E-1", 0.0)]
    assert (figures.withheld, figures.gini) == ("", 0.5)


def test_a_department_without_people_has_no_gap() -> None:
    figures = build_department_figures("cards", [], {}, persons=True)
    assert (figures.people, figures.gini, figures.largest_gap) == (0, 0, 0)
