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
from tests.builders import make_employee, make_step
from tests.desks import make_axis_vector, make_near_vector
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


def store_crowd(floor: Floor, number: int, **fields: Any) -> None:
    """So many people as near to axis 1 as can be."""
    for index in range(number):
        floor.store_employee(f"E-{index}", make_axis_vector(1), **fields)


def read_exclusions(floor: Floor, ticket_id: str) -> dict[str, str]:
    return {
        exclusion.employee_id: exclusion.reason
        for exclusion in floor.read_explanation(ticket_id).exclusions
    }


@pytest.mark.usefixtures("narrow")
def test_who_resolved_tickets_alike_is_looked_at_however_far_their_profile_is(
    floor: Floor,
) -> None:
    store_crowd(floor, 4)
    floor.store_employee("E-far", make_axis_vector(2), name="Dana Ruiz")
    floor.store_resolved_ticket("T-0", "E-far", make_near_vector(make_axis_vector(1), 0.9))
    floor.store_resolved_ticket("T-00", "E-gone", make_near_vector(make_axis_vector(1), 0.9))
    floor.set_weights(precedents=1)
    floor.now = floor.now.replace(year=1970)
    floor.store_routed_ticket("T-1", make_axis_vector(1))
    assert floor.assign("T-1").assigned == {"T-1": "E-far"}
    assert (
        floor.read_sentence("T-1") == "Dana Ruiz: resolved 1 ticket like it, and 3 of 3 points free"
    )
    assert floor.read_explanation("T-1").searched == 3


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("busy", [2, 4, 9])
def test_the_search_widens_until_the_department_is_exhausted(floor: Floor, busy: int) -> None:
    store_crowd(floor, busy, capacity=0)
    floor.store_routed_ticket("T-0", make_axis_vector(1))
    assert floor.assign("T-0").waiting == ["T-0"]
    assert floor.read_explanation("T-0").searched == busy
    floor.store_employee("E-far", make_axis_vector(2))
    floor.store_routed_ticket("T-1", make_axis_vector(1))
    assert floor.assign("T-1").assigned == {"T-1": "E-far"}


@pytest.mark.usefixtures("narrow")
def test_of_a_never_embedded_ticket_everybody_is_a_candidate(floor: Floor) -> None:
    store_crowd(floor, 5)
    floor.store_routed_ticket("T-1", embedded=False)
    floor.assign("T-1")
    assert len(floor.read_explanation("T-1").shortlist) == 5


@pytest.mark.usefixtures("narrow")
def test_the_deputy_of_somebody_absent_is_looked_at_but_nobody_behind_that(floor: Floor) -> None:
    floor.store_employee("E-1", make_axis_vector(1), absences=(TODAY,), deputy="E-2")
    floor.world.people.upsert_employee(make_employee("E-2", languages=("en",), deputy="E-3"))
    floor.world.people.upsert_employee(make_employee("E-3", languages=("en",)))
    floor.store_routed_ticket("T-1", make_axis_vector(1))
    assert floor.assign("T-1").assigned == {"T-1": "E-2"}
    [absent] = floor.read_explanation("T-1").exclusions
    assert (absent.reason, absent.detail) == ("absent", "absent until 2026-11-21; E-2 stands in")
    floor.set_availability("E-2", away_until=floor.now + timedelta(hours=1))
    floor.store_routed_ticket("T-2", make_axis_vector(1))
    assert floor.assign("T-2").waiting == ["T-2"]


def test_an_urgent_ticket_out_of_hours_goes_to_whoever_is_on_call(floor: Floor) -> None:
    off = {"shifts": (WEEKDAYS,)}
    floor.store_employee("E-1", make_axis_vector(1), **off)
    floor.store_employee(
        "E-2",
        make_near_vector(make_axis_vector(1), 0.5),
        name="Dana Ruiz",
        on_call=(SATURDAYS,),
        **off,
    )
    floor.store_employee("E-3", make_axis_vector(1), on_call=(SATURDAYS,), absences=(TODAY,), **off)
    floor.store_employee("E-4", make_axis_vector(1), on_call=(SATURDAYS,), capacity=0, **off)
    floor.store_routed_ticket("T-medium", make_axis_vector(1))
    floor.store_routed_ticket("T-urgent", make_axis_vector(1), priority=Priority.URGENT)
    run = floor.assign("T-medium", "T-urgent")
    assert (run.assigned, run.waiting) == ({"T-urgent": "E-2"}, ["T-medium"])
    assert floor.read_sentence("T-urgent").startswith(
        "Dana Ruiz: on call while nobody on shift can take it, closest free profile "
    )
    assert read_exclusions(floor, "T-urgent").keys() == {"E-1", "E-3", "E-4"}


def test_who_is_on_call_is_left_alone_while_somebody_on_shift_can_take_it(floor: Floor) -> None:
    floor.store_employee("E-1", make_axis_vector(1), shifts=(WEEKDAYS,), on_call=(SATURDAYS,))
    floor.store_employee("E-2", make_axis_vector(2), shifts=(SATURDAYS,), capacity=2)
    for number, expected in (("T-1", "E-2"), ("T-2", "E-1")):
        floor.store_routed_ticket(number, make_axis_vector(1), priority=Priority.URGENT)
        assert floor.assign(number).assigned == {number: expected}


def test_a_ticket_whose_last_person_is_away_returns_to_their_deputy(floor: Floor) -> None:
    floor.store_employee("E-1", make_axis_vector(1), deputy="E-2")
    floor.store_employee("E-2", make_axis_vector(2), name="Dana Ruiz")
    floor.store_employee("E-3", make_axis_vector(1), capacity=50)
    floor.set_availability("E-1", away_until=floor.now + timedelta(days=2))
    floor.store_routed_ticket("T-1", make_axis_vector(1), previous_assignee="E-1")
    assert floor.assign("T-1").assigned == {"T-1": "E-2"}
    assert floor.read_sentence("T-1").startswith(
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
    floor.store_employee("E-1", make_axis_vector(1), deputy="E-2", **last)
    floor.store_employee("E-2", make_axis_vector(2), **deputy)
    floor.store_employee("E-3", make_near_vector(make_axis_vector(1), 0.9), capacity=50)
    floor.store_routed_ticket("T-1", make_axis_vector(1), previous_assignee="E-1")
    assert floor.assign("T-1").assigned == {"T-1": "E-3"}
    assert "before" not in floor.read_sentence("T-1")


@pytest.mark.parametrize("how", list(PassOnReason))
def test_who_let_a_ticket_go_does_not_get_it_back(floor: Floor, how: PassOnReason) -> None:
    floor.store_employee("E-1", make_axis_vector(1))
    floor.store_employee("E-2", make_axis_vector(2))
    passed = (PassedOn(employee_id="E-1", how=how),)
    floor.store_routed_ticket("T-1", make_axis_vector(1), passed_on=passed, previous_assignee="E-1")
    assert floor.assign("T-1").assigned == {"T-1": "E-2"}
    assert read_exclusions(floor, "T-1") == {"E-1": how.value}


def test_a_ticket_that_everybody_let_go_waits_and_says_why(floor: Floor) -> None:
    floor.store_employee("E-1")
    floor.store_routed_ticket(
        "T-1", passed_on=(PassedOn(employee_id="E-1", how=PassOnReason.DECLINED),)
    )
    floor.assign("T-1")
    assert floor.read_sentence("T-1") == "Nobody in Cards is free: 1 who declined it"


def test_tickets_of_one_requester_keep_to_one_person_also_within_a_batch(floor: Floor) -> None:
    for number in range(3):
        floor.store_employee(f"E-{number}", capacity=9)
    floor.set_weights(same_requester=1)
    floor.store_routed_ticket("T-1", requester="bob@example.com")
    [first] = floor.assign("T-1").assigned.values()
    names = ["T-2", "T-3", "T-4", "T-5"]
    for name, requester in zip(names, ["bob", "cyd", "bob", "cyd"], strict=True):
        floor.store_routed_ticket(name, requester=f"{requester}@example.com")
    assigned = floor.assign(*names).assigned
    assert assigned["T-2"] == assigned["T-4"] == first
    assert assigned["T-3"] == assigned["T-5"] != first
    assert "has open tickets of the same requester" in floor.read_sentence("T-4")
    for name in ("T-1", "T-2", "T-4"):
        floor.release_ticket(name)
    floor.store_routed_ticket("T-6", requester="bob@example.com")
    floor.assign("T-6")
    assert "same requester" not in floor.read_sentence("T-6")


def test_what_people_say_of_themselves_holds_beside_the_roster(floor: Floor) -> None:
    floor.store_employee("E-1", capacity=1)
    floor.store_employee("E-2", capacity=9)
    floor.set_availability("E-1", own_capacity=2)
    floor.set_availability("E-2", own_capacity=1)
    for number in range(4):
        floor.store_routed_ticket(f"T-{number}")
    run = floor.assign(*(f"T-{number}" for number in range(4)))
    assert sorted(run.assigned.values()) == ["E-1", "E-1", "E-2"]
    assert run.waiting == ["T-3"]


@pytest.mark.parametrize("now", [{"own_capacity": 0}, {"own_capacity": None}])
def test_a_capacity_that_somebody_lowers_meanwhile_is_found_out_by_the_claim(
    floor: Floor, now: dict[str, Any]
) -> None:
    floor.store_employee("E-1", make_axis_vector(1), capacity=0)
    floor.store_employee("E-2", make_axis_vector(2))
    floor.set_availability("E-1", own_capacity=4)
    floor.store_routed_ticket("T-1", make_axis_vector(1))

    class Slow:
        """E-1 speaks between the reading and the claim."""

        has_read = False

        def read_employees(self, employee_ids: list[str]) -> object:
            employees = floor.world.people.read_employees(employee_ids)
            if not self.has_read:
                self.has_read = True
                floor.set_availability("E-1", **now)
            return employees

    nudge = TicketNudge(ticket="T-1", version=1, reason="x")
    run = floor.build_service(employees=Slow()).assign_tickets([nudge])
    assert run.assigned == {"T-1": "E-2"}
    assert floor.world.load("E-1") == 0


def test_a_leads_word_stands_whatever_asks_again(floor: Floor) -> None:
    floor.store_employee("E-1")
    floor.store_employee("E-2", capacity=0)
    ticket = floor.store_routed_ticket("T-1")
    pinned = floor.read_stored("T-1").make_next_version(
        floor.now, status=Status.ASSIGNED, assignee="E-2", effort=1, pinned=True
    )
    floor.world.tickets.commit(make_step(pinned))
    floor.assign("T-1")
    floor.drain()
    now = floor.read_stored("T-1")
    assert (now.version, now.assignee, now.pinned) == (ticket.version + 1, "E-2", True)


def test_what_a_very_large_department_leaves_out_is_counted(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assignment_explanation, "MAX_CANDIDATES_KEPT", 2)
    monkeypatch.setattr(assignment_explanation, "MAX_EXCLUSIONS_KEPT", 3)
    store_crowd(floor, 5)
    for number in range(3):
        floor.store_employee(f"E-full-{number}", capacity=0, active=False)
    floor.store_routed_ticket("T-1")
    floor.assign("T-1")
    stored_assignment_explanation = floor.read_explanation("T-1")
    assert (
        len(stored_assignment_explanation.shortlist),
        stored_assignment_explanation.more_candidates,
    ) == (2, 3)
    assert (
        len(stored_assignment_explanation.exclusions),
        stored_assignment_explanation.more_exclusions,
    ) == (3, 3)
