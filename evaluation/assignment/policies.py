"""Who gets a ticket, five ways. All keep the same hard limits, by the product's own code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from evaluation.assignment.floor import SimulatedFloor
from switchyard.domain.desk import ScoreWeights
from switchyard.domain.employee import Employee
from switchyard.domain.ticket import Ticket
from switchyard.usecases.assignment.candidates import CachedRoster, Nominator
from switchyard.usecases.assignment.shortlist import build_shortlist

RERANKED = 10
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class ChoicePolicy(Protocol):
    def choose_employee(self, ticket: Ticket, at: datetime) -> str:
        """An employee's id; empty where nobody may take the ticket."""


type Making = Callable[[SimulatedFloor], ChoicePolicy]


@dataclass
class RoundRobinPolicy:
    """The next on the department's list who may take it."""

    floor: SimulatedFloor
    _last: dict[str, int] = field(default_factory=dict)

    def choose_employee(self, ticket: Ticket, at: datetime) -> str:
        members = self.floor.list_members(ticket.in_department)
        places = {member: place for place, member in enumerate(members)}
        last = self._last.get(ticket.in_department, -1)
        fit = [employee.employee_id for employee in self.floor.find_fit(ticket, at)]
        chosen = min(
            fit, key=lambda employee_id: (places[employee_id] - last - 1) % len(members), default=""
        )
        if chosen:
            self._last[ticket.in_department] = places[chosen]
        return chosen


@dataclass
class LeastOpenPolicy:
    """Who has the fewest open tickets; among them, who has waited longest."""

    floor: SimulatedFloor

    def choose_employee(self, ticket: Ticket, at: datetime) -> str:
        opened = self.floor.open_tickets
        fit = self.floor.find_fit(ticket, at)
        return _pick_least(fit, lambda employee: opened[employee.employee_id])


@dataclass
class NearestProfilePolicy:
    """Whose profile is most alike to the ticket: what the simplest system does."""

    floor: SimulatedFloor

    def choose_employee(self, ticket: Ticket, at: datetime) -> str:
        near = self.floor.compare_profiles(ticket)
        return _pick_least(
            self.floor.find_fit(ticket, at), lambda employee: -near[employee.employee_id]
        )


@dataclass
class NearestRerankedPolicy:
    """The ten profiles that are most alike, ranked by likeness and free capacity, half and half."""

    floor: SimulatedFloor

    def choose_employee(self, ticket: Ticket, at: datetime) -> str:
        near = self.floor.compare_profiles(ticket)
        fit = sorted(
            self.floor.find_fit(ticket, at), key=lambda employee: -near[employee.employee_id]
        )
        best = max(near.values())

        def score_employee(employee: Employee) -> float:
            return (
                0.5 * near[employee.employee_id] / best
                + 0.5 * employee.free_capacity / employee.capacity
            )

        return _pick_least(fit[:RERANKED], lambda employee: -score_employee(employee))


class SwitchyardPolicy:
    """The product's shortlist: its nominations, limits, evidence and score, with these weights."""

    def __init__(self, floor: SimulatedFloor, weights: ScoreWeights, urgent: ScoreWeights) -> None:
        both = {"weights": weights, "urgent_weights": urgent}
        assignment = floor.desk.assignment.model_copy(update=both)
        self._desk = floor.desk.model_copy(update={"assignment": assignment})
        self._people, self._tickets, self._search = floor.people, floor.tickets, floor.search

    def choose_employee(self, ticket: Ticket, at: datetime) -> str:
        nominator = Nominator(self._tickets, self._people, self._search)
        candidates = build_shortlist(
            ticket, self._desk, nominator, CachedRoster(self._people, self._tickets), at
        )
        return candidates.chosen.employee_id if candidates.chosen else ""


def make_switchyard(weights: ScoreWeights, urgent: ScoreWeights) -> Making:
    return partial(SwitchyardPolicy, weights=weights, urgent=urgent)


SIMPLER: dict[str, Making] = {
    "round_robin": RoundRobinPolicy,
    "least_open": LeastOpenPolicy,
    "nearest": NearestProfilePolicy,
    "nearest_reranked": NearestRerankedPolicy,
}


def _pick_least(fit: Sequence[Employee], measure: Callable[[Employee], float]) -> str:
    """Ties go to whoever has waited longest for a ticket."""

    def order_employee(employee: Employee) -> tuple[float, datetime, str]:
        return measure(employee), employee.last_assigned_at or _LONG_AGO, employee.employee_id

    return min(fit, key=order_employee).employee_id if fit else ""
