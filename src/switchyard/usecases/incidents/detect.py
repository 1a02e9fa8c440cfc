"""Duplicates and incidents, as triage meets them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from switchyard.domain.change import Change
from switchyard.domain.desk import Desk
from switchyard.domain.ids import derive_id
from switchyard.domain.incident import INCIDENT_OPEN_FOR, Incident, Incidents, RecentTicket
from switchyard.domain.status import Status
from switchyard.domain.ticket import LinkKind, Ticket, TicketLink, TicketText
from switchyard.domain.values import Clock, Lane
from switchyard.domain.vector import Vector
from switchyard.ports.desks import DeskReader
from switchyard.ports.incidents import IncidentStore
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.incidents.burst import Burst, RecentVectors, find_burst
from switchyard.usecases.incidents.duplicates import has_same_numbers, is_similar
from switchyard.usecases.incidents.join_parent import ParentJoiner, is_open, may_be_parent, may_join
from switchyard.usecases.incidents.recent_tickets import RecentWindow
from switchyard.usecases.incidents.shared_boilerplate import BoilerplateFilter
from switchyard.usecases.incidents.ticket_changes import (
    link_in_triage,
    mark_as_parent,
    open_incident_in_triage,
    promote_to_incident,
)

MAX_OPEN_TICKETS_COMPARED = 20
"""So many of a requester's newest open tickets come into question."""


class Newcomer(NamedTuple):
    """A ticket in triage: its words, and the vector of what they ask."""

    ticket: Ticket
    text: TicketText
    vector: Vector

    @property
    def requester(self) -> str:
        return derive_id("R-", self.ticket.requester_id)

    @property
    def recent(self) -> RecentTicket:
        return RecentTicket(
            self.ticket.ticket_id, self.requester, self.ticket.created_at, self.vector
        )

    @property
    def is_live(self) -> bool:
        return self.ticket.lane is Lane.LIVE


@dataclass
class DetectionBatch:
    """`duplicates` are ids of tickets that say the same; `burst_centers` the middles of bursts;
    both by the id of the ticket in triage. `recent_tickets` are the live tickets of late,
    `incidents` those of late.
    """

    desk: Desk
    recent_tickets: Sequence[RecentTicket]
    incidents: Incidents
    duplicates: Mapping[str, Sequence[str]] = field(default_factory=dict)
    burst_centers: Mapping[str, Vector] = field(default_factory=dict)
    vectors: Mapping[str, Vector] = field(default_factory=dict)

    def note_opened_incident(self, change: Change) -> None:
        """The incident that was opened with this change's parent: the next tickets may join it."""
        incident = change.parent_change.opened_incident if change.parent_change else None
        if incident:
            late = (*self.incidents.recent, incident)
            self.incidents = replace(self.incidents, recent=late, last_number=incident.number)

    def may_wait(self, ticket_id: str) -> bool:
        """Whether it probably goes to nobody, so that no language model need be asked."""
        known = ticket_id in self.vectors and self.incidents.find_similar(
            self.vectors[ticket_id], self.desk.incidents.similarity
        )
        return bool(known) or ticket_id in self.duplicates or ticket_id in self.burst_centers

    def list_similar(self, center: Vector, ticket: Ticket) -> list[str]:
        """Ids of the live tickets around this one that the burst is made of."""
        policy = self.desk.incidents
        within = timedelta(minutes=policy.within_minutes)
        return [
            recent.ticket_id
            for recent in self.recent_tickets
            if abs(ticket.created_at - recent.at) <= within
            and is_similar(center, recent.vector, policy.similarity)
        ]


def find_bursts(
    newcomers: Sequence[Newcomer], recent_tickets: Sequence[RecentTicket], desk: Desk
) -> dict[str, Burst]:
    live = [
        newcomer for newcomer in newcomers if _has_enough_requesters(newcomer, recent_tickets, desk)
    ]
    if not live:
        return {}
    crowd = RecentVectors(recent_tickets)
    bursts = {
        newcomer.ticket.ticket_id: find_burst(crowd, newcomer.recent, desk.incidents)
        for newcomer in live
    }
    return {ticket_id: burst for ticket_id, burst in bursts.items() if burst is not None}


def _has_enough_requesters(
    newcomer: Newcomer, recent_tickets: Sequence[RecentTicket], desk: Desk
) -> bool:
    """Whether so many people wrote of late as a burst takes at least: no vector need be compared
    before.
    """
    since = newcomer.ticket.created_at - timedelta(minutes=desk.incidents.within_minutes)
    people = {recent.requester for recent in recent_tickets if recent.at >= since} | {
        newcomer.requester
    }
    return newcomer.is_live and len(people) >= desk.incidents.requesters


def find_duplicates(
    newcomers: Sequence[Newcomer],
    recent_tickets: Sequence[RecentTicket],
    tickets: TicketStore,
    desk: Desk,
) -> dict[str, list[str]]:
    """Only of the same requester: those of late, of this batch, and others that are open."""
    others = _read_other_vectors(newcomers, recent_tickets, tickets)
    similar_ids = {
        newcomer.ticket.ticket_id: [
            ticket_id
            for ticket_id, vector in others[newcomer.requester].items()
            if ticket_id != newcomer.ticket.ticket_id
            and is_similar(newcomer.vector, vector, desk.duplicates.similarity)
        ]
        for newcomer in newcomers
    }
    texts = tickets.read_texts(
        [ticket_id for matches in similar_ids.values() for ticket_id in matches]
    )
    same = {
        newcomer.ticket.ticket_id: [
            ticket_id
            for ticket_id in similar_ids[newcomer.ticket.ticket_id]
            if ticket_id in texts and has_same_numbers(texts[ticket_id], newcomer.text)
        ]
        for newcomer in newcomers
    }
    return {ticket_id: matches for ticket_id, matches in same.items() if matches}


def _read_other_vectors(
    newcomers: Sequence[Newcomer], recent_tickets: Sequence[RecentTicket], tickets: TicketStore
) -> dict[str, dict[str, Vector]]:
    """Vectors by requester and ticket id."""
    people = {newcomer.requester: newcomer.ticket.requester_id for newcomer in newcomers}
    owner = {
        ticket.ticket_id: requester
        for requester, person in people.items()
        for ticket in tickets.list_open_by_requester(person, MAX_OPEN_TICKETS_COMPARED)
    }
    others: defaultdict[str, dict[str, Vector]] = defaultdict(dict)
    for ticket_id, vector in tickets.read_vectors(list(owner)).items():
        others[owner[ticket_id]][ticket_id] = vector
    for recent in (*recent_tickets, *(newcomer.recent for newcomer in newcomers)):
        if recent.requester in people:
            others[recent.requester][recent.ticket_id] = recent.vector
    return others


SAME_INCIDENT_SIMILARITY = 0.8
"""Two bursts whose middles are so alike are one."""


@dataclass(frozen=True, slots=True)
class IncidentDetectionService:
    """One a process: its window of live tickets is read on from where it was."""

    tickets: TicketStore
    incidents: IncidentStore
    window: RecentWindow
    boilerplate: BoilerplateFilter
    desks: DeskReader
    clock: Clock

    def prepare_batch(self, newcomers: Sequence[Newcomer], desk: Desk) -> DetectionBatch:
        """Notes the live ones before it looks: of two at once, one sees the other.

        Raises Unavailable.
        """
        now = self.clock()
        live = [newcomer for newcomer in newcomers if newcomer.is_live]
        self.window.note_new([newcomer.recent for newcomer in live], now)
        within = timedelta(minutes=desk.incidents.within_minutes)
        recent_tickets = self.window.read_recent(now, within) if live else ()
        return DetectionBatch(
            desk=desk,
            recent_tickets=recent_tickets,
            incidents=self._read_incidents(now) if live else Incidents(),
            duplicates=find_duplicates(newcomers, recent_tickets, self.tickets, desk),
            burst_centers=self._find_burst_centers(newcomers, recent_tickets, desk),
            vectors={newcomer.ticket.ticket_id: newcomer.vector for newcomer in live},
        )

    def plan_placement(self, change: Change, batch: DetectionBatch) -> Change:
        """What triage is to commit instead, with what has to be written of the parent before."""
        ticket = change.ticket
        if ticket.stands_alone:
            return change
        if linked_before := self._find_earlier_link(ticket):
            return link_in_triage(change, linked_before)
        if duplicate_of := self._find_duplicate(ticket, batch):
            link, root = duplicate_of
            linked = link_in_triage(change, link)
            awaits = None if root.has_children else mark_as_parent(root, self.clock())
            return replace(linked, parent_change=awaits)
        if ticket.incident or ticket.ticket_id not in batch.vectors:
            return change
        near = batch.incidents.find_similar(
            batch.vectors[ticket.ticket_id], batch.desk.incidents.similarity
        )
        waits_on = self._joiner.find_open_parent(near) if near else ""
        if waits_on:
            return link_in_triage(change, TicketLink(kind=LinkKind.INCIDENT, parent=waits_on))
        center = batch.burst_centers.get(ticket.ticket_id)
        return change if center is None else self._place_in_burst(change, center, batch)

    def join_late_tickets(self, ticket_ids: Sequence[str]) -> None:
        """Tickets that were decided while an incident was opened join it now.

        Whoever opens one writes it before looking at tickets; triage decides a ticket before it
        looks here. So one of the two sees the other. Raises Unavailable, Conflict.
        """
        incidents = self._read_incidents(self.clock())
        if not incidents.recent:
            return
        desk = self.desks.read_desk_in_force().desk
        tickets = [
            ticket for ticket in self.tickets.read_tickets(ticket_ids).values() if may_join(ticket)
        ]
        vectors = self.tickets.read_vectors([ticket.ticket_id for ticket in tickets])
        for ticket in tickets:
            if ticket.ticket_id not in vectors:
                continue
            near = incidents.find_similar(vectors[ticket.ticket_id], desk.incidents.similarity)
            if parent := self._joiner.find_open_parent(near):
                self._joiner.join_ticket(ticket, parent, desk)

    def _find_burst_centers(
        self, newcomers: Sequence[Newcomer], recent_tickets: Sequence[RecentTicket], desk: Desk
    ) -> dict[str, Vector]:
        now = self.clock()
        return {
            ticket_id: burst.center
            for ticket_id, burst in find_bursts(newcomers, recent_tickets, desk).items()
            if self.boilerplate.is_burst_without_boilerplate(burst, desk.incidents, now)
        }

    @property
    def _joiner(self) -> ParentJoiner:
        return ParentJoiner(self.tickets, self.clock)

    def _read_incidents(self, now: datetime) -> Incidents:
        return self.incidents.read_incidents(now - INCIDENT_OPEN_FOR)

    def _find_earlier_link(self, ticket: Ticket) -> TicketLink | None:
        """A ticket that was sent back to triage goes on waiting."""
        waits_on = self.tickets.read_tickets([ticket.link.parent]) if ticket.link else {}
        return ticket.link if any(map(may_be_parent, waits_on.values())) else None

    def _find_duplicate(
        self, ticket: Ticket, batch: DetectionBatch
    ) -> tuple[TicketLink, Ticket] | None:
        """The requester's first open ticket that says the same, or what that one waits on: the
        link to it, and the ticket itself.
        """
        tickets = self.tickets.read_tickets(batch.duplicates.get(ticket.ticket_id, ()))
        earlier = [
            candidate
            for candidate in tickets.values()
            if is_open(candidate) and _read_arrival(candidate) < _read_arrival(ticket)
        ]
        if not earlier:
            return None
        first = min(earlier, key=_read_arrival)
        link = first.link or TicketLink(kind=LinkKind.DUPLICATE, parent=first.ticket_id)
        root = self.tickets.read_tickets([link.parent])[link.parent] if first.link else first
        if not may_be_parent(root):
            return None
        return link, root

    def _place_in_burst(self, change: Change, center: Vector, batch: DetectionBatch) -> Change:
        """The earliest of the alike tickets becomes the parent; this one, where it is alone."""
        now = self.clock()
        batch.incidents = self._read_incidents(now)
        if parent := self._joiner.find_open_parent(
            batch.incidents.find_similar(center, SAME_INCIDENT_SIMILARITY)
        ):
            return link_in_triage(change, TicketLink(kind=LinkKind.INCIDENT, parent=parent))
        earliest = self._find_earliest(change.ticket, center, batch)
        parent = earliest.ticket_id if earliest else change.ticket.ticket_id
        incident = Incident(parent, batch.incidents.last_number + 1, now, center)
        if earliest is None:
            return open_incident_in_triage(change, incident)
        linked = link_in_triage(change, TicketLink(kind=LinkKind.INCIDENT, parent=parent))
        return replace(linked, parent_change=promote_to_incident(earliest, incident, now))

    def _find_earliest(
        self, ticket: Ticket, center: Vector, batch: DetectionBatch
    ) -> Ticket | None:
        others = [
            ticket_id
            for ticket_id in batch.list_similar(center, ticket)
            if ticket_id != ticket.ticket_id
        ]
        tickets = self.tickets.read_tickets(others).values()
        decided = [
            candidate
            for candidate in tickets
            if may_join(candidate) and candidate.status is not Status.PENDING
        ]
        return min(decided, key=_read_arrival, default=None)


def _read_arrival(ticket: Ticket) -> tuple[datetime, str]:
    return ticket.created_at, ticket.ticket_id
