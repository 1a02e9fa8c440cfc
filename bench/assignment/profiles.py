"""What people write of themselves: some of what they are good at, some of what they are not."""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from bench.assignment.assumptions import Assumptions
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


def profile(
    skill: Mapping[str, float],
    categories: Sequence[Category],
    given: Assumptions,
    chance: np.random.Generator,
) -> str:
    """A sentence or so; empty for those who have written nothing. `categories` are their own."""
    if chance.random() < given.blank:
        return ""
    told = [
        _words(category, chance)
        for category in categories
        if chance.random() < _chance_of(skill[category.id], given)
    ]
    chance.shuffle(told)
    return ", ".join([*told, " ".join(chance.choice(_IDLE, IDLE_WORDS, replace=False).tolist())])


def _chance_of(skill: float, given: Assumptions) -> float:
    return given.told if skill >= given.speciality_skill else given.claimed


def _words(category: Category, chance: np.random.Generator) -> str:
    """Some words of the category's description."""
    words = re.findall(r"[A-Za-z-]{4,}", category.description)
    telling = list(dict.fromkeys(one.lower() for one in words if one.lower() not in _LITTLE))
    drawn = chance.choice(telling, min(WORDS_EACH, len(telling)), replace=False)
    return " ".join(drawn.tolist())
