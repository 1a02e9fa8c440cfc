"""Tickets that are about the same: what is known of them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from switchyard.domain.vector import Vector

INCIDENT_OPEN_FOR = timedelta(hours=24)
"""An incident takes in alike tickets for so long, while its parent is open."""


@dataclass(frozen=True, slots=True)
class RecentTicket:
    """A live ticket of late. `at` is when it came; `requester` an opaque name of who sent it."""

    ticket_id: str
    requester: str
    at: datetime
    vector: Vector = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Incident:
    """A burst of alike tickets. `parent` is the ticket that the others wait on.

    `center` is the middle of the first tickets' vectors, `at` when the burst was seen. `number`
    counts the desk's incidents: no two have the same.
    """

    parent: str
    number: int
    at: datetime
    center: Vector = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Incidents:
    """Those of late, and the `last_number` number that was given to any; 0 for none yet."""

    recent: tuple[Incident, ...] = ()
    last_number: int = 0

    def find_similar(self, vector: Vector, similarity: float) -> list[Incident]:
        """Those that a text like this belongs to, most alike first."""
        scored_incidents = [(float(incident.center @ vector), incident) for incident in self.recent]
        matches = [pair for pair in scored_incidents if pair[0] >= similarity]
        return [incident for _, incident in sorted(matches, key=lambda pair: -pair[0])]
