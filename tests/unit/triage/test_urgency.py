import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.ticket import Decision
from switchyard.domain.values import DecidedBy, Priority
from switchyard.domain.vector import Hit
from switchyard.usecases.triage.level_evidence import Left, Usual, weigh

LOW, MEDIUM, HIGH, URGENT = Priority
CARD = [Usual("card", MEDIUM, 0.9)]


def decided(
    *confirmed: Left[Priority],
    likely: list[Usual[Priority]] = CARD,
    requested: Priority | None = None,
) -> Decision[Priority]:
    return weigh(list(Priority), likely, confirmed, requested, MEDIUM)


def left(value: Priority, similarity: float = 0.8, teacher: str = "ann") -> Left[Priority]:
    hit = Hit("T-1", "cards", similarity, label="card", teacher=teacher, priority=value)
    return Left(hit, value)


def team(value: Priority, people: int) -> list[Left[Priority]]:
    return [left(value, teacher=f"p{number}") for number in range(people)]


def test_before_anything_was_taught_a_category_has_its_usual_value() -> None:
    assert decided().value is MEDIUM
    sure = decided(likely=[Usual("card", MEDIUM, 1.0)])
    assert sure.confidence == pytest.approx(0.925)
    assert decided().decided_by is DecidedBy.MODEL


def test_confirmed_tickets_near_it_make_it_surer_or_less_sure() -> None:
    assert decided(*team(MEDIUM, 5)).confidence > decided().confidence
    assert decided(left(HIGH)).confidence < decided().confidence


def test_what_several_people_left_tickets_like_it_with_is_learnt() -> None:
    learnt = decided(*team(HIGH, 3))
    assert learnt.value is HIGH
    assert learnt.confidence < 0.75
    assert decided(*team(HIGH, 3), *team(MEDIUM, 3)).value is MEDIUM


def test_one_person_alone_makes_no_category_urgent() -> None:
    assert decided(*[left(URGENT) for _ in range(20)]).value is MEDIUM


def test_what_all_but_the_same_ticket_was_left_with_counts_at_once() -> None:
    assert decided(left(URGENT, 0.97)).value is URGENT
    assert decided(left(URGENT, 0.9)).value is MEDIUM


def test_tickets_of_another_category_teach_nothing_here() -> None:
    others = [Usual("phone", MEDIUM, 0.9)]
    assert decided(*team(HIGH, 9), likely=others) == decided(likely=others)


def test_a_wish_tips_what_is_open_and_no_more() -> None:
    assert decided(requested=URGENT).value is MEDIUM
    assert decided(*team(HIGH, 1), requested=HIGH).value is HIGH
    assert decided(likely=[], requested=HIGH).value is HIGH
    assert decided(likely=[]).decided_by is DecidedBy.DEFAULT


confirmed_tickets = st.builds(
    left, st.sampled_from(Priority), st.floats(-1, 1), st.sampled_from(["ann", "bob", "cy"])
)


@given(st.lists(confirmed_tickets, max_size=20), st.floats(0, 1), st.sampled_from(Priority))
def test_confidence_is_a_probability_and_the_best_there_is(
    confirmed: list[Left[Priority]], share: float, usual: Priority
) -> None:
    found = decided(*confirmed, likely=[Usual("card", usual, share)])
    assert 1 / len(Priority) - 1e-9 <= found.confidence <= 1
