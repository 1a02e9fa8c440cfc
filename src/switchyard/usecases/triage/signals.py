"""One probability a category, from what the classifier, precedents and descriptions say of a
ticket.

Weights follow the evidence. A neighbour counts by how near it is, so on the first day, with no
precedent near, descriptions decide; they fall silent as precedents come. The classifier's share is
learnt with it, and it only shares out what the neighbours give to categories that it knows: a
category younger than the classifier is not held back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from switchyard.domain.desk import Category
from switchyard.domain.desk_in_force import LoadedDesk
from switchyard.domain.model_card import ModelCard
from switchyard.domain.vector import CORRECTION_SOURCE, SearchHit, Vector
from switchyard.usecases.triage.classifier import Classifier, estimate_belonging, measure_nearness

MAX_PRECEDENTS = 20
SHARPNESS = 0.05
"""A neighbour's vote falls by e with every 0.05 of cosine. Chosen on BANKING77's train texts."""
OUT_OF_SCOPE = 0.35
"""A ticket whose nearest neighbour is no nearer is as likely like none of the desk's."""
STEERS_FROM = 0.9
"""Of pairs of real tickets at least this near, 96 % have one category; it steers if nearest."""
STEERS_ALWAYS = 0.95
"""Of pairs this near, 99 % have one category: a person's word beats any example."""
FLOOR = 0.01
"""Shared by all categories, so that nothing is certain and nothing impossible."""
NO_HEAD_TEMPERATURE = 1.1

type Votes = NDArray[np.float64]
type Probabilities = NDArray[np.float64]
"""One row of categories, or many; a row sums to 1."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The classifier's weight beside the neighbours, and the temperature of the whole."""

    weight: float
    temperature: float

    @classmethod
    def create_from_card(cls, card: ModelCard | None) -> "Calibration":
        return cls(card.weight, card.temperature) if card else cls(0.0, NO_HEAD_TEMPERATURE)


@dataclass(frozen=True, slots=True)
class Steer:
    """A correction so near that it decides."""

    hit: SearchHit
    confidence: float


class SignalGuess(NamedTuple):
    """The category that one signal prefers, how much it does, and how much the signal counts."""

    name: str
    category: str
    score: float
    weight: float


@dataclass(frozen=True, slots=True)
class SignalReading:
    """What the readers made of one ticket. `nearest` is the largest cosine to anything known.

    What the probabilities lack to 1 is that the ticket belongs to none of the categories;
    `in_scope` is how probable it is that it belongs to any, before a correction steered.
    """

    probabilities: Probabilities
    signals: tuple[SignalGuess, ...]
    nearest: float
    in_scope: float
    steer: Steer | None


class SignalReaders:
    """Built once for a desk and a classifier; reading takes well under a millisecond."""

    def __init__(self, loaded: LoadedDesk, classifier: Classifier | None) -> None:
        self.categories: tuple[Category, ...] = loaded.desk.categories
        self._index = {category.id: place for place, category in enumerate(self.categories)}
        self._descriptions = np.stack(
            [loaded.descriptions[category.id] for category in self.categories]
        )
        self._classifier = classifier
        self._known = find_known_places(classifier, self._index) if classifier else []
        self._calibration = Calibration.create_from_card(classifier.card if classifier else None)

    def read_signals(
        self, vector: Vector, hits: Sequence[SearchHit], wording: bytes = b""
    ) -> SignalReading:
        """`hits` are the nearest precedents, nearest first; with no wording, words say nothing."""
        cosines = self._descriptions @ vector
        precedents = count_precedent_votes(hits, self._index)
        descriptions = compute_votes(cosines)
        neighbours = share_neighbour_votes(precedents, descriptions)
        scores = self._classifier.score_vectors(vector) if self._classifier else None
        classifier = self._spread_classifier_scores(scores, wording, neighbours)
        nearest = max([float(cosines.max()), *(hit.similarity for hit in hits[:1])])
        scope = self._judge_scope(scores, neighbours, nearest, hits)
        probabilities = blend_signals(classifier, neighbours, self._calibration) * scope
        steer = find_steer(hits, self._index)
        return SignalReading(
            probabilities=self._apply_steer(probabilities, steer),
            signals=self._list_signals(classifier, precedents, descriptions),
            nearest=nearest,
            in_scope=scope,
            steer=steer,
        )

    def _spread_classifier_scores(
        self, scores: NDArray[np.float64] | None, wording: bytes, neighbours: Probabilities
    ) -> Probabilities | None:
        if self._classifier is None or scores is None:
            return None
        shares = self._classifier.compute_probabilities(
            scores, self._classifier.score_wording(wording)
        )
        return spread_over_desk(shares, self._known, neighbours)

    def _judge_scope(
        self,
        scores: NDArray[np.float64] | None,
        neighbours: Probabilities,
        nearest: float,
        hits: Sequence[SearchHit],
    ) -> float:
        """The classifier can say nothing of categories that it does not know, nor of how a ticket
        lies to precedents that are gone: what is nearest does.
        """
        if self._classifier is None or scores is None or not hits:
            return estimate_scope(nearest)
        known = float(neighbours[self._known].sum())
        nearness = np.float64(measure_nearness(hits))
        by_classifier = estimate_belonging(self._classifier.card.belonging, scores.max(), nearness)
        return float(by_classifier) * known + estimate_scope(nearest) * (1 - known)

    def _apply_steer(self, probabilities: Probabilities, steer: Steer | None) -> Probabilities:
        if steer is None:
            return probabilities
        steered = probabilities * (1 - steer.confidence)
        steered[self._index[steer.hit.label]] += steer.confidence
        return steered

    def _list_signals(
        self,
        classifier: Probabilities | None,
        precedents: Probabilities,
        descriptions: Probabilities,
    ) -> tuple[SignalGuess, ...]:
        weight = self._calibration.weight if classifier is not None else 0.0
        total_votes = float(precedents.sum() + descriptions.sum())
        parts = [("classifier", classifier, weight)] if classifier is not None else []
        for name, votes in (("precedents", precedents), ("descriptions", descriptions)):
            if total := float(votes.sum()):
                parts.append((name, votes / total, (1 - weight) * total / total_votes))
        return tuple(self._guess_category(name, shares, weight) for name, shares, weight in parts)

    def _guess_category(self, name: str, shares: Probabilities, weight: float) -> SignalGuess:
        best = int(shares.argmax())
        category = self.categories[best].id
        return SignalGuess(name, category, float(shares[best]), weight)


def compute_votes(similarity: NDArray[np.float32] | float) -> Votes:
    """How much a neighbour at this cosine counts."""
    return np.exp((np.asarray(similarity, np.float64) - 1) / SHARPNESS)


def estimate_scope(nearest: float) -> float:
    """How probable it is that a ticket with this largest cosine belongs to the desk at all.

    A neighbour's vote against the vote of one at OUT_OF_SCOPE that stands for everything else.
    """
    known, unknown = compute_votes(nearest), compute_votes(OUT_OF_SCOPE)
    return float(known / (known + unknown))


def count_precedent_votes(hits: Sequence[SearchHit], index: Mapping[str, int]) -> Votes:
    """Votes by category; a precedent of a category that is no more does not count.

    Nor does one person's correction that is not all but the same ticket, unless another person's
    word or an example of that category lies near too.
    """
    votes = np.zeros(len(index))
    for hit in hits:
        if hit.label in index and _may_vote(hit, hits):
            votes[index[hit.label]] += compute_votes(hit.similarity)
    return votes


def _may_vote(hit: SearchHit, hits: Sequence[SearchHit]) -> bool:
    if hit.source != CORRECTION_SOURCE or hit.similarity >= STEERS_FROM:
        return True
    return any(other.label == hit.label and other.teacher != hit.teacher for other in hits)


def find_steer(hits: Sequence[SearchHit], index: Mapping[str, int]) -> Steer | None:
    """The nearest correction, if it is near-identical, or near and nothing else is nearer."""
    known = [hit for hit in hits if hit.label in index]
    corrections = [hit for hit in known if hit.source == CORRECTION_SOURCE]
    if not corrections:
        return None
    nearest = corrections[0]
    if nearest.similarity >= STEERS_ALWAYS:
        return Steer(nearest, 0.98)
    rival = next((hit for hit in known if hit.label != nearest.label), None)
    if nearest.similarity >= STEERS_FROM and (
        rival is None or rival.similarity < nearest.similarity
    ):
        return Steer(nearest, 0.96)
    return None


def share_neighbour_votes(precedents: Probabilities, descriptions: Probabilities) -> Probabilities:
    """Votes of both together, as shares."""
    votes = precedents + descriptions
    return votes / votes.sum(axis=-1, keepdims=True)


def spread_over_desk(
    classifier: Probabilities, known: Sequence[int], neighbours: Probabilities
) -> Probabilities:
    """The classifier's probabilities on the desk's categories; neighbours speak for the others."""
    wide = neighbours.copy()
    wide[..., known] = classifier * neighbours[..., known].sum(axis=-1, keepdims=True)
    return wide


def blend_signals(
    classifier: Probabilities | None, neighbours: Probabilities, calibration: Calibration
) -> Probabilities:
    """`classifier` as `spread_over_desk` makes it, or none."""
    weight = calibration.weight if classifier is not None else 0.0
    mixed = neighbours * (1 - weight) + (classifier * weight if classifier is not None else 0.0)
    floored = mixed * (1 - FLOOR) + FLOOR / mixed.shape[-1]
    return sharpen_probabilities(floored, calibration.temperature)


def sharpen_probabilities(probabilities: Probabilities, temperature: float) -> Probabilities:
    """Below 1 makes it surer of itself, above 1 less sure."""
    powers = probabilities ** (1 / temperature)
    shares: Probabilities = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def find_known_places(classifier: Classifier, index: dict[str, int]) -> list[int]:
    """Where the classifier's categories stand among the desk's."""
    return [index[category] for category in classifier.categories]
