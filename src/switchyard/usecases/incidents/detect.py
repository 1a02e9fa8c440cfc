"""Duplicates and incidents, as triage meets them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from switchyard.domain.change import Change
from switchyard.domain.desk import Desk
from switchyard.domain.ids import derived_id
from switchyard.domain.incident import TAKES_IN_FOR, Incident, Incidents, Recent
from switchyard.domain.status import Status
from switchyard.domain.ticket import Link, LinkKind, Ticket, TicketText
from switchyard.domain.values import Clock, Lane
from switchyard.domain.vector import Vector
from switchyard.ports.desks import DeskReader
from switchyard.ports.incidents import IncidentStore
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.incidents.burst import Burst, Crowd, burst
from switchyard.usecases.incidents.duplicates import near, same_numbers
from switchyard.usecases.incidents.join_parent import Joining, is_open, may_join, may_lead
from switchyard.usecases.incidents.recent_tickets import Window
from switchyard.usecases.incidents.shared_boilerplate import Forms
from switchyard.usecases.incidents.ticket_changes import (
    awaited,
    promoted,
    triaged_as,
    triaged_as_parent,
)

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

    def note_opened(self, change: Change) -> None:
        """The incident that was opened with this change's parent: the next tickets may join it."""
        incident = change.parent_change.opens if change.parent_change else None
        if incident:
            late = (*self.incidents.late, incident)
            self.incidents = replace(self.incidents, late=late, last=incident.number)

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
    live = [newcomer for newcomer in newcomers if _has_company(newcomer, seen, desk)]
    if not live:
        return {}
    crowd = Crowd(seen)
    found = {one.ticket.ticket_id: burst(crowd, one.recent, desk.incidents) for one in live}
    return {ticket_id: one for ticket_id, one in found.items() if one is not None}


def _has_company(newcomer: Newcomer, seen: Sequence[Recent], desk: Desk) -> bool:
    """Whether so many people wrote of late as a burst takes at least: no vector need be compared
    before.
    """
    since = newcomer.ticket.created_at - timedelta(minutes=desk.incidents.within_minutes)
    people = {recent.requester for recent in seen if recent.at >= since} | {newcomer.requester}
    return newcomer.is_live and len(people) >= desk.incidents.requesters


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


SAME_INCIDENT = 0.8
"""Two bursts whose middles are so alike are one."""


@dataclass(frozen=True, slots=True)
class AlikeService:
    """One a process: its window of live tickets is read on from where it was."""

    tickets: TicketStore
    incidents: IncidentStore
    window: Window
    forms: Forms
    desks: DeskReader
    clock: Clock

    def batch(self, newcomers: Sequence[Newcomer], desk: Desk) -> Batch:
        """Notes the live ones before it looks: of two at once, one sees the other.

        Raises Unavailable.
        """
        now = self.clock()
        live = [one for one in newcomers if one.is_live]
        self.window.note([one.recent for one in live], now)
        within = timedelta(minutes=desk.incidents.within_minutes)
        seen = self.window.refresh(now, within) if live else ()
        return Batch(
            desk=desk,
            seen=seen,
            incidents=self._incidents(now) if live else Incidents(),
            twins=twins(newcomers, seen, self.tickets, desk),
            centers=self._centers(newcomers, seen, desk),
            vectors={one.ticket.ticket_id: one.vector for one in live},
        )

    def plan_placement(self, change: Change, batch: Batch) -> Change:
        """What triage is to commit instead, with what has to be written of the parent before."""
        ticket = change.ticket
        if ticket.stands_alone:
            return change
        if linked_before := self._linked_before(ticket):
            return triaged_as(change, linked_before)
        if duplicate_of := self._find_duplicate(ticket, batch):
            link, root = duplicate_of
            linked = triaged_as(change, link)
            awaits = None if root.awaited else awaited(root, self.clock())
            return replace(linked, parent_change=awaits)
        if ticket.incident or ticket.ticket_id not in batch.vectors:
            return change
        near = batch.incidents.near(
            batch.vectors[ticket.ticket_id], batch.desk.incidents.similarity
        )
        waits_on = self._joining.parent_of(near) if near else ""
        if waits_on:
            return triaged_as(change, Link(kind=LinkKind.INCIDENT, parent=waits_on))
        center = batch.centers.get(ticket.ticket_id)
        return change if center is None else self._in_burst(change, center, batch)

    def catch_up(self, ticket_ids: Sequence[str]) -> None:
        """Tickets that were decided while an incident was opened join it now.

        Whoever opens one writes it before looking at tickets; triage decides a ticket before it
        looks here. So one of the two sees the other. Raises Unavailable, Conflict.
        """
        incidents = self._incidents(self.clock())
        if not incidents.late:
            return
        desk = self.desks.in_force().desk
        found = [one for one in self.tickets.find(ticket_ids).values() if may_join(one)]
        vectors = self.tickets.vectors([one.ticket_id for one in found])
        for ticket in found:
            if ticket.ticket_id not in vectors:
                continue
            near = incidents.near(vectors[ticket.ticket_id], desk.incidents.similarity)
            if parent := self._joining.parent_of(near):
                self._joining.join(ticket, parent, desk)

    def _centers(
        self, newcomers: Sequence[Newcomer], seen: Sequence[Recent], desk: Desk
    ) -> dict[str, Vector]:
        now = self.clock()
        return {
            ticket_id: one.center
            for ticket_id, one in bursts(newcomers, seen, desk).items()
            if self.forms.stands_without(one, desk.incidents, now)
        }

    @property
    def _joining(self) -> Joining:
        return Joining(self.tickets, self.clock)

    def _incidents(self, now: datetime) -> Incidents:
        return self.incidents.read(now - TAKES_IN_FOR)

    def _linked_before(self, ticket: Ticket) -> Link | None:
        """A ticket that was sent back to triage goes on waiting."""
        waits_on = self.tickets.find([ticket.link.parent]) if ticket.link else {}
        return ticket.link if any(map(may_lead, waits_on.values())) else None

    def _find_duplicate(self, ticket: Ticket, batch: Batch) -> tuple[Link, Ticket] | None:
        """The requester's first open ticket that says the same, or what that one waits on: the
        link to it, and the ticket itself.
        """
        found = self.tickets.find(batch.twins.get(ticket.ticket_id, ()))
        earlier = [one for one in found.values() if is_open(one) and _came(one) < _came(ticket)]
        if not earlier:
            return None
        first = min(earlier, key=_came)
        link = first.link or Link(kind=LinkKind.DUPLICATE, parent=first.ticket_id)
        root = self.tickets.find([link.parent])[link.parent] if first.link else first
        if not may_lead(root):
            return None
        return link, root

    def _in_burst(self, change: Change, center: Vector, batch: Batch) -> Change:
        """The earliest of the alike tickets becomes the parent; this one, where it is alone."""
        now = self.clock()
        batch.incidents = self._incidents(now)
        if parent := self._joining.parent_of(batch.incidents.near(center, SAME_INCIDENT)):
            return triaged_as(change, Link(kind=LinkKind.INCIDENT, parent=parent))
        earliest = self._earliest(change.ticket, center, batch)
        parent = earliest.ticket_id if earliest else change.ticket.ticket_id
        incident = Incident(parent, batch.incidents.last + 1, now, center)
        if earliest is None:
            return triaged_as_parent(change, incident)
        linked = triaged_as(change, Link(kind=LinkKind.INCIDENT, parent=parent))
        return replace(linked, parent_change=promoted(earliest, incident, now))

    def _earliest(self, ticket: Ticket, center: Vector, batch: Batch) -> Ticket | None:
        others = [one for one in batch.alike(center, ticket) if one != ticket.ticket_id]
        found = self.tickets.find(others).values()
        decided = [one for one in found if may_join(one) and one.status is not Status.PENDING]
        return min(decided, key=_came, default=None)


def _came(ticket: Ticket) -> tuple[datetime, str]:
    return ticket.created_at, ticket.ticket_id
