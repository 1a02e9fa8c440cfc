"""What is a burst, and what is only a topic of the day."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.desk import IncidentPolicy
from switchyard.domain.incident import RecentTicket
from switchyard.domain.vector import Vector
from switchyard.usecases.incidents.burst import RecentVectors, find_burst
from tests.desks import NOW, make_axis_vector, make_near_vector

POLICY = IncidentPolicy(requesters=5)
MINUTE = timedelta(minutes=1)


def make_recent_ticket(
    number: int, vector: Vector, minutes: float = 0, requester: str = ""
) -> RecentTicket:
    who = requester or f"R-{number}"
    return RecentTicket(f"T-{number}", who, NOW + minutes * MINUTE, vector)


def make_similar_vector(number: int) -> Vector:
    return make_near_vector(make_axis_vector(50), np.sqrt(0.6), away=60 + number)


def find_burst_center(
    seen: Sequence[RecentTicket], policy: IncidentPolicy = POLICY
) -> Vector | None:
    burst = find_burst(RecentVectors(seen), seen[-1], policy)
    return burst.center if burst else None


def test_many_people_with_one_thing_are_a_burst_with_that_in_its_middle() -> None:
    center = find_burst_center(
        [make_recent_ticket(number, make_similar_vector(number)) for number in range(8)]
    )
    assert center is not None
    assert center @ make_axis_vector(50) > 0.95


@pytest.mark.parametrize("count", range(1, 5))
def test_fewer_people_than_the_desk_says_are_none(count: int) -> None:
    assert (
        find_burst_center(
            [make_recent_ticket(number, make_similar_vector(number)) for number in range(count)]
        )
        is None
    )


def test_one_persons_tickets_count_once() -> None:
    assert (
        find_burst_center(
            [
                make_recent_ticket(number, make_similar_vector(number), requester="R-1")
                for number in range(20)
            ]
        )
        is None
    )


def test_tickets_far_apart_in_time_are_none() -> None:
    assert (
        find_burst_center(
            [
                make_recent_ticket(number, make_similar_vector(number), minutes=10 * number)
                for number in range(20)
            ]
        )
        is None
    )


def test_a_ticket_about_something_else_is_in_no_burst() -> None:
    seen = [
        *(make_recent_ticket(number, make_similar_vector(number)) for number in range(20)),
        make_recent_ticket(99, make_axis_vector(3)),
    ]
    assert find_burst_center(seen) is None


def test_a_topic_that_always_makes_up_half_of_the_tickets_is_no_burst() -> None:
    usual = [
        make_recent_ticket(
            number,
            make_similar_vector(number % 40) if number % 2 else make_axis_vector(200 + number % 90),
            -60 + number / 10,
        )
        for number in range(300)
    ]
    now = [
        make_recent_ticket(
            500 + number,
            make_similar_vector(number) if number % 2 else make_axis_vector(200 + number % 90),
        )
        for number in range(20)
    ]
    assert find_burst_center([*usual, *now]) is None
    assert find_burst_center([*usual[::2], *now]) is not None


@given(st.permutations(range(12)))
def test_the_order_in_which_others_came_changes_nothing(order: list[int]) -> None:
    others = [make_recent_ticket(number, make_similar_vector(number)) for number in order]
    center = find_burst_center([*others, make_recent_ticket(99, make_similar_vector(99))])
    assert center is not None
    assert center @ make_axis_vector(50) > 0.95
