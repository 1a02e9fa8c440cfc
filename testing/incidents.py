"""Incidents and the tickets of late, in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from switchyard.domain.incident import Incidents, RecentTicket
from testing.tickets import InMemoryTickets


@dataclass
class InMemoryIncidents:
    """An `IncidentStore` over what tickets opened."""

    tickets: InMemoryTickets

    def read_incidents(self, since: datetime) -> Incidents:
        opened = [
            change.opened_incident for change in self.tickets.changes if change.opened_incident
        ]
        late = tuple(incident for incident in opened if incident.at >= since)
        return Incidents(late, max((incident.number for incident in opened), default=0))


@dataclass
class InMemoryRecentTickets:
    """`RecentTickets`. `notes` are in the order in which they were written."""

    notes: list[tuple[datetime, Sequence[RecentTicket]]] = field(default_factory=list)

    def add_tickets(self, tickets: Sequence[RecentTicket], at: datetime) -> None:
        self.notes.append((at, tickets))

    def read_newest(self, since: datetime, now: datetime) -> Iterator[Sequence[RecentTicket]]:
        newest_first = sorted(self.notes, key=lambda note: note[0], reverse=True)
        return (recents for at, recents in newest_first if since <= at <= now)
