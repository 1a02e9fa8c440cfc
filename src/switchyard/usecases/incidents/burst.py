"""Whether a ticket is one of a burst: many people, one thing, much more often than usual."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from switchyard.domain.desk import IncidentPolicy
from switchyard.domain.incident import Recent
from switchyard.domain.vector import Vector

BACKGROUND = 500
"""So many tickets from before say what is usual."""
SUPPOSED, SUPPOSED_SHARE = 100, 0.1
"""Where little is known yet: as if a tenth of this many tickets before had been about the same."""
TIMES_USUAL = 2
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Burst:
    """`center` is the middle of what makes it; `alike` are its tickets of late, one a requester,
    and `needed` is how many of them it takes.
    """

    center: Vector
    alike: Sequence[Recent]
    needed: float


class Crowd:
    """The live tickets of late, oldest first, with a row of `vectors` each: made once a batch."""

    def __init__(self, recents: Sequence[Recent]) -> None:
        self.recents = recents
        none = np.empty((0, 0), np.float32)
        self._vectors = np.stack([one.vector for one in recents]) if recents else none

    def around(self, ticket: Recent, within: timedelta) -> tuple[list[Recent], NDArray[np.float32]]:
        """Each requester's last ticket since so long before this one, which comes last itself."""
        start = self._since(ticket.at - within)
        rows = {one.requester: row for row, one in enumerate(self.recents[start:], start)}
        rows.pop(ticket.requester, None)
        others = [self.recents[row] for row in rows.values()]
        return [*others, ticket], np.vstack([self._vectors[list(rows.values())], ticket.vector])

    def before(self, moment: datetime) -> NDArray[np.float32]:
        """Of the last `BACKGROUND` tickets."""
        start = self._since(moment)
        return self._vectors[max(start - BACKGROUND, 0) : start]

    def _since(self, moment: datetime) -> int:
        return bisect_left(self.recents, moment, key=lambda one: one.at)


def burst(crowd: Crowd, ticket: Recent, policy: IncidentPolicy) -> Burst | None:
    """The burst that this ticket is in; None where it is in none.

    A topic that always makes up its share of the tickets is no burst: twice what is usual is taken
    off.
    """
    within = timedelta(minutes=policy.within_minutes)
    recents, window = crowd.around(ticket, within)
    if len(window) < policy.requesters:
        return None
    center = middle(window, ticket.vector, policy.requesters)
    alike = np.flatnonzero(window @ center >= policy.similarity)
    if ticket.vector @ center < policy.similarity or len(alike) < policy.requesters:
        return None
    usual = _share(crowd.before(ticket.at - within), center, policy.similarity) * len(window)
    needed = policy.requesters + TIMES_USUAL * usual
    if len(alike) < needed:
        return None
    center = _middle_of_all(window, center, policy.similarity)
    return Burst(center, [recents[row] for row in alike], needed)


def middle(window: NDArray[np.float32], start: Vector, count: int) -> Vector:
    """Of the `count` that lie closest together around `start`."""
    center = start
    for _ in range(ROUNDS):
        nearest = np.argpartition(-(window @ center), count - 1)[:count]
        center = window[nearest].mean(axis=0)
        center = center / np.linalg.norm(center)
    return center


def _middle_of_all(window: NDArray[np.float32], center: Vector, similarity: float) -> Vector:
    for _ in range(ROUNDS):
        center = window[window @ center >= similarity].mean(axis=0)
        center = center / np.linalg.norm(center)
    return center


def _share(before: NDArray[np.float32], center: Vector, similarity: float) -> float:
    alike = np.count_nonzero(before @ center >= similarity) if len(before) else 0
    return float(alike + SUPPOSED * SUPPOSED_SHARE) / (len(before) + SUPPOSED)
