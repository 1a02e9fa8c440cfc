"""Who cannot take a ticket, and the fact that says so."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.assignment import ExclusionReason
from switchyard.domain.assignment_limits import TicketNeeds, find_exclusions
from switchyard.domain.employee import Absence, Employee
from switchyard.domain.shift import Shift
from switchyard.domain.ticket import Decision, PassedOn, PassOnReason
from switchyard.domain.values import DecidedBy, Priority, Tier
from tests.builders import make_employee
from tests.desks import make_category, make_desk, make_ticket

SATURDAY_NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
NEED = TicketNeeds(
    "cards", effort=2, requester_id="ann@example.com", language="en", skills={"cards": 3}
)


def find_broken_limits(employee: Employee, need: TicketNeeds = NEED) -> dict[str, str]:
    exclusions = find_exclusions(employee, need, SATURDAY_NOON)
    assert {exclusion.employee_id for exclusion in exclusions} <= {employee.employee_id}
    return {exclusion.reason: exclusion.detail for exclusion in exclusions}


def test_somebody_who_breaks_no_limit_is_not_excluded() -> None:
    assert find_broken_limits(make_employee()) == {}


@pytest.mark.parametrize(
    ("fields", "reason", "detail"),
    [
        ({"active": False}, "inactive", "no longer active on the roster"),
        ({"departments": ("loans", "fraud")}, "wrong_department", "works in loans, fraud, not car"),
        ({"departments": ()}, "wrong_department", "works in no department, not cards"),
        ({"skills": {"cards": 2}}, "skill", "needs 3 in cards, has 2"),
        ({"skills": {}}, "skill", "needs 3 in cards, has none"),
        ({"languages": ("de", "fr")}, "language", "needs en, speaks de, fr"),
        ({"email": "ann@example.com"}, "conflict", "is the requester"),
        ({"capacity": 3, "load": 2}, "at_capacity", "carries 2 of 3 points, this one takes 2"),
        ({"capacity": 0}, "at_capacity", "carries 0 of 0 points, this one takes 2"),
        (
            {"absences": (Absence(first=date(2026, 11, 21), last=date(2026, 12, 1)),)},
            "absent",
            "absent until 2026-12-01",
        ),
        (
            {"shifts": (Shift(days=(1, 2, 3, 4, 5), start=time(9), end=time(17)),)},
            "off_shift",
            "off shift: it is Saturday 12:00 there",
        ),
        ({"paused": True}, "paused", "takes no new tickets just now"),
        (
            {"capacity": 9, "own_capacity": 3, "load": 2},
            "at_capacity",
            "carries 2 of 3 points, this one takes 2",
        ),
        (
            {"away_until": SATURDAY_NOON + timedelta(hours=5), "time_zone": "Europe/Madrid"},
            "absent",
            "away until Saturday 18:00 there",
        ),
        (
            {"away_until": SATURDAY_NOON + timedelta(hours=5), "deputy": "E-7"},
            "absent",
            "away until Saturday 17:00 there; E-7 stands in",
        ),
        (
            {
                "absences": (Absence(first=date(2026, 11, 21), last=date(2026, 12, 1)),),
                "deputy": "E-7",
            },
            "absent",
            "absent until 2026-12-01; E-7 stands in",
        ),
    ],
)
def test_each_limit_names_the_fact_that_breaks_it(
    fields: dict[str, Any], reason: str, detail: str
) -> None:
    limits = find_broken_limits(make_employee(**fields))
    assert list(limits) == [reason]
    assert limits[reason].startswith(detail)


def test_shift_and_absence_are_read_on_the_employees_own_clock() -> None:
    evening = Shift(days=(6,), start=time(20), end=time(23))
    assert find_broken_limits(make_employee(shifts=(evening,), time_zone="Asia/Tokyo")) == {}
    tomorrow = Absence(first=date(2026, 11, 22), last=date(2026, 11, 22))
    absent = make_employee(absences=(tomorrow,), time_zone="Pacific/Kiritimati")
    assert list(find_broken_limits(absent)) == ["absent"]
    assert find_broken_limits(make_employee(absences=(tomorrow,))) == {}


def test_every_broken_limit_is_named_the_most_lasting_first() -> None:
    employee = make_employee(active=False, skills={}, languages=("de",), capacity=0)
    assert list(find_broken_limits(employee)) == ["inactive", "skill", "language", "at_capacity"]


def test_somebody_whose_own_word_is_over_is_there_again() -> None:
    assert find_broken_limits(make_employee(away_until=SATURDAY_NOON)) == {}
    assert find_broken_limits(make_employee(capacity=1, own_capacity=5)) == {}


@pytest.mark.parametrize(
    ("how", "detail"),
    [
        (PassOnReason.DECLINED, "declined this ticket"),
        (PassOnReason.TIMED_OUT, "did not acknowledge this ticket in time"),
        (PassOnReason.HANDED_OVER, "handed this ticket over"),
    ],
)
def test_who_let_a_ticket_go_does_not_get_it_again(how: PassOnReason, detail: str) -> None:
    need = replace(NEED, passed_on={"E-1": how})
    assert find_broken_limits(make_employee("E-1", skills={}), need) == {
        how.value: detail,
        "skill": "needs 3 in cards, has none",
    }
    assert find_broken_limits(make_employee("E-2"), need) == {}


def test_a_ticket_of_no_known_language_shuts_out_nobody() -> None:
    need = TicketNeeds("cards", effort=1, requester_id="ann@example.com")
    assert find_broken_limits(make_employee(languages=("de",)), need) == {}


@given(
    load=st.integers(-3, 40),
    capacity=st.integers(0, 30),
    effort=st.integers(1, 10),
    level=st.integers(0, 5),
    wanted=st.integers(1, 5),
)
def test_nobody_passes_beyond_capacity_or_below_the_level(
    load: int, capacity: int, effort: int, level: int, wanted: int
) -> None:
    employee = make_employee(load=load, capacity=capacity, skills={"cards": level} if level else {})
    need = TicketNeeds("cards", effort, "ann@example.com", skills={"cards": wanted})
    reasons = {exclusion.reason for exclusion in find_exclusions(employee, need, SATURDAY_NOON)}
    assert (ExclusionReason.AT_CAPACITY in reasons) == (load + effort > capacity)
    assert (ExclusionReason.SKILL in reasons) == (level < wanted)


def test_what_a_ticket_needs_comes_from_its_category_tier_and_priority() -> None:
    by = DecidedBy.MODEL
    needy = make_category("card_arrival", "cards").model_copy(update={"skills": {"cards": 4}})
    made = make_desk().model_copy(update={"categories": (needy,)})
    decided = make_ticket(
        category=Decision[str](value="card_arrival", confidence=0.9, decided_by=by),
        department=Decision[str](value="cards", confidence=0.9, decided_by=by),
        priority=Decision[Priority](value=Priority.URGENT, confidence=0.9, decided_by=by),
        tier=Decision[Tier](value=Tier.SECOND, confidence=0.9, decided_by=by),
        language="en",
        passed_on=(PassedOn(employee_id="E-1", how=PassOnReason.DECLINED),),
    )
    assert TicketNeeds.create_from_ticket(decided, made) == TicketNeeds(
        "cards",
        effort=3,
        requester_id="ann@example.com",
        language="en",
        skills={"cards": 4},
        urgent=True,
        passed_on={"E-1": PassOnReason.DECLINED},
    )
    assert TicketNeeds.create_from_ticket(make_ticket(), made) == TicketNeeds(
        "unrouted", 1, "ann@example.com"
    )
