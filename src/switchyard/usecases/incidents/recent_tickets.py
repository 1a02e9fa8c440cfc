"""The live tickets of late, in memory: each refresh asks only for what is new."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from switchyard.domain.incident import RecentTicket
from switchyard.ports.incidents import RecentTicketStore
from switchyard.usecases.incidents.burst import BACKGROUND_TICKETS

FIRST_READ_SPAN = timedelta(hours=24)
READ_OVERLAP = timedelta(seconds=10)
"""Writers' clocks differ, and a note lands after it is stamped."""


@dataclass
class RecentWindow:
    """One a process. Tickets stay for `within`, and so many before them as say what is usual."""

    recents: RecentTicketStore
    _tickets_by_id: dict[str, RecentTicket] = field(default_factory=dict, init=False)
    _read_to: datetime | None = field(default=None, init=False)

    def read_recent(self, now: datetime, within: timedelta) -> Sequence[RecentTicket]:
        """Oldest first. Raises Unavailable."""
        since = self._read_to - READ_OVERLAP if self._read_to else now - FIRST_READ_SPAN
        for noted in self.recents.read_newest(since, now):
            self._tickets_by_id |= {recent.ticket_id: recent for recent in noted}
            if self._read_to is None and self._count_before(now - within) >= BACKGROUND_TICKETS:
                break
        self._read_to = now
        self._drop_old(now - within)
        return list(self._tickets_by_id.values())

    def note_new(self, recents: Sequence[RecentTicket], now: datetime) -> None:
        """Those that were not noted before. Raises Unavailable."""
        new = [recent for recent in recents if recent.ticket_id not in self._tickets_by_id]
        if new:
            self.recents.add_tickets(new, now)

    def _count_before(self, moment: datetime) -> int:
        return sum(recent.at < moment for recent in self._tickets_by_id.values())

    def _drop_old(self, moment: datetime) -> None:
        ordered = sorted(
            self._tickets_by_id.values(), key=lambda recent: (recent.at, recent.ticket_id)
        )
        too_old = max(self._count_before(moment) - BACKGROUND_TICKETS, 0)
        self._tickets_by_id = {recent.ticket_id: recent for recent in ordered[too_old:]}
