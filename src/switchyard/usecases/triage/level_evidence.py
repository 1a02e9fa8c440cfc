"""Priority and tier: what the likely categories usually have, what tickets like this one were left
with, and what the requester asked for.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from switchyard.domain.ticket import Decision
from switchyard.domain.values import DecidedBy
from switchyard.domain.vector import Hit
from switchyard.usecases.triage.nearest import STEERS_ALWAYS

UNUSUAL = 0.1
"""How often a ticket differs from its category's usual value, before any taught otherwise."""
USUAL_COUNTS = 5.0
"""What the category's usual value weighs beside confirmed tickets, as Laplace's rule has it."""
ONE_PERSON = 4.0
"""What one person's tickets weigh at most, but for those that are all but this one: less than what
is usual, so that nobody makes a category urgent alone.
"""
CLOSENESS = 0.05
"""A ticket at the same place weighs 1 / CLOSENESS of one that is nothing like it."""
ASKED_FOR = 2.0
"""A requested value is twice as probable as it was: it tips what is open, and no more."""


class Usual[T](NamedTuple):
    """A category's usual value, and how probable the category is."""

    category: str
    value: T
    probability: float


class Left[T](NamedTuple):
    """The value that a confirmed ticket was left with."""

    hit: Hit
    value: T


def weigh[T](
    values: Sequence[T],
    likely: Sequence[Usual[T]],
    confirmed: Sequence[Left[T]],
    requested: T | None,
    otherwise: T,
) -> Decision[T]:
    """Where no category is known, what was asked for stands, or else `otherwise`."""
    if not likely:
        value = otherwise if requested is None else requested
        return Decision(value=value, confidence=1 / len(values), decided_by=DecidedBy.DEFAULT)
    mass = _mass(values, likely, _taught(confirmed))
    if requested is not None:
        mass[requested] *= ASKED_FOR
    best = max(values, key=lambda value: mass[value])
    confidence = min(mass[best] / sum(mass.values()), 1.0)
    return Decision(value=best, confidence=confidence, decided_by=DecidedBy.MODEL)


def _mass[T](
    values: Sequence[T], likely: Sequence[Usual[T]], taught: Mapping[str, Mapping[T, float]]
) -> dict[T, float]:
    """What is not in any category differs from the usual as all do. Few categories are taught."""
    known = [one for one in likely if one.category in taught]
    mass = dict.fromkeys(
        values, (1 - sum(one.probability for one in known)) * UNUSUAL / len(values)
    )
    for one in likely:
        if one.category not in taught:
            mass[one.value] += one.probability * (1 - UNUSUAL)
    for one in known:
        for value, share in _shares(values, one.value, taught[one.category]).items():
            mass[value] += one.probability * share
    return mass


def _shares[T](values: Sequence[T], usual: T, taught: Mapping[T, float]) -> dict[T, float]:
    """How probable each value is in one category."""
    total = USUAL_COUNTS + sum(taught.values())
    even = USUAL_COUNTS * UNUSUAL / len(values)
    shares = {value: (even + taught.get(value, 0.0)) / total for value in values}
    shares[usual] += USUAL_COUNTS * (1 - UNUSUAL) / total
    return shares


def _taught[T](confirmed: Sequence[Left[T]]) -> dict[str, dict[T, float]]:
    """What confirmed tickets weigh: by category, and there by value."""
    by_person: dict[tuple[str, T, str], float] = defaultdict(float)
    found: dict[str, dict[T, float]] = defaultdict(lambda: defaultdict(float))
    for hit, value in confirmed:
        weight = 1 / (1 - hit.similarity + CLOSENESS)
        if hit.similarity >= STEERS_ALWAYS:
            found[hit.label][value] += weight
            continue
        known = by_person[hit.label, value, hit.teacher]
        by_person[hit.label, value, hit.teacher] = min(known + weight, ONE_PERSON)
    for (category, value, _), weight in by_person.items():
        found[category][value] += weight
    return found
