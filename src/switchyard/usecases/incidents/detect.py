"""Duplicates and incidents, as triage meets them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from switchyard.domain.change import Change
from switchyard.domain.desk import Desk
from switchyard.domain.incident import TAKES_IN_FOR, Incident, Incidents, Recent
from switchyard.domain.service_clock import timed
from switchyard.domain.status import Status
from switchyard.domain.ticket import Link, LinkKind, Ticket
from switchyard.domain.values import Clock
from switchyard.domain.vector import Vector
from switchyard.ports.desks import DeskReader
from switchyard.ports.incidents import IncidentStore
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.incidents.batch import Batch, Newcomer, bursts, twins
from switchyard.usecases.incidents.join_parent import Joining, is_open, may_join, may_lead
from switchyard.usecases.incidents.recent_tickets import Window
from switchyard.usecases.incidents.shared_boilerplate import Forms
from switchyard.usecases.incidents.ticket_changes import promoted, triaged_as, triaged_as_parent

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

    def placed(self, change: Change, batch: Batch) -> Change:
        """What triage is to commit instead. Raises Conflict where the other ticket moved on."""
        ticket = change.ticket
        if ticket.stands_alone:
            return change
        parent = self._linked_before(ticket) or self._twin(ticket, batch)
        if parent:
            return triaged_as(change, parent)
        if ticket.incident or ticket.ticket_id not in batch.vectors:
            return change
        near = batch.incidents.near(
            batch.vectors[ticket.ticket_id], batch.desk.incidents.similarity
        )
        waits_on = self._joining.parent_of(near)
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

    def _twin(self, ticket: Ticket, batch: Batch) -> Link | None:
        """The requester's first open ticket that says the same, or what that one waits on."""
        found = self.tickets.find(batch.twins.get(ticket.ticket_id, ()))
        earlier = [one for one in found.values() if is_open(one) and _came(one) < _came(ticket)]
        if not earlier:
            return None
        first = min(earlier, key=_came)
        link = first.link or Link(kind=LinkKind.DUPLICATE, parent=first.ticket_id)
        root = self.tickets.find([link.parent])[link.parent] if first.link else first
        if not may_lead(root):
            return None
        self._joining.make_awaited(root, batch.desk)
        return link

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
        self.tickets.commit(timed(promoted(earliest, incident, now), batch.desk))
        late = (*batch.incidents.late, incident)
        batch.incidents = replace(batch.incidents, late=late, last=incident.number)
        return triaged_as(change, Link(kind=LinkKind.INCIDENT, parent=parent))

    def _earliest(self, ticket: Ticket, center: Vector, batch: Batch) -> Ticket | None:
        others = [one for one in batch.alike(center, ticket) if one != ticket.ticket_id]
        found = self.tickets.find(others).values()
        decided = [one for one in found if may_join(one) and one.status is not Status.PENDING]
        return min(decided, key=_came, default=None)


def _came(ticket: Ticket) -> tuple[datetime, str]:
    return ticket.created_at, ticket.ticket_id
