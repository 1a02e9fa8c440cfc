"""What lies near a ticket: confirmed tickets, and the descriptions of categories."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from switchyard.domain.vector import CORRECTION, Hit

PRECEDENTS = 20
SHARPNESS = 0.05
"""A neighbour's vote falls by e with every 0.05 of cosine. Chosen on BANKING77's train texts."""
OUT_OF_SCOPE = 0.35
"""A ticket whose nearest neighbour is no nearer is as likely like none of the desk's."""
STEERS_FROM = 0.9
"""Of pairs of real tickets at least this near, 96 % have one category; it steers if nearest."""
STEERS_ALWAYS = 0.95
"""Of pairs this near, 99 % have one category: a person's word beats any example."""

type Votes = NDArray[np.float64]


def vote(similarity: NDArray[np.float32] | float) -> Votes:
    """How much a neighbour at this cosine counts."""
    return np.exp((np.asarray(similarity, np.float64) - 1) / SHARPNESS)


def in_scope(nearest: float) -> float:
    """How probable it is that a ticket with this largest cosine belongs to the desk at all.

    A neighbour's vote against the vote of one at OUT_OF_SCOPE that stands for everything else.
    """
    known, unknown = vote(nearest), vote(OUT_OF_SCOPE)
    return float(known / (known + unknown))


def precedent_votes(hits: Sequence[Hit], index: Mapping[str, int]) -> Votes:
    """Votes by category; a precedent of a category that is no more does not count.

    Nor does one person's correction that is not all but the same ticket, unless another person's
    word or an example of that category lies near too.
    """
    votes = np.zeros(len(index))
    for hit in hits:
        if hit.label in index and _counts(hit, hits):
            votes[index[hit.label]] += vote(hit.similarity)
    return votes


def _counts(hit: Hit, hits: Sequence[Hit]) -> bool:
    if hit.source != CORRECTION or hit.similarity >= STEERS_FROM:
        return True
    return any(other.label == hit.label and other.teacher != hit.teacher for other in hits)


@dataclass(frozen=True, slots=True)
class Steer:
    """A correction so near that it decides."""

    hit: Hit
    confidence: float


def steering(hits: Sequence[Hit], index: Mapping[str, int]) -> Steer | None:
    """The nearest correction, if it is near-identical, or near and nothing else is nearer."""
    known = [hit for hit in hits if hit.label in index]
    corrections = [hit for hit in known if hit.source == CORRECTION]
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
