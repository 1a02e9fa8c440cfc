"""The readers of a ticket's vector, for one desk and one head: head, precedents, descriptions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from switchyard.domain.desk import Category
from switchyard.domain.triage import Signal
from switchyard.domain.vector import Hit, Vector
from switchyard.ports.desks import LoadedDesk
from switchyard.usecases.triage.blend import (
    Calibration,
    Probabilities,
    blend,
    known_places,
    neighbourhood,
    spread,
)
from switchyard.usecases.triage.head import Head
from switchyard.usecases.triage.nearest import Steer, in_scope, precedent_votes, steering, vote
from switchyard.usecases.triage.out_of_scope import belongs, nearness


@dataclass(frozen=True, slots=True)
class Reading:
    """What the readers made of one ticket. `nearest` is the largest cosine to anything known.

    What the probabilities lack to 1 is that the ticket belongs to none of the categories;
    `in_scope` is how probable it is that it belongs to any, before a correction steered.
    """

    probabilities: Probabilities
    signals: tuple[Signal, ...]
    nearest: float
    in_scope: float
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

    def read(self, vector: Vector, hits: Sequence[Hit], wording: bytes = b"") -> Reading:
        """`hits` are the nearest precedents, nearest first; with no wording, words say nothing."""
        cosines = self._descriptions @ vector
        precedents = precedent_votes(hits, self._index)
        descriptions = vote(cosines)
        neighbours = neighbourhood(precedents, descriptions)
        scores = self._head.scores(vector) if self._head else None
        head = self._spread(scores, wording, neighbours)
        nearest = max([float(cosines.max()), *(hit.similarity for hit in hits[:1])])
        scope = self._in_scope(scores, neighbours, nearest, hits)
        probabilities = blend(head, neighbours, self._calibration) * scope
        steer = steering(hits, self._index)
        return Reading(
            probabilities=self._steered(probabilities, steer),
            signals=self._signals(head, precedents, descriptions),
            nearest=nearest,
            in_scope=scope,
            steer=steer,
        )

    def _spread(
        self, scores: NDArray[np.float64] | None, wording: bytes, neighbours: Probabilities
    ) -> Probabilities | None:
        if self._head is None or scores is None:
            return None
        made = self._head.probabilities(scores, self._head.word_scores(wording))
        return spread(made, self._known, neighbours)

    def _in_scope(
        self,
        scores: NDArray[np.float64] | None,
        neighbours: Probabilities,
        nearest: float,
        hits: Sequence[Hit],
    ) -> float:
        """The head can say nothing of categories that it does not know, nor of how a ticket lies
        to precedents that are gone: what is nearest does.
        """
        if self._head is None or scores is None or not hits:
            return in_scope(nearest)
        known = float(neighbours[self._known].sum())
        by_head = belongs(self._head.card.belonging, scores.max(), np.float64(nearness(hits)))
        return float(by_head) * known + in_scope(nearest) * (1 - known)

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
