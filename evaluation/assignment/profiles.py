"""What people write of themselves: some of what they are good at, some of what they are not."""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from evaluation.assignment.assumptions import Assumptions
from switchyard.domain.desk import Category

WORDS_EACH = 5
IDLE_WORDS = 6
_LITTLE = frozenset(
    """
    about after again also another because been being cannot customer customers does from have
    into more only other says some still such than that their them then there they this through
    what when where whether which while with without would asks want wants
    """.split()
)
_IDLE = (
    *("friendly", "patient", "reliable", "mentor", "coordination", "onboarding", "reporting"),
    *("handbook", "feedback", "teamwork", "process", "quality", "escalation", "training"),
    *("dashboards", "phone", "chat", "late shift", "newsletter", "languages", "coffee"),
)


def write_profile(
    skill: Mapping[str, float],
    categories: Sequence[Category],
    given: Assumptions,
    chance: np.random.Generator,
) -> str:
    """A sentence or so; empty for those who have written nothing. `categories` are their own."""
    if chance.random() < given.blank:
        return ""
    phrases = [
        _draw_words(category, chance)
        for category in categories
        if chance.random() < _find_chance(skill[category.id], given)
    ]
    chance.shuffle(phrases)
    return ", ".join([*phrases, " ".join(chance.choice(_IDLE, IDLE_WORDS, replace=False).tolist())])


def _find_chance(skill: float, given: Assumptions) -> float:
    return given.names_speciality if skill >= given.speciality_skill else given.names_other


def _draw_words(category: Category, chance: np.random.Generator) -> str:
    """Some words of the category's description."""
    words = re.findall(r"[A-Za-z-]{4,}", category.description)
    telling = list(dict.fromkeys(word.lower() for word in words if word.lower() not in _LITTLE))
    drawn = chance.choice(telling, min(WORDS_EACH, len(telling)), replace=False)
    return " ".join(drawn.tolist())
