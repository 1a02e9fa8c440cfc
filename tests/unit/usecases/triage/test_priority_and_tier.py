import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.ticket import Decision
from switchyard.domain.values import DecidedBy, Priority
from switchyard.domain.vector import SearchHit
from switchyard.usecases.triage.priority_and_tier import (
    ConfirmedLevel,
    UsualLevel,
    limit_to_one_step,
    weigh_levels,
)

LOW, MEDIUM, HIGH, URGENT = Priority
CARD = [UsualLevel("card", MEDIUM, 0.9)]


def decide_priority(
    *confirmed: ConfirmedLevel[Priority],
    likely: list[UsualLevel[Priority]] = CARD,
    requested: Priority | None = None,
) -> Decision[Priority]:
    return weigh_levels(list(Priority), likely, confirmed, requested, MEDIUM)


def confirm_level(
    value: Priority, similarity: float = 0.8, teacher: str = "ann"
) -> ConfirmedLevel[Priority]:
    hit = SearchHit("T-1", "cards", similarity, label="card", teacher=teacher, priority=value)
    return ConfirmedLevel(hit, value)


def confirm_by_team(value: Priority, people: int) -> list[ConfirmedLevel[Priority]]:
    return [confirm_level(value, teacher=f"p{number}") for number in range(people)]


def test_before_anything_was_taught_a_category_has_its_usual_value() -> None:
    assert decide_priority().value is MEDIUM
    sure = decide_priority(likely=[UsualLevel("card", MEDIUM, 1.0)])
    assert sure.confidence == pytest.approx(0.925)
    assert decide_priority().decided_by is DecidedBy.MODEL


def test_confirmed_tickets_near_it_make_it_surer_or_less_sure() -> None:
    assert decide_priority(*confirm_by_team(MEDIUM, 5)).confidence > decide_priority().confidence
    assert decide_priority(confirm_level(HIGH)).confidence < decide_priority().confidence


def test_what_several_people_left_tickets_like_it_with_is_learnt() -> None:
    learnt = decide_priority(*confirm_by_team(HIGH, 3))
    assert learnt.value is HIGH
    assert learnt.confidence < 0.75
    assert decide_priority(*confirm_by_team(HIGH, 3), *confirm_by_team(MEDIUM, 3)).value is MEDIUM


def test_one_person_alone_makes_no_category_urgent() -> None:
    assert decide_priority(*[confirm_level(URGENT) for _ in range(20)]).value is MEDIUM


def test_what_all_but_the_same_ticket_was_left_with_counts_at_once() -> None:
    assert decide_priority(confirm_level(URGENT, 0.97)).value is URGENT
    assert decide_priority(confirm_level(URGENT, 0.9)).value is MEDIUM


def test_tickets_of_another_category_teach_nothing_here() -> None:
    others = [UsualLevel("phone", MEDIUM, 0.9)]
    assert decide_priority(*confirm_by_team(HIGH, 9), likely=others) == decide_priority(
        likely=others
    )


def test_a_wish_tips_what_is_open_and_no_more() -> None:
    assert decide_priority(requested=URGENT).value is MEDIUM
    assert decide_priority(*confirm_by_team(HIGH, 1), requested=HIGH).value is HIGH
    assert decide_priority(likely=[], requested=HIGH).value is HIGH
    assert decide_priority(likely=[]).decided_by is DecidedBy.DEFAULT


confirmed_tickets = st.builds(
    confirm_level,
    st.sampled_from(Priority),
    st.floats(-1, 1),
    st.sampled_from(["ann", "bob", "cy"]),
)


@given(st.lists(confirmed_tickets, max_size=20), st.floats(0, 1), st.sampled_from(Priority))
def test_confidence_is_a_probability_and_the_best_there_is(
    confirmed: list[ConfirmedLevel[Priority]], share: float, usual: Priority
) -> None:
    decision = decide_priority(*confirmed, likely=[UsualLevel("card", usual, share)])
    assert 1 / len(Priority) - 1e-9 <= decision.confidence <= 1


@pytest.mark.parametrize(
    ("usual", "proposed", "expected"),
    [
        ("medium", "medium", "medium"),
        ("medium", "low", "low"),
        ("medium", "high", "high"),
        ("low", "high", "low"),
        ("medium", "urgent", "medium"),
        ("high", "urgent", "high"),
        ("urgent", "urgent", "urgent"),
        ("urgent", "high", "high"),
        ("urgent", "low", "urgent"),
    ],
)
def test_a_priority_moves_one_step_and_never_up_to_urgent(
    usual: str, proposed: str, expected: str
) -> None:
    assert limit_to_one_step(list(Priority), Priority(proposed), Priority(usual)) is Priority(
        expected
    )
