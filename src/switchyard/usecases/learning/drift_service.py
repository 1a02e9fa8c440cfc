"""Keeps an eye on triage: counts each day's tickets, and says where it got worse."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from switchyard.domain.ticket import UNROUTED
from switchyard.domain.values import Clock
from switchyard.domain.viewer import Viewer
from switchyard.ports.desks import DeskReader
from switchyard.ports.learning import DriftStore
from switchyard.usecases.learning.drift import BEFORE, WEEK, CategoryDrift, drift, tallied
from switchyard.usecases.learning.heads import check_looks


@dataclass(frozen=True, slots=True)
class DriftService:
    store: DriftStore
    desks: DeskReader
    clock: Clock

    def measure(self) -> list[CategoryDrift]:
        """Counts this week's days anew, as a ticket may be corrected days after it came. Safe to
        repeat.
        """
        today = self.clock().date()
        departments = [one.id for one in self.desks.in_force().desk.departments]
        for back in range(WEEK.days):
            day = today - timedelta(days=back)
            seen = (self.store.sightings(one, day) for one in (*departments, UNROUTED))
            self.store.keep(tallied(day, chain.from_iterable(seen)))
        return self._compared(today)

    def report(self, viewer: Viewer) -> list[CategoryDrift]:
        """As last measured, the worst first. Raises Forbidden but for leads and admins."""
        check_looks(viewer)
        return self._compared(self.clock().date())

    def _compared(self, today: date) -> list[CategoryDrift]:
        return drift(self.store.days(today - WEEK - BEFORE), today)
