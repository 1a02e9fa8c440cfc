"""The score of employees who may take a ticket: parts from 0 to 1, weighed as the desk says."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from switchyard.domain.assignment import Candidate, ScorePart
from switchyard.domain.assignment_limits import TicketNeeds
from switchyard.domain.desk import ScoreWeights
from switchyard.domain.employee import Employee
from switchyard.domain.vector import SearchHit

MIN_PRECEDENT_SIMILARITY = 0.5
"""A precedent that is less like the ticket says nothing about who should have it."""


PRECEDENT_HALF_LIFE = timedelta(days=180)
"""In half a year people change what they work on: a precedent that old counts half."""


@dataclass(frozen=True, slots=True)
class SearchEvidence:
    """What the searches found for one ticket.

    `profile_closeness` is a profile's cosine over that of the department's closest;
    `precedent_score` the sum of the cosines, each by its age, and `resolved_counts` the number, of
    the precedents alike that a person resolved. `familiar_employees` have open tickets of the same
    requester.
    """

    profile_closeness: dict[str, float] = field(default_factory=dict)
    precedent_score: dict[str, float] = field(default_factory=dict)
    resolved_counts: dict[str, int] = field(default_factory=dict)
    familiar_employees: frozenset[str] = frozenset()

    @classmethod
    def gather_from_hits(
        cls,
        profiles: Sequence[SearchHit],
        precedents: Sequence[SearchHit],
        at: datetime,
        familiar: frozenset[str] = frozenset(),
    ) -> "SearchEvidence":
        """Both nearest first. `document_id` of a profile is the employee's id."""
        best = max(profiles[0].similarity, 0.0) if profiles else 0.0
        evidence = cls(familiar_employees=familiar)
        for hit in profiles if best else ():
            evidence.profile_closeness[hit.document_id] = max(hit.similarity, 0.0) / best
        for hit in keep_similar_precedents(precedents):
            counts = hit.similarity * _calculate_freshness(hit, at)
            evidence.precedent_score[hit.person] = (
                evidence.precedent_score.get(hit.person, 0.0) + counts
            )
            evidence.resolved_counts[hit.person] = evidence.resolved_counts.get(hit.person, 0) + 1
        return evidence


def keep_similar_precedents(precedents: Iterable[SearchHit]) -> list[SearchHit]:
    """Those that say who could do it."""
    return [hit for hit in precedents if hit.person and hit.similarity >= MIN_PRECEDENT_SIMILARITY]


def _calculate_freshness(hit: SearchHit, at: datetime) -> float:
    age = at.timestamp() - hit.changed_at / 1000
    return math.exp2(-max(age, 0.0) / PRECEDENT_HALF_LIFE.total_seconds())


FULLY_RESTED_AFTER = timedelta(hours=8)
"""After so long without a new ticket, longer makes no difference."""


MAX_SKILL_LEVEL = 5


_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def rank_candidates(
    employees: Iterable[Employee],
    need: TicketNeeds,
    evidence: SearchEvidence,
    weights: ScoreWeights,
    at: datetime,
) -> tuple[Candidate, ...]:
    """Best first. Equal scores: who has waited longest for a ticket, then the id."""
    scored = [
        (_score_candidate(employee, need, evidence, weights, at), employee)
        for employee in employees
    ]
    scored.sort(
        key=lambda pair: (-pair[0].score, _read_last_assigned_at(pair[1]), pair[1].employee_id)
    )
    return tuple(candidate for candidate, _ in scored)


def _score_candidate(
    employee: Employee,
    need: TicketNeeds,
    evidence: SearchEvidence,
    weights: ScoreWeights,
    at: datetime,
) -> Candidate:
    person = employee.employee_id
    # A single faint or old precedent is not yet the whole of what could be known.
    near = max(sum(evidence.precedent_score.values()), 1.0)
    values = {
        "profile": evidence.profile_closeness.get(person, 0.0),
        "precedents": evidence.precedent_score.get(person, 0.0) / near,
        "skills": _calculate_skill_fit(employee, need),
        "free_capacity": employee.free_capacity / employee.effective_capacity
        if employee.effective_capacity
        else 0.0,
        "idle_time": (at - _read_last_assigned_at(employee)) / FULLY_RESTED_AFTER,
        "same_requester": float(person in evidence.familiar_employees),
    }
    parts = tuple(
        ScorePart(name=name, value=min(max(value, 0.0), 1.0), weight=getattr(weights, name))
        for name, value in values.items()
    )
    # Rounded, so that equal parts make equal scores whatever the order of adding.
    score = round(sum(part.value * part.weight for part in parts), 9)
    return Candidate(employee_id=person, score=score, parts=parts)


def _calculate_skill_fit(employee: Employee, need: TicketNeeds) -> float:
    """The mean level in what is needed; 1 where nothing is."""
    levels = [employee.skills.get(skill, 0) / MAX_SKILL_LEVEL for skill in need.skills]
    return sum(levels) / len(levels) if levels else 1.0


def _read_last_assigned_at(employee: Employee) -> datetime:
    return employee.last_assigned_at or _LONG_AGO
