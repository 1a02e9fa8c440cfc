"""What people say of themselves, and handing over in one call."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest
from pydantic import ValidationError

from switchyard.domain.employee import Employee, Handover
from switchyard.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from switchyard.domain.viewer import Role, Viewer
from switchyard.usecases.people.availability import AvailabilityService
from switchyard.usecases.people.own_availability import AvailabilityUpdate, LeaveRequest
from tests.builders import NOON, make_employee
from tests.fixtures.stores import build_world
from tests.fixtures.tables import TableFactory
from tests.integration.world import World

NEXT_WEEK = NOON + timedelta(days=7)
OWN = Viewer(Role.AGENT, "e-1@example.com", "E-1", frozenset({"cards"}))
COLLEAGUE = Viewer(Role.AGENT, "e-2@example.com", "E-2", frozenset({"cards"}))
LEAD = Viewer(Role.LEAD, "lead.cards@example.com", "", frozenset({"cards"}))
OTHER_LEAD = Viewer(Role.LEAD, "lead.front@example.com", "", frozenset({"front"}))
ADA = Viewer(Role.ADMIN, "ada@example.com")
ANN = Viewer(Role.REQUESTER, "ann@example.com")


@pytest.fixture
def world(emulator: boto3.Session, table_factory: TableFactory) -> Iterator[World]:
    for made in build_world(emulator, table_factory):
        assert made.people.upsert_employee(make_employee("E-1"))
        assert made.people.upsert_employee(make_employee("E-2"))
        yield made


@pytest.fixture
def service(world: World) -> AvailabilityService:
    return AvailabilityService(world.people, lambda: NOON)


def read_stored(world: World) -> Employee:
    return world.people.read_employees(["E-1"])["E-1"]


def test_people_read_their_own_record(service: AvailabilityService) -> None:
    assert service.read_own_employee(OWN).employee_id == "E-1"


@pytest.mark.parametrize("viewer", [LEAD, ADA, ANN])
def test_who_is_not_on_the_roster_hears_so(service: AvailabilityService, viewer: Viewer) -> None:
    with pytest.raises(NotFound, match="is not on the roster"):
        service.update_availability(AvailabilityUpdate(paused=True), viewer)


def test_who_left_has_no_say(service: AvailabilityService, world: World) -> None:
    world.people.upsert_employee(make_employee("E-2", dropped_at="2026-11-03"))
    world.people.deactivate_missing("2026-11-02")
    with pytest.raises(NotFound, match="is not on the roster"):
        service.read_own_employee(OWN)


@pytest.mark.parametrize(
    ("word", "field", "value"),
    [
        ({"away_until": NEXT_WEEK}, "away_until", NEXT_WEEK),
        ({"paused": True}, "paused", True),
        ({"capacity": 0}, "own_capacity", 0),
        ({"capacity": 1000}, "own_capacity", 1000),
    ],
)
def test_what_people_say_of_themselves_holds_until_they_take_it_back(
    service: AvailabilityService, world: World, word: dict[str, Any], field: str, value: object
) -> None:
    for _ in range(2):
        assert getattr(service.update_availability(AvailabilityUpdate(**word), OWN), field) == value
        assert getattr(read_stored(world), field) == value
    nothing = {"paused": False} if "paused" in word else dict.fromkeys(word)
    service.update_availability(AvailabilityUpdate(**nothing), OWN)
    assert read_stored(world) == make_employee("E-1")


def test_what_is_left_out_stays(service: AvailabilityService, world: World) -> None:
    service.update_availability(AvailabilityUpdate(paused=True, capacity=2), OWN)
    service.update_availability(AvailabilityUpdate(away_until=NEXT_WEEK), OWN)
    employee = read_stored(world)
    assert (employee.paused, employee.own_capacity, employee.away_until) == (True, 2, NEXT_WEEK)


def test_a_return_that_has_passed_is_refused(service: AvailabilityService) -> None:
    with pytest.raises(InvalidInput, match="away_until: has passed"):
        service.update_availability(AvailabilityUpdate(away_until=NOON), OWN)


def test_a_return_that_nobody_lives_to_see_is_refused(service: AvailabilityService) -> None:
    with pytest.raises(InvalidInput, match="until: is more than 3,650 days ahead"):
        service.start_leave(LeaveRequest(until=NOON + timedelta(days=3651)), OWN)


def test_saying_nothing_is_refused(service: AvailabilityService) -> None:
    with pytest.raises(InvalidInput, match="say what to set: away_until, paused or capacity"):
        service.update_availability(AvailabilityUpdate(), OWN)


@pytest.mark.parametrize(
    "word",
    [
        {"capacity": -1},
        {"capacity": 1001},
        {"capacity": "many"},
        {"away_until": "2026-12-24T08:00:00"},
        {"away_until": "soon"},
        {"paused": None},
        {"name": "Ada"},
    ],
)
def test_what_nobody_can_mean_is_refused(word: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        AvailabilityUpdate.model_validate(word)


def test_on_leave_all_is_handed_over(service: AvailabilityService, world: World) -> None:
    service.start_leave(LeaveRequest(until=NEXT_WEEK), OWN)
    employee = read_stored(world)
    assert (employee.away_until, employee.handover) == (
        NEXT_WEEK,
        Handover(requested_by=OWN.person),
    )


def test_asked_again_it_is_looked_at_again(service: AvailabilityService, world: World) -> None:
    for _ in range(2):
        service.start_leave(LeaveRequest(until=NEXT_WEEK), OWN)
    assert read_stored(world).handover == Handover(requested_by=OWN.person, round=2)


def test_who_stays_cannot_hand_over_all(service: AvailabilityService, world: World) -> None:
    with pytest.raises(InvalidInput, match="until: is missing"):
        service.start_leave(LeaveRequest(), OWN)
    with pytest.raises(InvalidInput, match="until: has passed"):
        service.start_leave(LeaveRequest(until=NOON), OWN)
    assert read_stored(world) == make_employee("E-1")


def test_who_pauses_may_hand_over_without_a_date(
    service: AvailabilityService, world: World
) -> None:
    service.update_availability(AvailabilityUpdate(paused=True), OWN)
    service.start_leave(LeaveRequest(), OWN)
    assert read_stored(world).handover == Handover(requested_by=OWN.person)


@pytest.mark.parametrize("viewer", [LEAD, ADA, OWN])
def test_leads_and_admins_hand_over_for_others(
    service: AvailabilityService, world: World, viewer: Viewer
) -> None:
    service.start_leave(LeaveRequest(until=NEXT_WEEK), viewer, "E-1")
    assert read_stored(world).handover == Handover(requested_by=viewer.person)


def test_colleagues_do_not_and_strangers_do_not_even_know(service: AvailabilityService) -> None:
    with pytest.raises(Forbidden, match="only E-1's lead and they themselves"):
        service.start_leave(LeaveRequest(until=NEXT_WEEK), COLLEAGUE, "E-1")
    for viewer, employee_id in ((OTHER_LEAD, "E-1"), (ANN, "E-1"), (ADA, "E-404")):
        with pytest.raises(NotFound, match="there is no employee"):
            service.start_leave(LeaveRequest(until=NEXT_WEEK), viewer, employee_id)


def test_a_word_that_met_another_is_said_to_what_is_stored_now(
    service: AvailabilityService, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_email = type(world.people).find_by_email

    def commit_late(people: Any, email: str) -> Employee | None:
        read = by_email(people, email)
        monkeypatch.undo()
        service.update_availability(AvailabilityUpdate(capacity=1), OWN)
        return read

    monkeypatch.setattr(type(world.people), "find_by_email", commit_late)
    service.update_availability(AvailabilityUpdate(paused=True), OWN)
    assert (read_stored(world).paused, read_stored(world).own_capacity) == (True, 1)


def test_words_that_meet_others_all_the_time_end_in_a_conflict(
    service: AvailabilityService, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Conflict("E-1 changed meanwhile")

    monkeypatch.setattr(type(world.people), "amend_employee", refuse)
    with pytest.raises(Conflict, match="try again"):
        service.update_availability(AvailabilityUpdate(paused=True), OWN)
