"""Whether a candidate may replace the head in force."""

from itertools import compress

import numpy as np
from numpy.typing import NDArray

from switchyard.usecases.learning.calibration import Places
from switchyard.usecases.learning.training import Trained
from switchyard.usecases.triage.classifier import Head
from switchyard.usecases.triage.signals import Calibration, blend, spread

TOLERATED = 2.0
"""Standard errors of the paired difference (McNemar) that count as noise."""
ENOUGH_OF_A_CATEGORY = 20
"""New tickets that a category needs to be judged by itself."""
CHANCE = 0.05
"""How often a candidate that is no worse anywhere is refused for one category all the same."""


def is_worse(candidate: Trained, serving: Head) -> bool:
    """Compares both on precedents that neither has seen: those newer than the head in force.

    Worse is: wrong where the other was right, more often than chance explains, over all or in one
    category. With nothing new to compare on, it is not.
    """
    fresh = candidate.lesson.changed_at > serving.card.data_until
    right = candidate.lesson.labels[fresh]
    candidate_right = candidate.probabilities[fresh].argmax(axis=1) == right
    serving_right = _serving_guesses(candidate, serving, fresh) == right
    lost = int((serving_right & ~candidate_right).sum())
    won = int((candidate_right & ~serving_right).sum())
    if lost - won > TOLERATED * np.sqrt(lost + won):
        return True
    return bool(worse_categories(right, candidate_right, serving_right))


def worse_categories(
    labels: Places, candidate_right: NDArray[np.bool_], serving_right: NDArray[np.bool_]
) -> list[int]:
    """Categories with enough tickets in which the candidate loses more than chance explains.

    An exact sign test each (scipy's binomial), at a level shared by all of them (Bonferroni): of
    a hundred categories, some always look worse.
    """
    from scipy.stats import binom

    places, counts = np.unique(labels, return_counts=True)
    judged = places[counts >= ENOUGH_OF_A_CATEGORY].tolist()
    found = []
    for place in judged:
        rows = labels == place
        lost = int((serving_right & ~candidate_right)[rows].sum())
        won = int((candidate_right & ~serving_right)[rows].sum())
        if binom.sf(lost - 1, lost + won, 0.5) < CHANCE / len(judged):
            found.append(place)
    return found


def _serving_guesses(candidate: Trained, serving: Head, fresh: NDArray[np.bool_]) -> Places:
    """Of the fresh rows, which may be none."""
    lesson, neighbours = candidate.lesson, candidate.neighbours[fresh]
    places = {category: place for place, category in enumerate(lesson.categories)}
    known = [places[category] for category in serving.categories]
    vectors, wordings = lesson.vectors[fresh], compress(lesson.wordings, fresh)
    words = np.array([serving.word_scores(one) for one in wordings]).reshape(-1, len(known))
    head = spread(serving.probabilities(serving.scores(vectors), words), known, neighbours)
    return blend(head, neighbours, Calibration.of(serving.card)).argmax(axis=1)
