"""Tickets in triage, each beside those that are about the same."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from switchyard.domain.desk import Desk
from switchyard.domain.ids import derived_id
from switchyard.domain.incident import Incidents, Recent
from switchyard.domain.ticket import Ticket, TicketText
from switchyard.domain.values import Lane
from switchyard.domain.vector import Vector
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.incidents.burst import Burst, Crowd, burst
from switchyard.usecases.incidents.duplicates import near, same_numbers

OPEN_LOOKED_AT = 20
"""So many of a requester's newest open tickets come into question."""


class Newcomer(NamedTuple):
    """A ticket in triage: its words, and the vector of what they ask."""

    ticket: Ticket
    text: TicketText
    vector: Vector

    @property
    def requester(self) -> str:
        return derived_id("R-", self.ticket.requester_id)

    @property
    def recent(self) -> Recent:
        return Recent(self.ticket.ticket_id, self.requester, self.ticket.created_at, self.vector)

    @property
    def is_live(self) -> bool:
        return self.ticket.lane is Lane.LIVE


@dataclass
class Batch:
    """`twins` are ids of tickets that say the same; `centers` the middles of bursts; both by the
    id of the ticket in triage. `seen` are the live tickets of late, `incidents` those of late.
    """

    desk: Desk
    seen: Sequence[Recent]
    incidents: Incidents
    twins: Mapping[str, Sequence[str]] = field(default_factory=dict)
    centers: Mapping[str, Vector] = field(default_factory=dict)
    vectors: Mapping[str, Vector] = field(default_factory=dict)

    def may_wait(self, ticket_id: str) -> bool:
        """Whether it probably goes to nobody, so that no language model need be asked."""
        known = ticket_id in self.vectors and self.incidents.near(
            self.vectors[ticket_id], self.desk.incidents.similarity
        )
        return bool(known) or ticket_id in self.twins or ticket_id in self.centers

    def alike(self, center: Vector, ticket: Ticket) -> list[str]:
        """Ids of the live tickets around this one that the burst is made of."""
        policy = self.desk.incidents
        within = timedelta(minutes=policy.within_minutes)
        return [
            one.ticket_id
            for one in self.seen
            if abs(ticket.created_at - one.at) <= within
            and near(center, one.vector, policy.similarity)
        ]


def bursts(newcomers: Sequence[Newcomer], seen: Sequence[Recent], desk: Desk) -> dict[str, Burst]:
    crowd = Crowd(seen)
    found = {
        one.ticket.ticket_id: burst(crowd, one.recent, desk.incidents)
        for one in newcomers
        if one.is_live
    }
    return {ticket_id: one for ticket_id, one in found.items() if one is not None}


def twins(
    newcomers: Sequence[Newcomer], seen: Sequence[Recent], tickets: TicketStore, desk: Desk
) -> dict[str, list[str]]:
    """Only of the same requester: those of late, of this batch, and others that are open."""
    others = _others(newcomers, seen, tickets)
    alike = {
        one.ticket.ticket_id: [
            ticket_id
            for ticket_id, vector in others[one.requester].items()
            if ticket_id != one.ticket.ticket_id
            and near(one.vector, vector, desk.duplicates.similarity)
        ]
        for one in newcomers
    }
    texts = tickets.texts([ticket_id for found in alike.values() for ticket_id in found])
    same = {
        one.ticket.ticket_id: [
            ticket_id
            for ticket_id in alike[one.ticket.ticket_id]
            if ticket_id in texts and same_numbers(texts[ticket_id], one.text)
        ]
        for one in newcomers
    }
    return {ticket_id: found for ticket_id, found in same.items() if found}


def _others(
    newcomers: Sequence[Newcomer], seen: Sequence[Recent], tickets: TicketStore
) -> dict[str, dict[str, Vector]]:
    """Vectors by requester and ticket id."""
    people = {one.requester: one.ticket.requester_id for one in newcomers}
    owner = {
        ticket.ticket_id: requester
        for requester, person in people.items()
        for ticket in tickets.open_of(person, OPEN_LOOKED_AT)
    }
    others: defaultdict[str, dict[str, Vector]] = defaultdict(dict)
    for ticket_id, vector in tickets.vectors(list(owner)).items():
        others[owner[ticket_id]][ticket_id] = vector
    for one in (*seen, *(newcomer.recent for newcomer in newcomers)):
        if one.requester in people:
            others[one.requester][one.ticket_id] = one.vector
    return others
