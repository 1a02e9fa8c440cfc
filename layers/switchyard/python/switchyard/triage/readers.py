"""The readers of a ticket's vector, for one desk and one head: head, precedents, descriptions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from switchyard.desk.model import Category
from switchyard.desk.ports import LoadedDesk
from switchyard.search.model import Hit, Vector
from switchyard.triage.blend import (
    Calibration,
    Probabilities,
    blend,
    known_places,
    neighbourhood,
    spread,
)
from switchyard.triage.head import Head
from switchyard.triage.model import Signal
from switchyard.triage.neighbours import Steer, in_scope, precedent_votes, steering, vote


@dataclass(frozen=True, slots=True)
class Reading:
    """What the readers made of one ticket. `nearest` is the largest cosine to anything known.

    What the probabilities lack to 1 is that the ticket belongs to none of the categories.
    """

    probabilities: Probabilities
    signals: tuple[Signal, ...]
    nearest: float
    steer: Steer | None


class Readers:
    """Built once for a desk and a head; reading takes well under a millisecond."""

    def __init__(self, loaded: LoadedDesk, head: Head | None) -> None:
        self.categories: tuple[Category, ...] = loaded.desk.categories
        self._index = {category.id: place for place, category in enumerate(self.categories)}
        self._descriptions = np.stack([loaded.descriptions[one.id] for one in self.categories])
        self._head = head
        self._known = known_places(head, self._index) if head else []
        self._calibration = Calibration.of(head.card if head else None)

    def read(self, vector: Vector, hits: Sequence[Hit]) -> Reading:
        """`hits` are the nearest precedents, nearest first."""
        cosines = self._descriptions @ vector
        precedents = precedent_votes(hits, self._index)
        descriptions = vote(cosines)
        neighbours = neighbourhood(precedents, descriptions)
        head = self._read_head(vector, neighbours)
        nearest = max([float(cosines.max()), *(hit.similarity for hit in hits[:1])])
        probabilities = blend(head, neighbours, self._calibration) * in_scope(nearest)
        steer = steering(hits, self._index)
        return Reading(
            probabilities=self._steered(probabilities, steer),
            signals=self._signals(head, precedents, descriptions),
            nearest=nearest,
            steer=steer,
        )

    def _read_head(self, vector: Vector, neighbours: Probabilities) -> Probabilities | None:
        if self._head is None:
            return None
        return spread(self._head.probabilities(vector), self._known, neighbours)

    def _steered(self, probabilities: Probabilities, steer: Steer | None) -> Probabilities:
        if steer is None:
            return probabilities
        steered = probabilities * (1 - steer.confidence)
        steered[self._index[steer.hit.label]] += steer.confidence
        return steered

    def _signals(
        self, head: Probabilities | None, precedents: Probabilities, descriptions: Probabilities
    ) -> tuple[Signal, ...]:
        weight = self._calibration.weight if head is not None else 0.0
        votes = float(precedents.sum() + descriptions.sum())
        parts = [("head", head, weight)] if head is not None else []
        for name, given in (("precedents", precedents), ("descriptions", descriptions)):
            if total := float(given.sum()):
                parts.append((name, given / total, (1 - weight) * total / votes))
        return tuple(self._signal(name, shares, weight) for name, shares, weight in parts)

    def _signal(self, name: str, shares: Probabilities, weight: float) -> Signal:
        best = int(shares.argmax())
        category = self.categories[best].id
        return Signal(name=name, category=category, score=float(shares[best]), weight=weight)
