"""Whether a ticket is one of a burst: many people, one thing, much more often than usual."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from switchyard.domain.desk import IncidentPolicy
from switchyard.domain.incident import RecentTicket
from switchyard.domain.vector import Vector

BACKGROUND_TICKETS = 500
"""So many tickets from before say what is usual."""
ASSUMED_TICKETS, ASSUMED_SHARE = 100, 0.1
"""Where little is known yet: as if a tenth of this many tickets before had been about the same."""
USUAL_FACTOR = 2
CENTERING_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Burst:
    """`center` is the middle of what makes it; `similar_tickets` are its tickets of late, one a
    requester, and `needed` is how many of them it takes.
    """

    center: Vector
    similar_tickets: Sequence[RecentTicket]
    needed: float


class RecentVectors:
    """The live tickets of late, oldest first, with a row of `vectors` each: made once a batch."""

    def __init__(self, recents: Sequence[RecentTicket]) -> None:
        self.recents = recents
        none = np.empty((0, 0), np.float32)
        self._vectors = np.stack([recent.vector for recent in recents]) if recents else none

    def select_around(
        self, ticket: RecentTicket, within: timedelta
    ) -> tuple[list[RecentTicket], NDArray[np.float32]]:
        """Each requester's last ticket since so long before this one, which comes last itself."""
        start = self._find_start(ticket.at - within)
        rows = {recent.requester: row for row, recent in enumerate(self.recents[start:], start)}
        rows.pop(ticket.requester, None)
        others = [self.recents[row] for row in rows.values()]
        return [*others, ticket], np.vstack([self._vectors[list(rows.values())], ticket.vector])

    def select_background(self, moment: datetime) -> NDArray[np.float32]:
        """Of the last `BACKGROUND_TICKETS` tickets."""
        start = self._find_start(moment)
        return self._vectors[max(start - BACKGROUND_TICKETS, 0) : start]

    def _find_start(self, moment: datetime) -> int:
        return bisect_left(self.recents, moment, key=lambda recent: recent.at)


def find_burst(crowd: RecentVectors, ticket: RecentTicket, policy: IncidentPolicy) -> Burst | None:
    """The burst that this ticket is in; None where it is in none.

    A topic that always makes up its share of the tickets is no burst: twice what is usual is taken
    off.
    """
    within = timedelta(minutes=policy.within_minutes)
    recents, window = crowd.select_around(ticket, within)
    if len(window) < policy.requesters:
        return None
    center = find_center(window, ticket.vector, policy.requesters)
    similar_rows = np.flatnonzero(window @ center >= policy.similarity)
    if ticket.vector @ center < policy.similarity or len(similar_rows) < policy.requesters:
        return None
    usual = _estimate_usual_share(
        crowd.select_background(ticket.at - within), center, policy.similarity
    ) * len(window)
    needed = policy.requesters + USUAL_FACTOR * usual
    if len(similar_rows) < needed:
        return None
    center = _find_center_of_similar(window, center, policy.similarity)
    return Burst(center, [recents[row] for row in similar_rows], needed)


def find_center(window: NDArray[np.float32], start: Vector, count: int) -> Vector:
    """Of the `count` that lie closest together around `start`."""
    center = start
    for _ in range(CENTERING_ROUNDS):
        nearest = np.argpartition(-(window @ center), count - 1)[:count]
        center = window[nearest].mean(axis=0)
        center = center / np.linalg.norm(center)
    return center


def _find_center_of_similar(
    window: NDArray[np.float32], center: Vector, similarity: float
) -> Vector:
    for _ in range(CENTERING_ROUNDS):
        center = window[window @ center >= similarity].mean(axis=0)
        center = center / np.linalg.norm(center)
    return center


def _estimate_usual_share(before: NDArray[np.float32], center: Vector, similarity: float) -> float:
    similar_count = np.count_nonzero(before @ center >= similarity) if len(before) else 0
    return float(similar_count + ASSUMED_TICKETS * ASSUMED_SHARE) / (len(before) + ASSUMED_TICKETS)
