"""The parts of a score, and the order they make."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.assignment import Candidate
from switchyard.domain.assignment_limits import TicketNeeds
from switchyard.domain.assignment_score import PRECEDENT_HALF_LIFE, SearchEvidence, rank_candidates
from switchyard.domain.desk import ScoreWeights
from switchyard.domain.employee import Employee
from switchyard.domain.vector import SearchHit
from tests.builders import make_employee

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
NEED = TicketNeeds(
    "cards", effort=1, requester_id="ann@example.com", skills={"cards": 2, "pins": 1}
)
SKILLED = {"cards": 4, "pins": 3}


def make_profile_hit(employee_id: str, similarity: float) -> SearchHit:
    return SearchHit(employee_id, "cards", similarity)


def make_precedent_hit(person: str, similarity: float, days: float = 0) -> SearchHit:
    """Resolved so many days ago."""
    at = int((NOW - timedelta(days=days)).timestamp() * 1000)
    return SearchHit("T-0", "cards", similarity, label="card_arrival", person=person, changed_at=at)


def gather_evidence(*precedents: SearchHit) -> SearchEvidence:
    return SearchEvidence.gather_from_hits([], precedents, NOW)


def rank_employees(
    *employees: Employee,
    evidence: SearchEvidence | None = None,
    weights: ScoreWeights | None = None,
) -> tuple[Candidate, ...]:
    return rank_candidates(
        employees, NEED, evidence or SearchEvidence(), weights or ScoreWeights(), NOW
    )


def calculate_parts(employee: Employee, evidence: SearchEvidence | None = None) -> dict[str, float]:
    [candidate] = rank_employees(employee, evidence=evidence)
    return {part.name: part.value for part in candidate.parts}


def test_the_closest_profile_counts_whole_and_others_in_proportion() -> None:
    near = [
        make_profile_hit("E-1", 0.6),
        make_profile_hit("E-2", 0.3),
        make_profile_hit("E-3", -0.1),
    ]
    evidence = SearchEvidence.gather_from_hits(near, [], NOW)
    assert evidence.profile_closeness == {"E-1": 1.0, "E-2": 0.5, "E-3": 0.0}
    assert calculate_parts(make_employee("E-2", skills=SKILLED), evidence)["profile"] == 0.5
    assert calculate_parts(make_employee("E-4", skills=SKILLED), evidence)["profile"] == 0.0


def test_no_profile_near_at_all_counts_for_nobody() -> None:
    assert (
        SearchEvidence.gather_from_hits([make_profile_hit("E-1", -0.2)], [], NOW).profile_closeness
        == {}
    )


def test_precedents_count_by_nearness_and_only_when_alike() -> None:
    hits = [
        make_precedent_hit("E-1", 0.9),
        make_precedent_hit("E-2", 0.6),
        make_precedent_hit("E-1", 0.6),
    ]
    others = [make_precedent_hit("", 0.8), make_precedent_hit("E-2", 0.4)]
    evidence = gather_evidence(*hits, *others)
    assert evidence.resolved_counts == {"E-1": 2, "E-2": 1}
    first, two = (
        calculate_parts(make_employee(employee_id, skills=SKILLED), evidence)
        for employee_id in ("E-1", "E-2")
    )
    assert first["precedents"] == pytest.approx(1.5 / 2.1)
    assert two["precedents"] == pytest.approx(0.6 / 2.1)


def test_of_two_precedents_equally_near_the_older_by_a_half_life_counts_half() -> None:
    evidence = gather_evidence(
        make_precedent_hit("E-1", 0.9),
        make_precedent_hit("E-2", 0.9, days=PRECEDENT_HALF_LIFE.days),
    )
    assert evidence.precedent_score == {"E-1": pytest.approx(0.9), "E-2": pytest.approx(0.45)}
    assert evidence.resolved_counts == {"E-1": 1, "E-2": 1}


def test_one_faint_old_precedent_is_not_worth_as_much_as_many() -> None:
    faint = calculate_parts(
        make_employee("E-1"),
        gather_evidence(make_precedent_hit("E-1", 0.6, days=PRECEDENT_HALF_LIFE.days)),
    )
    sure = calculate_parts(
        make_employee("E-1"),
        gather_evidence(make_precedent_hit("E-1", 0.9), make_precedent_hit("E-1", 0.8)),
    )
    assert faint["precedents"] == pytest.approx(0.3)
    assert sure["precedents"] == 1


def test_a_precedent_from_a_clock_that_is_ahead_counts_as_new() -> None:
    assert gather_evidence(make_precedent_hit("E-1", 0.9, days=-400)).precedent_score == {
        "E-1": 0.9
    }


def test_who_has_open_tickets_of_the_same_requester_comes_before_an_equal() -> None:
    known = SearchEvidence.gather_from_hits([], [], NOW, frozenset({"E-2"}))
    first, second = rank_employees(make_employee("E-1"), make_employee("E-2"), evidence=known)
    assert (first.employee_id, second.employee_id) == ("E-2", "E-1")
    assert first.score - second.score == pytest.approx(ScoreWeights().same_requester)


def test_a_desk_that_says_nothing_weighs_parts_that_sum_to_one() -> None:
    assert sum(ScoreWeights().model_dump().values()) == pytest.approx(1)


def test_the_free_share_is_of_what_somebody_says_they_can_carry() -> None:
    assert (
        calculate_parts(make_employee(capacity=20, own_capacity=4, load=2))["free_capacity"] == 0.5
    )
    assert calculate_parts(make_employee(capacity=20, own_capacity=0))["free_capacity"] == 0


def test_skills_free_capacity_and_idle_time_are_shares() -> None:
    employee = make_employee(
        skills=SKILLED, capacity=8, load=2, last_assigned_at=NOW - timedelta(hours=2)
    )
    shares = calculate_parts(employee)
    assert shares["skills"] == pytest.approx((4 / 5 + 3 / 5) / 2)
    assert shares["free_capacity"] == 0.75
    assert shares["idle_time"] == 0.25


def test_somebody_who_never_had_a_ticket_is_as_rested_as_can_be() -> None:
    assert calculate_parts(make_employee(skills=SKILLED))["idle_time"] == 1.0


def test_the_desk_weighs_the_parts() -> None:
    nothing = dict.fromkeys(ScoreWeights.model_fields, 0.0)
    only_free = ScoreWeights(**nothing | {"free_capacity": 1})
    busy = make_employee("E-1", skills=SKILLED, capacity=10, load=9)
    free = make_employee("E-2", skills={"cards": 2, "pins": 1}, capacity=10, load=1)
    first, second = rank_employees(busy, free, weights=only_free)
    assert (first.employee_id, first.score) == ("E-2", 0.9)
    assert (second.employee_id, second.score) == ("E-1", 0.1)


def test_equal_scores_go_to_who_waited_longest_then_by_id() -> None:
    long_ago = {"skills": SKILLED, "last_assigned_at": NOW - timedelta(days=9)}
    recent = {"skills": SKILLED, "last_assigned_at": NOW - timedelta(days=1)}
    candidates = rank_employees(
        make_employee("E-4", **recent),
        make_employee("E-3", **long_ago),
        make_employee("E-2", **long_ago),
        make_employee("E-5", skills=SKILLED),
    )
    assert len({candidate.score for candidate in candidates}) == 1
    assert [candidate.employee_id for candidate in candidates] == ["E-5", "E-2", "E-3", "E-4"]


SHARE = st.floats(0, 1)
EMPLOYEES = st.lists(
    st.builds(
        lambda number, load, capacity, hours: make_employee(
            f"E-{number}",
            skills=SKILLED,
            load=load,
            capacity=capacity,
            last_assigned_at=NOW - timedelta(hours=hours),
        ),
        st.integers(0, 50),
        st.integers(-2, 30),
        st.integers(0, 20),
        st.floats(-50, 5000),
    ),
    max_size=12,
    unique_by=lambda employee: employee.employee_id,
)


@given(
    EMPLOYEES,
    st.builds(ScoreWeights, **dict.fromkeys(ScoreWeights.model_fields, SHARE)),
    st.lists(st.tuples(st.integers(0, 50), st.floats(-1, 1)), max_size=20),
)
def test_parts_are_shares_and_the_order_never_depends_on_who_came_first(
    employees: list[Employee], weights: ScoreWeights, near: list[tuple[int, float]]
) -> None:
    hits = sorted((make_profile_hit(f"E-{n}", s) for n, s in near), key=lambda hit: -hit.similarity)
    resolved = [make_precedent_hit(hit.document_id, hit.similarity) for hit in hits]
    evidence = SearchEvidence.gather_from_hits(hits, resolved, NOW, frozenset({"E-1"}))
    candidates = rank_employees(*employees, evidence=evidence, weights=weights)
    assert all(0 <= part.value <= 1 for candidate in candidates for part in candidate.parts)
    assert candidates == rank_employees(*reversed(employees), evidence=evidence, weights=weights)
    for candidate in candidates:
        weighed = sum(part.value * part.weight for part in candidate.parts)
        assert candidate.score == pytest.approx(weighed, abs=1e-8)
