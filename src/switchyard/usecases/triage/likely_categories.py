"""The categories that a ticket may belong to: how probable each is, and how probable it must be.

A ticket about two things shows here too: two issues in one text are named, not guessed at.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from switchyard.domain.desk import Category, TriagePolicy
from switchyard.domain.email_text import split_sentences
from switchyard.domain.model_card import HeldBackFigures, ModelCard, OperatingPoint
from switchyard.domain.vector import SearchHit, Vector

MAX_SENTENCES = 6
MIN_SENTENCE_WORDS = 4
"""Greetings, thanks and signatures say nothing of what a ticket is about."""
REQUESTED_DEPARTMENT_FACTOR = 3.0
"""How much more probable the requested department's categories become, before all are shared out
anew: an assumption.
"""
SPENT_ERROR_SHARE = 0.9
"""Of the errors allowed: tomorrow's tickets are never quite like those that were held back."""
UNREACHABLE_THRESHOLD = 1.0
"""No ticket is that sure: nothing goes out by the model."""


class TextReading(NamedTuple):
    """A ticket, or one sentence of it: its nearest precedents, nearest first, and its wording."""

    vector: Vector
    hits: Sequence[SearchHit]
    wording: bytes = b""


class LikelyCategory(NamedTuple):
    """A category and how probable it is."""

    category: Category
    confidence: float


def share_out(likely: Sequence[LikelyCategory]) -> list[LikelyCategory]:
    """What is certain among these alone."""
    total = sum(confidence for _, confidence in likely)
    return [LikelyCategory(category, confidence / total) for category, confidence in likely]


def keep_department(likely: Sequence[LikelyCategory], department: str) -> list[LikelyCategory]:
    """Only this department's categories, which share everything."""
    return share_out([guess for guess in likely if guess.category.department == department])


def drop_departments(
    likely: Sequence[LikelyCategory], departments: Collection[str]
) -> list[LikelyCategory]:
    """Without these departments' categories; the rest shares what they had."""
    if not departments:
        return list(likely)
    return share_out([guess for guess in likely if guess.category.department not in departments])


def lean_towards_department(
    likely: Sequence[LikelyCategory], department: str | None
) -> list[LikelyCategory]:
    """Most probable first. Together they stay as probable as they were: a requested department
    makes no ticket belong to this desk.
    """
    if department is None:
        return list(likely)
    weights = [
        REQUESTED_DEPARTMENT_FACTOR if guess.category.department == department else 1.0
        for guess in likely
    ]
    before = sum(guess.confidence for guess in likely)
    after = sum(weight * guess.confidence for weight, guess in zip(weights, likely, strict=True))
    leant = (
        LikelyCategory(guess.category, guess.confidence * weight * before / after)
        for weight, guess in zip(weights, likely, strict=True)
    )
    return sorted(leant, key=lambda guess: -guess.confidence)


def choose_category(
    likely: Sequence[LikelyCategory], chosen: Category, trust: float
) -> list[LikelyCategory]:
    """The chosen category gets `trust`; the others share the rest as they did before."""
    others = [guess for guess in likely if guess.category.id != chosen.id]
    total = sum(guess.confidence for guess in others) or 1.0
    rest = [LikelyCategory(category, share / total * (1 - trust)) for category, share in others]
    return [LikelyCategory(chosen, trust), *rest]


def pick_sentences(text: str) -> tuple[str, ...]:
    """The first sentences that have some words; none where the whole text is but one."""
    sentences = split_sentences(text)
    wordy = [sentence for sentence in sentences if len(sentence.split()) >= MIN_SENTENCE_WORDS]
    return tuple(wordy[:MAX_SENTENCES]) if len(sentences) > 1 else ()


def find_two_issues(strong: Sequence[LikelyCategory]) -> tuple[Category, Category] | None:
    """Two categories of different departments, of which sentences speak without doubt."""
    ordered = [guess.category for guess in sorted(strong, key=lambda guess: -guess.confidence)]
    other = next((issue for issue in ordered if issue.department != ordered[0].department), None)
    return (ordered[0], other) if other else None


@dataclass(frozen=True, slots=True)
class ConfidenceThreshold:
    """From the precision that a desk wants to the confidence that a ticket needs.

    `wanted` is the precision to hold; 0 where the desk set a threshold instead.
    """

    usual: float
    wanted: float = 0.0
    of_category: dict[str, float] = field(default_factory=dict)

    @classmethod
    def create_for_desk(cls, policy: TriagePolicy, card: ModelCard | None) -> "ConfidenceThreshold":
        """The desk's threshold, or what holds its target precision on held-back tickets."""
        if policy.target_precision is None or card is None:
            return cls(policy.threshold)
        wanted = policy.target_precision
        usual = find_holding_threshold(card.held_back.points, wanted)
        return cls(usual, wanted, _find_stricter(card.held_back, usual, wanted))

    def find_for_category(self, category: str, *, steered: bool) -> float:
        """How confident a guess of this category must be to go out.

        A correction that steers brings a precision of its own, which held-back tickets say
        nothing of.
        """
        needed = self.of_category.get(category, self.usual)
        return min(needed, self.wanted) if steered and self.wanted else needed


def find_holding_threshold(points: Sequence[OperatingPoint], wanted: float) -> float:
    """The lowest threshold whose precision is surely no lower than wanted (its lower bound)."""
    held_back = 1 - (1 - wanted) * SPENT_ERROR_SHARE
    held = (point.threshold for point in points if point.precision_at_least >= held_back)
    return min(held, default=UNREACHABLE_THRESHOLD)


def _find_stricter(held_back: HeldBackFigures, usual: float, wanted: float) -> dict[str, float]:
    """Categories that surely fall short at the usual threshold (their upper bound) need more."""
    stricter = {}
    for category, points in held_back.categories.items():
        beyond = [point for point in points if point.threshold >= usual]
        if beyond and beyond[-1].precision_at_most < wanted:
            enough = (point.threshold for point in beyond if point.precision_at_most >= wanted)
            stricter[category] = min(enough, default=UNREACHABLE_THRESHOLD)
    return stricter
