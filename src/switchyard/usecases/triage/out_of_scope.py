"""How probable it is that a ticket belongs to the desk at all, where a head is in force.

No ticket of anywhere else is needed to learn it: it is judged by how far a ticket stands from
those that the desk confirmed, in two ways that err differently. The head's largest score says
whether any category claims it, the mean cosine to its nearest precedents whether it is among them.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from switchyard.domain.model_card import Belonging
from switchyard.domain.vector import Hit

NEAREST = 5
"""Precedents whose mean cosine counts: of one alone, chance has too much of a say."""
SOFTNESS = 0.5

type Numbers = NDArray[np.float64] | np.float64
"""Of one ticket, or of many."""


def nearness(hits: Sequence[Hit]) -> float:
    """Mean cosine to the nearest precedents; there is at least one."""
    near = hits[:NEAREST]
    return sum(hit.similarity for hit in near) / len(near)


def standing(belonging: Belonging, scores: Numbers, nearnesses: Numbers) -> Numbers:
    """In standard deviations of tickets that belong, both ways together; 0 is in their midst."""
    by_score = (scores - belonging.score) / belonging.score_spread
    by_nearness = (nearnesses - belonging.nearness) / belonging.nearness_spread
    return by_score + by_nearness


def belongs(belonging: Belonging, scores: Numbers, nearnesses: Numbers) -> Numbers:
    """Probabilities; one half for a ticket that stands as far out as the rarest that belong."""
    beyond = (belonging.rare - standing(belonging, scores, nearnesses)) / SOFTNESS
    sure: Numbers = 1 / (1 + np.exp(np.clip(beyond, -50, 50)))
    return sure
