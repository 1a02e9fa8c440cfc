"""What it takes to see that tickets are alike."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from switchyard.domain.incident import Incidents, Recent


class RecentTickets(Protocol):
    """Live tickets of the last day or two. What was noted before is what a reading finds."""

    def note(self, recents: Sequence[Recent], at: datetime) -> None:
        """Idempotent. Raises Unavailable."""

    def newest(self, since: datetime, now: datetime) -> Iterator[Sequence[Recent]]:
        """What was noted from then on, last first, read as far as it is asked for.

        A ticket may come more than once. Raises Unavailable.
        """


class IncidentStore(Protocol):
    def read(self, since: datetime) -> Incidents:
        """Those seen from then on, whatever became of them, read consistently."""
