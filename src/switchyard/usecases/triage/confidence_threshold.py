"""From the precision that a desk wants to the confidence that a ticket needs."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from switchyard.domain.desk import TriagePolicy
from switchyard.domain.model_card import Card, HeldBack, OperatingPoint

SPENT = 0.9
"""Of the errors allowed: tomorrow's tickets are never quite like those that were held back."""
UNREACHED = 1.0
"""No ticket is that sure: nothing goes out by the model."""


@dataclass(frozen=True, slots=True)
class Dial:
    """`wanted` is the precision to hold; 0 where the desk set a threshold instead."""

    usual: float
    wanted: float = 0.0
    of_category: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, policy: TriagePolicy, card: Card | None) -> "Dial":
        """The desk's threshold, or what holds its wanted precision on held-back tickets."""
        if policy.wanted_precision is None or card is None:
            return cls(policy.threshold)
        wanted = policy.wanted_precision
        usual = holding(card.held_back.points, wanted)
        return cls(usual, wanted, _stricter(card.held_back, usual, wanted))

    def needed(self, category: str, *, steered: bool) -> float:
        """How confident a guess of this category must be to go out.

        A correction that steers brings a precision of its own, which held-back tickets say
        nothing of.
        """
        needed = self.of_category.get(category, self.usual)
        return min(needed, self.wanted) if steered and self.wanted else needed


def holding(points: Sequence[OperatingPoint], wanted: float) -> float:
    """The lowest threshold whose precision is surely no lower than wanted (its lower bound)."""
    held_back = 1 - (1 - wanted) * SPENT
    held = (point.threshold for point in points if point.precision_at_least >= held_back)
    return min(held, default=UNREACHED)


def _stricter(held_back: HeldBack, usual: float, wanted: float) -> dict[str, float]:
    """Categories that surely fall short at the usual threshold (their upper bound) need more."""
    found = {}
    for category, points in held_back.categories.items():
        beyond = [point for point in points if point.threshold >= usual]
        if beyond and beyond[-1].precision_at_most < wanted:
            enough = (one.threshold for one in beyond if one.precision_at_most >= wanted)
            found[category] = min(enough, default=UNREACHED)
    return found
