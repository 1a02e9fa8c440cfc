"""Priority and tier of one ticket, where neither a person nor a rule set them.

They follow what the likely categories usually have, what confirmed tickets like this one have, and
what the requester asked for; or a language model's tie break, within bounds.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from switchyard.domain.desk import Desk
from switchyard.domain.ticket import Decision, RequestedValues
from switchyard.domain.triage import TieBreak
from switchyard.domain.values import DecidedBy, Priority, Tier
from switchyard.domain.vector import SearchHit
from switchyard.usecases.triage.likely_categories import LikelyCategory
from switchyard.usecases.triage.signals import STEERS_ALWAYS

UNUSUAL = 0.1
"""How often a ticket differs from its category's usual value, before any taught otherwise."""
USUAL_COUNTS = 5.0
"""What the category's usual value weighs beside confirmed tickets, as Laplace's rule has it."""
MAX_WEIGHT_OF_ONE_PERSON = 4.0
"""What one person's tickets weigh at most, but for those that are all but this one: less than what
is usual, so that nobody makes a category urgent alone.
"""
CLOSENESS = 0.05
"""A ticket at the same place weighs 1 / CLOSENESS of one that is nothing like it."""
REQUESTED_FACTOR = 2.0
"""A requested value is twice as probable as it was: it tips what is open, and no more."""


class UsualLevel[T](NamedTuple):
    """A category's usual priority or tier, and how probable the category is."""

    category: str
    value: T
    probability: float


class ConfirmedLevel[T](NamedTuple):
    """The priority or tier that a confirmed ticket has."""

    hit: SearchHit
    value: T


@dataclass(frozen=True, slots=True)
class TicketLevels:
    """`hits` are the ticket's nearest precedents; a tie break names both, within bounds."""

    desk: Desk
    likely: Sequence[LikelyCategory]
    hits: Sequence[SearchHit]
    requested: RequestedValues
    tie_break: TieBreak | None

    def decide_priority(self) -> Decision[Priority]:
        if tie_break := self.tie_break:
            usual = self.desk.categories_by_id[tie_break.category].priority
            return self._trust(limit_to_one_step(list(Priority), tie_break.priority, usual))
        likely = [UsualLevel(guess.id, guess.priority, share) for guess, share in self.likely]
        confirmed = [
            ConfirmedLevel(hit, Priority(hit.priority)) for hit in self.hits if hit.priority
        ]
        requested = self.requested.priority
        return weigh_levels(list(Priority), likely, confirmed, requested, Priority.MEDIUM)

    def decide_tier(self) -> Decision[Tier]:
        if tie_break := self.tie_break:
            usual = self.desk.categories_by_id[tie_break.category].tier
            return self._trust(limit_to_one_step(list(Tier), tie_break.tier, usual))
        likely = [UsualLevel(guess.id, guess.tier, share) for guess, share in self.likely]
        confirmed = [ConfirmedLevel(hit, Tier(hit.tier)) for hit in self.hits if hit.tier]
        return weigh_levels(list(Tier), likely, confirmed, self.requested.tier, Tier.FIRST)

    def _trust[T](self, value: T) -> Decision[T]:
        return Decision(
            value=value,
            confidence=self.desk.triage.language_model.trust,
            decided_by=DecidedBy.LANGUAGE_MODEL,
        )


def limit_to_one_step[T](values: Sequence[T], proposed: T, usual: T) -> T:
    """`proposed`, if it is one step from the category's usual value, lowest first; else that.

    The highest value is no step from the one below: only a category that usually has it gets it,
    whatever a ticket asks for.
    """
    is_one_step = abs(values.index(proposed) - values.index(usual)) == 1
    return proposed if is_one_step and proposed != values[-1] else usual


def weigh_levels[T](
    values: Sequence[T],
    likely: Sequence[UsualLevel[T]],
    confirmed: Sequence[ConfirmedLevel[T]],
    requested: T | None,
    otherwise: T,
) -> Decision[T]:
    """Where no category is known, what was asked for stands, or else `otherwise`."""
    if not likely:
        value = otherwise if requested is None else requested
        return Decision(value=value, confidence=1 / len(values), decided_by=DecidedBy.DEFAULT)
    mass = _sum_mass(values, likely, _weigh_confirmed(confirmed))
    if requested is not None:
        mass[requested] *= REQUESTED_FACTOR
    best = max(values, key=lambda value: mass[value])
    confidence = min(mass[best] / sum(mass.values()), 1.0)
    return Decision(value=best, confidence=confidence, decided_by=DecidedBy.MODEL)


def _sum_mass[T](
    values: Sequence[T], likely: Sequence[UsualLevel[T]], taught: Mapping[str, Mapping[T, float]]
) -> dict[T, float]:
    """What is not in any category differs from the usual as all do. Few categories are taught."""
    known = [usual for usual in likely if usual.category in taught]
    mass = dict.fromkeys(
        values, (1 - sum(usual.probability for usual in known)) * UNUSUAL / len(values)
    )
    for usual in likely:
        if usual.category not in taught:
            mass[usual.value] += usual.probability * (1 - UNUSUAL)
    for usual in known:
        for value, share in _share_values(values, usual.value, taught[usual.category]).items():
            mass[value] += usual.probability * share
    return mass


def _share_values[T](values: Sequence[T], usual: T, taught: Mapping[T, float]) -> dict[T, float]:
    """How probable each value is in one category."""
    total = USUAL_COUNTS + sum(taught.values())
    even = USUAL_COUNTS * UNUSUAL / len(values)
    shares = {value: (even + taught.get(value, 0.0)) / total for value in values}
    shares[usual] += USUAL_COUNTS * (1 - UNUSUAL) / total
    return shares


def _weigh_confirmed[T](confirmed: Sequence[ConfirmedLevel[T]]) -> dict[str, dict[T, float]]:
    """What confirmed tickets weigh: by category, and there by value."""
    by_person: dict[tuple[str, T, str], float] = defaultdict(float)
    weights: dict[str, dict[T, float]] = defaultdict(lambda: defaultdict(float))
    for hit, value in confirmed:
        weight = 1 / (1 - hit.similarity + CLOSENESS)
        if hit.similarity >= STEERS_ALWAYS:
            weights[hit.label][value] += weight
            continue
        known = by_person[hit.label, value, hit.teacher]
        by_person[hit.label, value, hit.teacher] = min(known + weight, MAX_WEIGHT_OF_ONE_PERSON)
    for (category, value, _), weight in by_person.items():
        weights[category][value] += weight
    return weights
