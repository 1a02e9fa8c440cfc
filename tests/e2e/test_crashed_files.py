"""A crash after each single side effect of a roster, of examples, of a desk: all of it is read."""

from collections.abc import Callable
from itertools import count

import pytest

from switchyard import bootstrap
from switchyard.domain.vector import VectorKind
from tests.fixtures.machine import Machine
from tests.fixtures.workshop import FILES

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

FEWEST, MOST = 3, 40
"""Side effects on the way: fewer, and the test would not have walked it all."""


def build_roster(number: int) -> bytes:
    header = "employee_id,name,email,departments,capacity,profile\n"
    good = f"E-{number},Wanda {number},wanda{number}@example.com,front;tools,0,Knows lathes\n"
    return f"{header}{good}E-X,Nobody,nobody,moon,0,\n".encode()


def expect_roster_read(number: int) -> None:
    person = f"E-{number}"
    assert (
        bootstrap.stores.make_employee_store().read_employees([person])[person].name
        == f"Wanda {number}"
    )
    for department in ("front", "tools"):
        assert _count_documents(VectorKind.PROFILE, department, person) == 1


def build_examples(number: int) -> bytes:
    return f"text,category\nThe saw no. {number} is blunt,broken_saw\nWhat?,no_such\n".encode()


def expect_examples_read(number: int) -> None:
    known = bootstrap.stores.make_vector_store().read_changes(VectorKind.PRECEDENT, "tools", 0)
    assert (
        len([vector_document for vector_document in known if vector_document.source == "example"])
        == number
    )


def make_desk(number: int) -> bytes:
    text = (FILES / "desk.yaml").read_text(encoding="utf-8")
    return text.replace("name: Workshop Desk", f"name: Workshop Desk {number}").encode()


def expect_desk_read(number: int) -> None:
    assert (
        bootstrap.stores.make_desk_store().read_desk_in_force().desk.name
        == f"Workshop Desk {number}"
    )


@pytest.mark.parametrize(
    ("key", "content", "check", "counts"),
    [
        ("roster/{}.csv", build_roster, expect_roster_read, (1, 1)),
        ("examples/{}.csv", build_examples, expect_examples_read, (1, 1)),
        ("desk/{}.yaml", make_desk, expect_desk_read, (1, 0)),
    ],
    ids=["roster", "examples", "desk"],
)
def test_a_crash_after_each_side_effect_of_a_file_loses_nothing_of_it(
    workshop: Machine,
    key: str,
    content: Callable[[int], bytes],
    check: Callable[[int], None],
    counts: tuple[int, int],
) -> None:
    for number in count(1):
        crashed = _walk_crashes(workshop, key.format(number), content(number), number)
        report = workshop.read_report(key.format(number))
        assert (report["state"], report["accepted"], report["refused"]) == ("done", *counts)
        check(number)
        if not crashed:
            break
    assert FEWEST < number < MOST
    assert workshop.list_dead_letters() == []


def _walk_crashes(made: Machine, key: str, content: bytes, side_effect: int) -> bool:
    """From the drop to where nothing moves; whether there were so many side effects."""
    wires = made.wires
    wires.written.clear()
    wires.crashes, wires.crash_after = 0, side_effect
    made.drop(key, content)
    made.run()
    crashed, wires.crash_after = bool(wires.crashed_after), 0
    made.run_until_quiet()
    return crashed


def _count_documents(kind: VectorKind, department: str, document: str) -> int:
    known = bootstrap.stores.make_vector_store().read_changes(kind, department, 0)
    return sum(
        vector_document.document_id == document and not vector_document.deleted
        for vector_document in known
    )
