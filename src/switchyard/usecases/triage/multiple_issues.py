"""Whether a ticket is about one thing: two issues in one text are told, not guessed at."""

from collections.abc import Sequence
from typing import NamedTuple

from switchyard.domain.desk import Category
from switchyard.domain.email_text import sentences_of
from switchyard.domain.vector import Hit, Vector

MOST_SENTENCES = 6
FEWEST_WORDS = 4
"""Greetings, thanks and signatures say nothing of what a ticket is about."""


class Part(NamedTuple):
    """A ticket, or one sentence of it: its nearest precedents, nearest first, and its wording."""

    vector: Vector
    hits: Sequence[Hit]
    wording: bytes = b""


class Likely(NamedTuple):
    """A category and how probable it is."""

    category: Category
    confidence: float


def sentences(text: str) -> tuple[str, ...]:
    """The first of them that have some words; none where the whole text is but one."""
    every = sentences_of(text)
    found = [part for part in every if len(part.split()) >= FEWEST_WORDS]
    return tuple(found[:MOST_SENTENCES]) if len(every) > 1 else ()


def two_issues(strong: Sequence[Likely]) -> tuple[Category, Category] | None:
    """Two categories of different departments, of which sentences speak without doubt."""
    ordered = [one.category for one in sorted(strong, key=lambda one: -one.confidence)]
    other = next((one for one in ordered if one.department != ordered[0].department), None)
    return (ordered[0], other) if other else None
