"""The live tickets of late, in memory: each refresh asks only for what is new."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from switchyard.domain.incident import Recent
from switchyard.ports.incidents import RecentTickets
from switchyard.usecases.incidents.burst import BACKGROUND

LOOKS_BACK = timedelta(hours=24)
OVERLAP = timedelta(seconds=10)
"""Writers' clocks differ, and a note lands after it is stamped."""


@dataclass
class Window:
    """One a process. Tickets stay for `within`, and so many before them as say what is usual."""

    recents: RecentTickets
    _seen: dict[str, Recent] = field(default_factory=dict, init=False)
    _read_to: datetime | None = field(default=None, init=False)

    def refresh(self, now: datetime, within: timedelta) -> Sequence[Recent]:
        """Oldest first. Raises Unavailable."""
        since = self._read_to - OVERLAP if self._read_to else now - LOOKS_BACK
        for noted in self.recents.newest(since, now):
            self._seen |= {one.ticket_id: one for one in noted}
            if self._read_to is None and self._known_before(now - within) >= BACKGROUND:
                break
        self._read_to = now
        self._trim(now - within)
        return list(self._seen.values())

    def note(self, recents: Sequence[Recent], now: datetime) -> None:
        """Those that were not noted before. Raises Unavailable."""
        new = [one for one in recents if one.ticket_id not in self._seen]
        if new:
            self.recents.note(new, now)

    def _known_before(self, moment: datetime) -> int:
        return sum(one.at < moment for one in self._seen.values())

    def _trim(self, moment: datetime) -> None:
        ordered = sorted(self._seen.values(), key=lambda one: (one.at, one.ticket_id))
        too_old = max(self._known_before(moment) - BACKGROUND, 0)
        self._seen = {one.ticket_id: one for one in ordered[too_old:]}
