"""What is a burst, and what is only a topic of the day."""

import csv
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from switchyard.domain.desk import IncidentPolicy
from switchyard.domain.incident import Recent
from switchyard.domain.vector import Vector
from switchyard.ml.embedding.minilm import MiniLm
from switchyard.usecases.incidents.burst import Crowd, burst
from tests.desks import NOW, axis, near

DATA = Path("tests/data")
POLICY = IncidentPolicy(requesters=5)
MINUTE = timedelta(minutes=1)


def recent(number: int, vector: Vector, minutes: float = 0, requester: str = "") -> Recent:
    who = requester or f"R-{number}"
    return Recent(f"T-{number}", who, NOW + minutes * MINUTE, vector)


def alike(number: int) -> Vector:
    return near(axis(50), np.sqrt(0.6), away=60 + number)


def last_of(seen: Sequence[Recent], policy: IncidentPolicy = POLICY) -> Vector | None:
    found = burst(Crowd(seen), seen[-1], policy)
    return found.center if found else None


def test_many_people_with_one_thing_are_a_burst_with_that_in_its_middle() -> None:
    center = last_of([recent(number, alike(number)) for number in range(8)])
    assert center is not None
    assert center @ axis(50) > 0.95


@pytest.mark.parametrize("count", range(1, 5))
def test_fewer_people_than_the_desk_says_are_none(count: int) -> None:
    assert last_of([recent(number, alike(number)) for number in range(count)]) is None


def test_one_persons_tickets_count_once() -> None:
    assert last_of([recent(number, alike(number), requester="R-1") for number in range(20)]) is None


def test_tickets_far_apart_in_time_are_none() -> None:
    assert (
        last_of([recent(number, alike(number), minutes=10 * number) for number in range(20)])
        is None
    )


def test_a_ticket_about_something_else_is_in_no_burst() -> None:
    seen = [*(recent(number, alike(number)) for number in range(20)), recent(99, axis(3))]
    assert last_of(seen) is None


def test_a_topic_that_always_makes_up_half_of_the_tickets_is_no_burst() -> None:
    usual = [
        recent(
            number, alike(number % 40) if number % 2 else axis(200 + number % 90), -60 + number / 10
        )
        for number in range(300)
    ]
    now = [
        recent(500 + number, alike(number) if number % 2 else axis(200 + number % 90))
        for number in range(20)
    ]
    assert last_of([*usual, *now]) is None
    assert last_of([*usual[::2], *now]) is not None


@given(st.permutations(range(12)))
def test_the_order_in_which_others_came_changes_nothing(order: list[int]) -> None:
    others = [recent(number, alike(number)) for number in order]
    center = last_of([*others, recent(99, alike(99))])
    assert center is not None
    assert center @ axis(50) > 0.95


@pytest.fixture(scope="module")
def minilm() -> MiniLm:
    return MiniLm()


def day(vectors: NDArray[np.float32]) -> list[int]:
    """Which tickets were in a burst; a hundred come within half an hour."""
    seen: list[Recent] = []
    alarms = []
    for number, vector in enumerate(vectors):
        seen.append(recent(number, vector, minutes=number * 0.3))
        if burst(Crowd(seen), seen[-1], IncidentPolicy()) is not None:
            alarms.append(number)
    return alarms


def test_a_busy_day_of_real_texts_has_no_incident_and_an_outage_is_seen(minilm: MiniLm) -> None:
    with (DATA / "banking77_small.csv").open(encoding="utf-8") as lines:
        usual = minilm.embed([row["text"] for row in csv.DictReader(lines)])
    outage = minilm.embed((DATA / "outage.txt").read_text(encoding="utf-8").splitlines())
    random = np.random.default_rng(0)
    usual = usual[random.permutation(len(usual))]
    assert day(usual) == []
    mixed = random.permutation(np.arange(80))
    alarms = day(np.vstack([usual, np.vstack([outage, usual[:40]])[mixed]]))
    assert alarms
    assert all(mixed[number - len(usual)] < len(outage) for number in alarms)
    before = [number for number in mixed[: alarms[0] - len(usual) + 1] if number < len(outage)]
    assert len(before) <= 25
