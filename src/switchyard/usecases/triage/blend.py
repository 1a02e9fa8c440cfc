"""One probability a category, from what the head, precedents and descriptions say.

Weights follow the evidence. A neighbour counts by how near it is, so on the first day, with no
precedent near, descriptions decide; they fall silent as precedents come. The head's share is
learnt with it, and it only shares out what the neighbours give to categories that it knows: a
category younger than the head is not held back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from switchyard.domain.model_card import Card
from switchyard.usecases.triage.head import Head

type Probabilities = NDArray[np.float64]
"""One row of categories, or many; a row sums to 1."""

FLOOR = 0.01
"""Shared by all categories, so that nothing is certain and nothing impossible."""
NO_HEAD_TEMPERATURE = 1.1


@dataclass(frozen=True, slots=True)
class Calibration:
    """The head's weight beside the neighbours, and the temperature of the whole."""

    weight: float
    temperature: float

    @classmethod
    def of(cls, card: Card | None) -> "Calibration":
        return cls(card.weight, card.temperature) if card else cls(0.0, NO_HEAD_TEMPERATURE)


def neighbourhood(precedents: Probabilities, descriptions: Probabilities) -> Probabilities:
    """Votes of both together, as shares."""
    votes = precedents + descriptions
    return votes / votes.sum(axis=-1, keepdims=True)


def spread(head: Probabilities, known: Sequence[int], neighbours: Probabilities) -> Probabilities:
    """The head's probabilities on the desk's categories; neighbours speak for the others."""
    wide = neighbours.copy()
    wide[..., known] = head * neighbours[..., known].sum(axis=-1, keepdims=True)
    return wide


def blend(
    head: Probabilities | None, neighbours: Probabilities, calibration: Calibration
) -> Probabilities:
    """`head` as `spread` makes it, or none."""
    weight = calibration.weight if head is not None else 0.0
    mixed = neighbours * (1 - weight) + (head * weight if head is not None else 0.0)
    floored = mixed * (1 - FLOOR) + FLOOR / mixed.shape[-1]
    return sharpened(floored, calibration.temperature)


def sharpened(probabilities: Probabilities, temperature: float) -> Probabilities:
    """Below 1 makes it surer of itself, above 1 less sure."""
    powers = probabilities ** (1 / temperature)
    shares: Probabilities = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def known_places(head: Head, index: dict[str, int]) -> list[int]:
    """Where the head's categories stand among the desk's."""
    return [index[category] for category in head.categories]
