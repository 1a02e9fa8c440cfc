"""Who is looked at, and whom the ticket then goes to."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from switchyard.domain import assignment_explanation
from switchyard.domain.employee import Absence
from switchyard.domain.messages import TicketNudge
from switchyard.domain.shift import Shift
from switchyard.domain.status import Status
from switchyard.domain.ticket import PassedOn, PassOnReason
from switchyard.domain.values import Priority
from switchyard.usecases.assignment import candidates as nominate
from tests.builders import new_employee, step
from tests.desks import axis, near
from tests.integration.usecases.floor import Floor

TODAY = Absence(first=date(2026, 11, 21), last=date(2026, 11, 21))
WEEKDAYS = Shift(days=(1, 2, 3, 4, 5), start=time(9), end=time(17))
SATURDAYS = Shift(days=(6,), start=time(0), end=time(0))


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people are looked at first, then four, then eight."""
    monkeypatch.setattr(nominate, "FIRST_PROFILES_READ", 2)
    monkeypatch.setattr(nominate, "PROFILES_PER_SEARCH", 4)
    monkeypatch.setattr(nominate, "SEARCH_WIDENING_FACTOR", 2)


def crowd(floor: Floor, number: int, **fields: Any) -> None:
    """So many people as near to axis 1 as can be."""
    for each in range(number):
        floor.employs(f"E-{each}", axis(1), **fields)


def excluded(floor: Floor, ticket_id: str) -> dict[str, str]:
    return {one.employee_id: one.reason for one in floor.explanation(ticket_id).exclusions}


@pytest.mark.usefixtures("narrow")
def test_who_resolved_tickets_alike_is_looked_at_however_far_their_profile_is(
    floor: Floor,
) -> None:
    crowd(floor, 4)
    floor.employs("E-far", axis(2), name="Dana Ruiz")
    floor.resolved_before("T-0", "E-far", near(axis(1), 0.9))
    floor.resolved_before("T-00", "E-gone", near(axis(1), 0.9))
    floor.weighs(precedents=1)
    floor.now = floor.now.replace(year=1970)
    floor.routed("T-1", axis(1))
    assert floor.assign("T-1").assigned == {"T-1": "E-far"}
    assert floor.sentence("T-1") == "Dana Ruiz: resolved 1 ticket like it, and 3 of 3 points free"
    assert floor.explanation("T-1").searched == 3


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("busy", [2, 4, 9])
def test_the_search_widens_until_the_department_is_exhausted(floor: Floor, busy: int) -> None:
    crowd(floor, busy, capacity=0)
    floor.routed("T-0", axis(1))
    assert floor.assign("T-0").waiting == ["T-0"]
    assert floor.explanation("T-0").searched == busy
    floor.employs("E-far", axis(2))
    floor.routed("T-1", axis(1))
    assert floor.assign("T-1").assigned == {"T-1": "E-far"}


@pytest.mark.usefixtures("narrow")
def test_of_a_never_embedded_ticket_everybody_is_a_candidate(floor: Floor) -> None:
    crowd(floor, 5)
    floor.routed("T-1", embedded=False)
    floor.assign("T-1")
    assert len(floor.explanation("T-1").shortlist) == 5


@pytest.mark.usefixtures("narrow")
def test_the_deputy_of_somebody_absent_is_looked_at_but_nobody_behind_that(floor: Floor) -> None:
    floor.employs("E-1", axis(1), absences=(TODAY,), deputy="E-2")
    floor.world.people.upsert_employee(new_employee("E-2", languages=("en",), deputy="E-3"))
    floor.world.people.upsert_employee(new_employee("E-3", languages=("en",)))
    floor.routed("T-1", axis(1))
    assert floor.assign("T-1").assigned == {"T-1": "E-2"}
    [absent] = floor.explanation("T-1").exclusions
    assert (absent.reason, absent.detail) == ("absent", "absent until 2026-11-21; E-2 stands in")
    floor.says("E-2", away_until=floor.now + timedelta(hours=1))
    floor.routed("T-2", axis(1))
    assert floor.assign("T-2").waiting == ["T-2"]


def test_an_urgent_ticket_out_of_hours_goes_to_whoever_is_on_call(floor: Floor) -> None:
    off = {"shifts": (WEEKDAYS,)}
    floor.employs("E-1", axis(1), **off)
    floor.employs("E-2", near(axis(1), 0.5), name="Dana Ruiz", on_call=(SATURDAYS,), **off)
    floor.employs("E-3", axis(1), on_call=(SATURDAYS,), absences=(TODAY,), **off)
    floor.employs("E-4", axis(1), on_call=(SATURDAYS,), capacity=0, **off)
    floor.routed("T-medium", axis(1))
    floor.routed("T-urgent", axis(1), priority=Priority.URGENT)
    run = floor.assign("T-medium", "T-urgent")
    assert (run.assigned, run.waiting) == ({"T-urgent": "E-2"}, ["T-medium"])
    assert floor.sentence("T-urgent").startswith(
        "Dana Ruiz: on call while nobody on shift can take it, closest free profile "
    )
    assert excluded(floor, "T-urgent").keys() == {"E-1", "E-3", "E-4"}


def test_who_is_on_call_is_left_alone_while_somebody_on_shift_can_take_it(floor: Floor) -> None:
    floor.employs("E-1", axis(1), shifts=(WEEKDAYS,), on_call=(SATURDAYS,))
    floor.employs("E-2", axis(2), shifts=(SATURDAYS,), capacity=2)
    for number, expected in (("T-1", "E-2"), ("T-2", "E-1")):
        floor.routed(number, axis(1), priority=Priority.URGENT)
        assert floor.assign(number).assigned == {number: expected}


def test_a_ticket_whose_last_person_is_away_returns_to_their_deputy(floor: Floor) -> None:
    floor.employs("E-1", axis(1), deputy="E-2")
    floor.employs("E-2", axis(2), name="Dana Ruiz")
    floor.employs("E-3", axis(1), capacity=50)
    floor.says("E-1", away_until=floor.now + timedelta(days=2))
    floor.routed("T-1", axis(1), previous_assignee="E-1")
    assert floor.assign("T-1").assigned == {"T-1": "E-2"}
    assert floor.sentence("T-1").startswith(
        "Dana Ruiz: stands in for whoever had this ticket before, "
    )


@pytest.mark.parametrize(
    ("last", "deputy"),
    [
        ({"absences": (TODAY,)}, {"capacity": 0}),
        ({"absences": (TODAY,)}, {"departments": ("fraud",)}),
        ({"shifts": (WEEKDAYS,)}, {}),
    ],
)
def test_where_neither_can_a_returning_ticket_goes_like_a_new_one(
    floor: Floor, last: dict[str, Any], deputy: dict[str, Any]
) -> None:
    floor.employs("E-1", axis(1), deputy="E-2", **last)
    floor.employs("E-2", axis(2), **deputy)
    floor.employs("E-3", near(axis(1), 0.9), capacity=50)
    floor.routed("T-1", axis(1), previous_assignee="E-1")
    assert floor.assign("T-1").assigned == {"T-1": "E-3"}
    assert "before" not in floor.sentence("T-1")


@pytest.mark.parametrize("how", list(PassOnReason))
def test_who_let_a_ticket_go_does_not_get_it_back(floor: Floor, how: PassOnReason) -> None:
    floor.employs("E-1", axis(1))
    floor.employs("E-2", axis(2))
    passed = (PassedOn(employee_id="E-1", how=how),)
    floor.routed("T-1", axis(1), passed_on=passed, previous_assignee="E-1")
    assert floor.assign("T-1").assigned == {"T-1": "E-2"}
    assert excluded(floor, "T-1") == {"E-1": how.value}


def test_a_ticket_that_everybody_let_go_waits_and_says_why(floor: Floor) -> None:
    floor.employs("E-1")
    floor.routed("T-1", passed_on=(PassedOn(employee_id="E-1", how=PassOnReason.DECLINED),))
    floor.assign("T-1")
    assert floor.sentence("T-1") == "Nobody in Cards is free: 1 who declined it"


def test_tickets_of_one_requester_keep_to_one_person_also_within_a_batch(floor: Floor) -> None:
    for number in range(3):
        floor.employs(f"E-{number}", capacity=9)
    floor.weighs(same_requester=1)
    floor.routed("T-1", requester="bob@example.com")
    [first] = floor.assign("T-1").assigned.values()
    names = ["T-2", "T-3", "T-4", "T-5"]
    for name, requester in zip(names, ["bob", "cyd", "bob", "cyd"], strict=True):
        floor.routed(name, requester=f"{requester}@example.com")
    assigned = floor.assign(*names).assigned
    assert assigned["T-2"] == assigned["T-4"] == first
    assert assigned["T-3"] == assigned["T-5"] != first
    assert "has open tickets of the same requester" in floor.sentence("T-4")
    for name in ("T-1", "T-2", "T-4"):
        floor.free(name)
    floor.routed("T-6", requester="bob@example.com")
    floor.assign("T-6")
    assert "same requester" not in floor.sentence("T-6")


def test_what_people_say_of_themselves_holds_beside_the_roster(floor: Floor) -> None:
    floor.employs("E-1", capacity=1)
    floor.employs("E-2", capacity=9)
    floor.says("E-1", own_capacity=2)
    floor.says("E-2", own_capacity=1)
    for number in range(4):
        floor.routed(f"T-{number}")
    run = floor.assign(*(f"T-{number}" for number in range(4)))
    assert sorted(run.assigned.values()) == ["E-1", "E-1", "E-2"]
    assert run.waiting == ["T-3"]


@pytest.mark.parametrize("now", [{"own_capacity": 0}, {"own_capacity": None}])
def test_a_capacity_that_somebody_lowers_meanwhile_is_found_out_by_the_claim(
    floor: Floor, now: dict[str, Any]
) -> None:
    floor.employs("E-1", axis(1), capacity=0)
    floor.employs("E-2", axis(2))
    floor.says("E-1", own_capacity=4)
    floor.routed("T-1", axis(1))

    class Slow:
        """E-1 speaks between the reading and the claim."""

        asked = False

        def read_employees(self, employee_ids: list[str]) -> object:
            found = floor.world.people.read_employees(employee_ids)
            if not self.asked:
                self.asked = True
                floor.says("E-1", **now)
            return found

    nudge = TicketNudge(ticket="T-1", version=1, reason="x")
    run = floor.service(employees=Slow()).assign_tickets([nudge])
    assert run.assigned == {"T-1": "E-2"}
    assert floor.world.load("E-1") == 0


def test_a_leads_word_stands_whatever_asks_again(floor: Floor) -> None:
    floor.employs("E-1")
    floor.employs("E-2", capacity=0)
    ticket = floor.routed("T-1")
    pinned = floor.stored("T-1").make_next_version(
        floor.now, status=Status.ASSIGNED, assignee="E-2", effort=1, pinned=True
    )
    floor.world.tickets.commit(step(pinned))
    floor.assign("T-1")
    floor.drain()
    now = floor.stored("T-1")
    assert (now.version, now.assignee, now.pinned) == (ticket.version + 1, "E-2", True)


def test_what_a_very_large_department_leaves_out_is_counted(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assignment_explanation, "MAX_CANDIDATES_KEPT", 2)
    monkeypatch.setattr(assignment_explanation, "MAX_EXCLUSIONS_KEPT", 3)
    crowd(floor, 5)
    for number in range(3):
        floor.employs(f"E-full-{number}", capacity=0, active=False)
    floor.routed("T-1")
    floor.assign("T-1")
    found = floor.explanation("T-1")
    assert (len(found.shortlist), found.more_candidates) == (2, 3)
    assert (len(found.exclusions), found.more_exclusions) == (3, 3)
