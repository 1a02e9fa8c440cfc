"""Keeps an eye on triage: counts each day's tickets, and says where it got worse."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from switchyard.domain.ticket import UNROUTED_DEPARTMENT
from switchyard.domain.values import Clock
from switchyard.domain.viewer import Viewer
from switchyard.ports.desks import DeskReader
from switchyard.ports.learning import DriftStore
from switchyard.usecases.learning.classifiers import check_may_see_learning
from switchyard.usecases.learning.drift import (
    COMPARED_SPAN,
    WEEK,
    CategoryDrift,
    count_day,
    find_drift,
)


@dataclass(frozen=True, slots=True)
class DriftService:
    store: DriftStore
    desks: DeskReader
    clock: Clock

    def measure_week(self) -> list[CategoryDrift]:
        """Counts this week's days anew, as a ticket may be corrected days after it came. Safe to
        repeat.
        """
        today = self.clock().date()
        departments = [
            department.id for department in self.desks.read_desk_in_force().desk.departments
        ]
        for days_back in range(WEEK.days):
            day = today - timedelta(days=days_back)
            sightings = (
                self.store.read_samples(department_id, day)
                for department_id in (*departments, UNROUTED_DEPARTMENT)
            )
            self.store.save_day(count_day(day, chain.from_iterable(sightings)))
        return self._find_drift(today)

    def read_report(self, viewer: Viewer) -> list[CategoryDrift]:
        """As last measured, the worst first. Raises Forbidden but for leads and admins."""
        check_may_see_learning(viewer)
        return self._find_drift(self.clock().date())

    def _find_drift(self, today: date) -> list[CategoryDrift]:
        return find_drift(self.store.read_days(today - WEEK - COMPARED_SPAN), today)
