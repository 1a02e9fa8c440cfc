"""Who gets a ticket, five ways. All keep the same hard limits, by the product's own code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Protocol, cast

from bench.assignment.floor import Floor
from switchyard.domain.desk import Weights
from switchyard.domain.employee import Employee
from switchyard.domain.ticket import Ticket
from switchyard.ports.people import People
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.assignment.candidates import Nominator
from switchyard.usecases.assignment.people_cache import Roster
from switchyard.usecases.assignment.shortlist import shortlist

RERANKED = 10
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Policy(Protocol):
    def choose(self, ticket: Ticket, at: datetime) -> str:
        """An employee's id; empty where nobody may take the ticket."""


type Making = Callable[[Floor], Policy]


@dataclass
class RoundRobin:
    """The next on the department's list who may take it."""

    floor: Floor
    _last: dict[str, int] = field(default_factory=dict)

    def choose(self, ticket: Ticket, at: datetime) -> str:
        members = self.floor.members(ticket.in_department)
        places = {one: place for place, one in enumerate(members)}
        last = self._last.get(ticket.in_department, -1)
        fit = [one.employee_id for one in self.floor.fit(ticket, at)]
        chosen = min(fit, key=lambda one: (places[one] - last - 1) % len(members), default="")
        if chosen:
            self._last[ticket.in_department] = places[chosen]
        return chosen


@dataclass
class LeastOpen:
    """Who has the fewest open tickets; among them, who has waited longest."""

    floor: Floor

    def choose(self, ticket: Ticket, at: datetime) -> str:
        opened = self.floor.open_tickets
        fit = self.floor.fit(ticket, at)
        return _least(fit, lambda one: opened[one.employee_id])


@dataclass
class NearestProfile:
    """Whose profile is most alike to the ticket: what the simplest system does."""

    floor: Floor

    def choose(self, ticket: Ticket, at: datetime) -> str:
        near = self.floor.nearness(ticket)
        return _least(self.floor.fit(ticket, at), lambda one: -near[one.employee_id])


@dataclass
class NearestReranked:
    """The ten profiles that are most alike, ranked by likeness and free capacity, half and half."""

    floor: Floor

    def choose(self, ticket: Ticket, at: datetime) -> str:
        near = self.floor.nearness(ticket)
        fit = sorted(self.floor.fit(ticket, at), key=lambda one: -near[one.employee_id])
        best = max(near.values())

        def score(one: Employee) -> float:
            return 0.5 * near[one.employee_id] / best + 0.5 * one.free / one.capacity

        return _least(fit[:RERANKED], lambda one: -score(one))


class Switchyard:
    """The product's shortlist: its nominations, limits, evidence and score, with these weights."""

    def __init__(self, floor: Floor, weights: Weights, urgent: Weights) -> None:
        both = {"weights": weights, "urgent_weights": urgent}
        assignment = floor.desk.assignment.model_copy(update=both)
        self._desk = floor.desk.model_copy(update={"assignment": assignment})
        self._people, self._tickets = cast("People", floor), cast("TicketStore", floor)
        self._search = floor.search

    def choose(self, ticket: Ticket, at: datetime) -> str:
        nominator = Nominator(self._tickets, self._people, self._search)
        found = shortlist(ticket, self._desk, nominator, Roster(self._people, self._tickets), at)
        return found.chosen.employee_id if found.chosen else ""


def switchyard(weights: Weights, urgent: Weights) -> Making:
    return partial(Switchyard, weights=weights, urgent=urgent)


SIMPLER: dict[str, Making] = {
    "round_robin": RoundRobin,
    "least_open": LeastOpen,
    "nearest": NearestProfile,
    "nearest_reranked": NearestReranked,
}


def _least(fit: Sequence[Employee], measure: Callable[[Employee], float]) -> str:
    """Ties go to whoever has waited longest for a ticket."""

    def order(one: Employee) -> tuple[float, datetime, str]:
        return measure(one), one.last_assigned_at or _LONG_AGO, one.employee_id

    return min(fit, key=order).employee_id if fit else ""
