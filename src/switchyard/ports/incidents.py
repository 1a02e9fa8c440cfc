"""What it takes to see that tickets are alike."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from switchyard.domain.incident import Incidents, RecentTicket


class RecentTicketStore(Protocol):
    """Live tickets of the last day or two. What was noted before is what a reading finds."""

    def add_tickets(self, tickets: Sequence[RecentTicket], at: datetime) -> None:
        """Idempotent. Raises Unavailable."""

    def read_newest(self, since: datetime, now: datetime) -> Iterator[Sequence[RecentTicket]]:
        """What was noted from then on, last first, read as far as it is asked for.

        A ticket may come more than once. Raises Unavailable.
        """


class IncidentStore(Protocol):
    def read_incidents(self, since: datetime) -> Incidents:
        """Those seen from then on, whatever became of them, read consistently."""
