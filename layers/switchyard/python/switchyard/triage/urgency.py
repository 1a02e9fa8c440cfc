"""Priority and tier: what the likely categories usually have, and what the requester asked for."""

from collections.abc import Sequence

from switchyard.tickets.model import Decision
from switchyard.values import DecidedBy

UNUSUAL = 0.1
"""How often a ticket differs from its category's usual value: an assumption, not a measurement."""
ASKED_FOR = 2.0
"""A requested value is twice as probable as it was: it tips what is open, and no more."""


def weigh[T](
    values: Sequence[T], likely: Sequence[tuple[T, float]], requested: T | None, otherwise: T
) -> Decision[T]:
    """`likely` are values, each with the probability of a category that usually has it.

    Where no category is known, what was asked for stands, or else `otherwise`.
    """
    if not likely:
        value = otherwise if requested is None else requested
        return Decision(value=value, confidence=1 / len(values), decided_by=DecidedBy.DEFAULT)
    mass = dict.fromkeys(values, UNUSUAL / len(values))
    for value, probability in likely:
        mass[value] += probability * (1 - UNUSUAL)
    if requested is not None:
        mass[requested] *= ASKED_FOR
    best = max(values, key=lambda value: mass[value])
    confidence = min(mass[best] / sum(mass.values()), 1.0)
    return Decision(value=best, confidence=confidence, decided_by=DecidedBy.MODEL)
