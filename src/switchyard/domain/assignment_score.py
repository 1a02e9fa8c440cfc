"""The score of employees who may take a ticket: parts from 0 to 1, weighed as the desk says."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from switchyard.domain.assignment import Candidate, Part
from switchyard.domain.assignment_limits import Need
from switchyard.domain.desk import Weights
from switchyard.domain.employee import Employee
from switchyard.domain.vector import Hit

ALIKE = 0.5
"""A precedent that is less like the ticket says nothing about who should have it."""


HALF_LIFE = timedelta(days=180)
"""In half a year people change what they work on: a precedent that old counts half."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the searches found for one ticket.

    `closeness` is a profile's cosine over that of the department's closest; `nearness` the sum of
    the cosines, each by its age, and `resolved` the number, of the precedents alike that a person
    resolved. `familiar` have open tickets of the same requester.
    """

    closeness: dict[str, float] = field(default_factory=dict)
    nearness: dict[str, float] = field(default_factory=dict)
    resolved: dict[str, int] = field(default_factory=dict)
    familiar: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        profiles: Sequence[Hit],
        precedents: Sequence[Hit],
        at: datetime,
        familiar: frozenset[str] = frozenset(),
    ) -> "Evidence":
        """Both nearest first. `document_id` of a profile is the employee's id."""
        best = max(profiles[0].similarity, 0.0) if profiles else 0.0
        found = cls(familiar=familiar)
        for hit in profiles if best else ():
            found.closeness[hit.document_id] = max(hit.similarity, 0.0) / best
        for hit in resolved_alike(precedents):
            counts = hit.similarity * _freshness(hit, at)
            found.nearness[hit.person] = found.nearness.get(hit.person, 0.0) + counts
            found.resolved[hit.person] = found.resolved.get(hit.person, 0) + 1
        return found


def resolved_alike(precedents: Iterable[Hit]) -> list[Hit]:
    """Those that say who could do it."""
    return [hit for hit in precedents if hit.person and hit.similarity >= ALIKE]


def _freshness(hit: Hit, at: datetime) -> float:
    age = at.timestamp() - hit.changed_at / 1000
    return math.exp2(-max(age, 0.0) / HALF_LIFE.total_seconds())


RESTED = timedelta(hours=8)
"""After so long without a new ticket, longer makes no difference."""


TOP_LEVEL = 5


_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def rank(
    employees: Iterable[Employee], need: Need, evidence: Evidence, weights: Weights, at: datetime
) -> tuple[Candidate, ...]:
    """Best first. Equal scores: who has waited longest for a ticket, then the id."""
    scored = [(_candidate(one, need, evidence, weights, at), one) for one in employees]
    scored.sort(key=lambda pair: (-pair[0].score, _last(pair[1]), pair[1].employee_id))
    return tuple(candidate for candidate, _ in scored)


def _candidate(
    employee: Employee, need: Need, evidence: Evidence, weights: Weights, at: datetime
) -> Candidate:
    person = employee.employee_id
    # A single faint or old precedent is not yet the whole of what could be known.
    near = max(sum(evidence.nearness.values()), 1.0)
    values = {
        "profile": evidence.closeness.get(person, 0.0),
        "precedents": evidence.nearness.get(person, 0.0) / near,
        "skills": _skill_fit(employee, need),
        "free_capacity": employee.free / employee.most if employee.most else 0.0,
        "idle_time": (at - _last(employee)) / RESTED,
        "same_requester": float(person in evidence.familiar),
    }
    parts = tuple(
        Part(name=name, value=min(max(value, 0.0), 1.0), weight=getattr(weights, name))
        for name, value in values.items()
    )
    # Rounded, so that equal parts make equal scores whatever the order of adding.
    score = round(sum(part.value * part.weight for part in parts), 9)
    return Candidate(employee_id=person, score=score, parts=parts)


def _skill_fit(employee: Employee, need: Need) -> float:
    """The mean level in what is needed; 1 where nothing is."""
    levels = [employee.skills.get(skill, 0) / TOP_LEVEL for skill in need.skills]
    return sum(levels) / len(levels) if levels else 1.0


def _last(employee: Employee) -> datetime:
    return employee.last_assigned_at or _LONG_AGO
