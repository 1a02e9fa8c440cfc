"""Rosters that are read in another order than they were dropped."""

from itertools import permutations

import pytest

from switchyard import bootstrap
from tests.fixtures.machine import Machine

HEADER = "employee_id,name,email,departments,capacity\n"
NAMES = ("First", "Second", "Third")


@pytest.mark.parametrize("order", list(permutations(range(len(NAMES)))))
def test_the_roster_that_was_dropped_last_wins_whichever_is_read_first(
    workshop: Machine, order: tuple[int, ...]
) -> None:
    person = "E-" + "".join(map(str, order))
    messages = [
        workshop.put(f"roster/{person}-{name}.csv", (HEADER + _build_row(person, name)).encode())
        for name in NAMES
    ]

    for place in order:
        workshop.send("files", messages[place])
        workshop.run()

    assert bootstrap.stores.make_employee_store().read_employees([person])[person].name == NAMES[-1]


def test_a_roster_read_again_takes_nothing_from_what_people_carry(workshop: Machine) -> None:
    message = workshop.put("roster/again.csv", (HEADER + _build_row("E-AGAIN", "Ada")).encode())

    for _ in range(10):
        workshop.send("files", message)
    workshop.run()

    report = workshop.read_report("roster/again.csv")
    assert (report["state"], report["accepted"], report["refused"]) == ("done", 1, 0)


def _build_row(person: str, name: str) -> str:
    return f"{person},{name},{person.lower()}@example.com,front,0\n"
