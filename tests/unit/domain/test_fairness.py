"""What one step counts."""

from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.fairness import FairnessFigures, FairnessTally
from switchyard.domain.shift import Shift
from switchyard.domain.ticket import PassOnReason, Ticket
from switchyard.domain.values import Priority
from tests.builders import NOON, make_decisions, make_employee, make_new_ticket

COUNTS = st.integers(0, 1000)
FIGURES = st.builds(FairnessFigures, **dict.fromkeys(FairnessFigures.model_fields, COUNTS))


def make_ticket(priority: Priority = Priority.MEDIUM, **fields: Any) -> Ticket:
    given: dict[str, Any] = {"updated_at": NOON, "assignee": "E-1", "effort": 3, **fields}
    return make_new_ticket("T-1").model_copy(update=make_decisions("cards", priority) | given)


def test_a_ticket_counts_for_whom_it_was_given_to() -> None:
    tally = FairnessTally.count_assignment(make_ticket(), make_employee("E-1"))
    assert (tally.department, tally.employee_id, tally.at) == ("cards", "E-1", NOON)
    assert tally.figures == FairnessFigures(tickets=1, effort=3)


@pytest.mark.parametrize("priority", list(Priority))
def test_urgent_ones_count_apart(priority: Priority) -> None:
    figures = FairnessTally.count_assignment(make_ticket(priority), make_employee("E-1")).figures
    assert figures.urgent == (priority is Priority.URGENT)


@pytest.mark.parametrize(
    ("fields", "outside"),
    [
        ({}, 0),
        ({"shifts": (Shift(days=(6,), start=time(8), end=time(16)),)}, 0),
        ({"shifts": (Shift(days=(6,), start=time(14), end=time(16)),)}, 1),
        ({"away_until": NOON + timedelta(hours=1)}, 1),
    ],
)
def test_what_comes_outside_of_somebodys_own_shift_counts_apart(
    fields: dict[str, Any], outside: int
) -> None:
    """Noon is a Saturday's."""
    assert (
        FairnessTally.count_assignment(
            make_ticket(), make_employee("E-1", **fields)
        ).figures.out_of_hours
        == outside
    )


@pytest.mark.parametrize("how", list(PassOnReason))
def test_what_somebody_passed_on_counts_by_how(how: PassOnReason) -> None:
    tally = FairnessTally.count_pass_on(make_ticket(), how, NOON)
    assert (tally.department, tally.employee_id) == ("cards", "E-1")
    assert tally.figures == FairnessFigures.model_validate({how.value: 1})


@given(st.lists(FIGURES, max_size=5))
def test_sums_are_those_of_each_count(parts: list[FairnessFigures]) -> None:
    total = FairnessFigures.add_up(parts)
    for name in FairnessFigures.model_fields:
        assert getattr(total, name) == sum(getattr(part, name) for part in parts)


def test_shares_are_of_the_tickets() -> None:
    figures = FairnessFigures(tickets=4, urgent=1, out_of_hours=2)
    assert (figures.urgent_share, figures.out_of_hours_share) == (0.25, 0.5)
    assert (FairnessFigures().urgent_share, FairnessFigures().out_of_hours_share) == (0.0, 0.0)
