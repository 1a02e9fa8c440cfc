"""What the store of employees owes those who use it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from random import Random

import pytest

from switchyard.adapters.dynamodb import people
from switchyard.domain.employee import Absence, Employee, Handover
from switchyard.domain.errors import Conflict, InvalidInput
from switchyard.domain.shift import Shift
from switchyard.domain.status import Status
from switchyard.domain.viewer import SYSTEM_VIEWER, Role, Viewer
from tests.builders import NOON, claim, make_employee, make_step
from tests.integration.world import World

LATER = "2026-11-02"


def read_stored(world: World, employee_id: str = "E-1") -> Employee:
    return world.people.read_employees([employee_id])[employee_id]


def test_an_employee_is_read_as_written(world: World) -> None:
    employee = make_employee(
        title="Senior agent",
        profile="Knows cards. Ünïcödé 😀",
        languages=("en", "de"),
        time_zone="Europe/Berlin",
        shifts=(Shift(days=(1, 2, 7), start=time(22), end=time(6, 30)),),
        absences=(Absence(first=date(2026, 12, 24), last=date(2027, 1, 6)),),
    )
    assert world.people.upsert_employee(employee)
    assert read_stored(world) == employee
    assert world.people.find_by_email("e-1@example.com") == employee
    assert world.people.find_by_email("e-2@example.com") is None
    assert not world.people.read_employees(["E-2"])


def test_a_later_roster_updates_fields_and_never_the_load(world: World) -> None:
    world.people.upsert_employee(make_employee())
    ticket = world.store_routed_ticket("T-1").make_next_version(
        NOON, status=Status.ASSIGNED, assignee="E-1", effort=2
    )
    world.tickets.commit(make_step(ticket, claim=claim(make_employee(), 2)))
    later = make_employee(capacity=5, skills={"loans": 5}, dropped_at=LATER, load=9)
    assert world.people.upsert_employee(later)
    expected = later.model_copy(update={"load": 2, "last_assigned_at": NOON})
    assert read_stored(world) == expected


def test_a_row_is_decoded_anew_only_where_it_changed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "MAX_CACHED_EMPLOYEES", 2)
    same = world.people
    for number in range(3):
        same.upsert_employee(make_employee(f"E-{number}"))
    first = same.read_employees(["E-1"])["E-1"]
    assert same.read_employees(["E-1"])["E-1"] is first
    ticket = world.store_routed_ticket("T-1").make_next_version(
        NOON, status=Status.ASSIGNED, assignee="E-1", effort=2
    )
    world.tickets.commit(make_step(ticket, claim=claim(first, 2)))
    assert same.read_employees(["E-1"])["E-1"].load == 2
    assert list(same.read_employees(["E-0", "E-1", "E-2"])) == ["E-0", "E-1", "E-2"]


def test_an_earlier_roster_never_overwrites_a_later_one(world: World) -> None:
    later = make_employee(capacity=5, dropped_at=LATER)
    assert world.people.upsert_employee(later)
    assert not world.people.upsert_employee(make_employee(capacity=1))
    assert read_stored(world) == later


def test_the_same_roster_ten_times_is_the_same_as_once(world: World) -> None:
    for _ in range(10):
        assert world.people.upsert_employee(make_employee())
    assert read_stored(world) == make_employee()


def test_an_address_belongs_to_one_person(world: World) -> None:
    world.people.upsert_employee(make_employee("E-1", email="desk@example.com"))
    with pytest.raises(InvalidInput, match=r"desk@example\.com"):
        world.people.upsert_employee(make_employee("E-2", email="desk@example.com"))
    assert not world.people.read_employees(["E-2"])
    employee = world.people.find_by_email("desk@example.com")
    assert employee
    assert employee.employee_id == "E-1"


def test_an_address_that_was_given_up_is_free_for_others(world: World) -> None:
    world.people.upsert_employee(make_employee("E-1", email="old@example.com"))
    world.people.upsert_employee(make_employee("E-1", email="new@example.com", dropped_at=LATER))
    assert world.people.find_by_email("old@example.com") is None
    assert world.people.upsert_employee(make_employee("E-2", email="old@example.com"))
    assert world.people.upsert_employee(
        make_employee("E-2", email="two@example.com", dropped_at=LATER)
    )
    back = make_employee("E-1", email="old@example.com", dropped_at="2026-11-03")
    assert world.people.upsert_employee(back)
    assert world.people.find_by_email("old@example.com") == back


def test_what_people_say_of_themselves_outlives_every_roster(world: World) -> None:
    world.people.upsert_employee(make_employee())
    employee = make_employee(
        away_until=NOON, paused=True, own_capacity=0, handover=Handover(requested_by="ada", round=2)
    )
    world.people.amend_employee(employee, make_employee())
    assert read_stored(world) == employee
    world.people.upsert_employee(make_employee(capacity=5, dropped_at=LATER))
    assert read_stored(world) == employee.model_copy(update={"capacity": 5, "dropped_at": LATER})
    world.people.amend_employee(make_employee(), employee)
    assert read_stored(world) == make_employee(capacity=5, dropped_at=LATER)


@pytest.mark.parametrize(
    "meanwhile",
    [{"paused": True}, {"own_capacity": 0}, {"handover": Handover(requested_by="ada", round=2)}],
)
def test_a_word_on_what_was_read_before_another_is_refused(
    world: World, meanwhile: dict[str, object]
) -> None:
    world.people.upsert_employee(make_employee())
    first = make_employee(handover=Handover(requested_by="ada"))
    world.people.amend_employee(first, make_employee())
    second = first.model_copy(update=meanwhile)
    world.people.amend_employee(second, first)
    with pytest.raises(Conflict):
        world.people.amend_employee(make_employee(away_until=NOON), first)
    assert read_stored(world) == second


def test_who_says_nothing_new_writes_nothing(world: World) -> None:
    world.people.upsert_employee(make_employee())
    world.people.amend_employee(make_employee(), make_employee())
    assert read_stored(world) == make_employee()


def test_nobody_says_anything_of_somebody_unknown(world: World) -> None:
    with pytest.raises(Conflict):
        world.people.amend_employee(make_employee(paused=True), make_employee())
    assert not world.people.read_employees(["E-1"])


def test_who_is_missing_from_a_complete_roster_is_deactivated(world: World) -> None:
    for number in range(4):
        world.people.upsert_employee(make_employee(f"E-{number}"))
    world.people.upsert_employee(make_employee("E-0", dropped_at=LATER))
    world.people.upsert_employee(make_employee("E-3", dropped_at="2026-11-03"))
    for _ in range(2):
        assert sorted(world.people.deactivate_missing(LATER)) == ["E-1", "E-2"]
    active = world.people.read_employees([f"E-{n}" for n in range(4)]).values()
    assert [employee.active for employee in active] == [True, False, False, True]
    request = [employee.handover and employee.handover.requested_by for employee in active]
    assert request == [None, "roster", "roster", None]


def test_who_was_deactivated_comes_back_with_a_later_roster_only(world: World) -> None:
    world.people.upsert_employee(make_employee())
    world.people.deactivate_missing(LATER)
    assert not world.people.upsert_employee(make_employee())
    assert not read_stored(world).active
    assert world.people.upsert_employee(make_employee(dropped_at="2026-11-03"))
    assert read_stored(world).active
    assert world.people.deactivate_missing(LATER) == []


def test_who_was_inactive_before_is_not_named_again(world: World) -> None:
    world.people.upsert_employee(make_employee(active=False))
    assert world.people.deactivate_missing(LATER) == []


def test_employees_are_listed_by_name_to_those_who_work_with_them(world: World) -> None:
    roster = {"Ada": ("cards",), "bob": ("loans",), "Cem": ("cards", "loans"), "Ömer": ("fraud",)}
    for name, departments in roster.items():
        world.people.upsert_employee(make_employee(f"E-{name}", name=name, departments=departments))

    def list_names(viewer: Viewer, department: str = "", limit: int = 2) -> list[str]:
        matches: list[str] = []
        cursor = ""
        while True:
            page = world.people.list_employees(viewer, department, cursor, limit)
            matches += [employee.name for employee in page.items]
            if not page.cursor:
                return matches
            cursor = page.cursor

    loans = frozenset({"loans"})
    agent = Viewer(Role.AGENT, "x@example.com", departments=loans)
    assert list_names(SYSTEM_VIEWER) == ["Ada", "Cem", "bob", "Ömer"]
    assert list_names(SYSTEM_VIEWER, "cards") == ["Ada", "Cem"]
    assert list_names(agent) == ["Cem", "bob"]
    assert list_names(agent, "cards") == ["Cem"]
    assert list_names(agent, "fraud") == []
    assert list_names(Viewer(Role.REQUESTER, "y@example.com", departments=loans)) == []


def test_a_cursor_of_another_list_is_refused(world: World) -> None:
    for number in range(3):
        world.people.upsert_employee(make_employee(f"E-{number}"))
    cursor = world.people.list_employees(SYSTEM_VIEWER, "", "", 2).cursor
    with pytest.raises(InvalidInput, match="cursor"):
        world.people.list_employees(SYSTEM_VIEWER, "cards", cursor, 2)


def test_times_are_kept_to_the_microsecond(world: World) -> None:
    world.people.upsert_employee(make_employee())
    at = datetime.fromisoformat("2026-11-21T13:00:00.000001+01:00")
    ticket = world.store_routed_ticket("T-1").make_next_version(
        at, status=Status.ASSIGNED, assignee="E-1", effort=1
    )
    taken = claim(make_employee())
    taken = type(taken)(taken.employee_id, 1, taken.capacity, at)
    world.tickets.commit(make_step(ticket, claim=taken))
    assert read_stored(world).last_assigned_at == at


def test_rosters_that_arrive_all_at_once_leave_the_latest(emulated: World) -> None:
    drops = [make_employee(capacity=n, dropped_at=f"2026-11-{n:02}") for n in range(1, 25)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(emulated.people.upsert_employee, Random(1).sample(drops, len(drops))))
    assert read_stored(emulated) == drops[-1]


def test_a_part_of_a_roster_is_written_together_without_whom_a_later_drop_has(
    world: World,
) -> None:
    world.people.upsert_employee(make_employee("E-1", dropped_at="2026-11-20"))
    world.people.upsert_employee(make_employee("E-2", dropped_at="2026-11-22"))
    part = [make_employee(f"E-{n}", capacity=9, dropped_at="2026-11-21") for n in (1, 2, 3)]
    employees = world.people.read_employees(["E-1", "E-2", "E-3"])
    assert world.people.upsert_employees(part, employees)
    now = world.people.read_employees(["E-1", "E-2", "E-3"])
    assert {text: now[text].capacity == 9 for text in now} == {
        "E-1": True,
        "E-2": False,
        "E-3": True,
    }


def test_one_who_cannot_be_written_holds_up_all_of_a_part(world: World) -> None:
    world.people.upsert_employee(make_employee("E-1", email="ann@example.com"))
    part = [make_employee("E-2"), make_employee("E-3", email="ann@example.com")]
    assert not world.people.upsert_employees(part, {})
    assert world.people.read_employees(["E-2", "E-3"]) == {}


def test_a_part_read_before_it_changed_is_not_written(world: World) -> None:
    world.people.upsert_employee(make_employee("E-1", dropped_at="2026-11-20"))
    later = make_employee("E-1", capacity=9, dropped_at="2026-11-21")
    assert not world.people.upsert_employees([later], {})
    with pytest.raises(Conflict):
        world.people.upsert_employee(later, {})


def test_people_who_swap_addresses_are_written_one_by_one(world: World) -> None:
    addresses = ("ann@example.com", "bob@example.com")
    for number, email in enumerate(addresses, 1):
        world.people.upsert_employee(make_employee(f"E-{number}", email=email))
    employees = world.people.read_employees(["E-1", "E-2"])
    swapped = [
        make_employee(f"E-{number}", email=email)
        for number, email in enumerate(reversed(addresses), 1)
    ]
    assert not world.people.upsert_employees(swapped, employees)


def test_nobody_together_is_no_error(world: World) -> None:
    assert world.people.upsert_employees([], {})
