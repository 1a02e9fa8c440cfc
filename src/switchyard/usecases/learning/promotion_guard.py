"""Whether a candidate may replace the classifier in force."""

from itertools import compress

import numpy as np
from numpy.typing import NDArray

from switchyard.usecases.learning.calibration import Places
from switchyard.usecases.learning.training import TrainedClassifier
from switchyard.usecases.triage.classifier import Classifier
from switchyard.usecases.triage.signals import Calibration, blend_signals, spread_over_desk

TOLERATED_STANDARD_ERRORS = 2.0
"""Standard errors of the paired difference (McNemar) that count as noise."""
MIN_TICKETS_PER_CATEGORY = 20
"""New tickets that a category needs to be judged by itself."""
FALSE_REFUSAL_CHANCE = 0.05
"""How often a candidate that is no worse anywhere is refused for one category all the same."""


def is_worse(candidate: TrainedClassifier, serving: Classifier) -> bool:
    """Compares both on precedents that neither has seen: those newer than the classifier in force.

    Worse is: wrong where the other was right, more often than chance explains, over all or in one
    category. With nothing new to compare on, it is not.
    """
    fresh = candidate.lesson.changed_at > serving.card.data_until
    right = candidate.lesson.labels[fresh]
    candidate_right = candidate.probabilities[fresh].argmax(axis=1) == right
    serving_right = _guess_with_serving(candidate, serving, fresh) == right
    lost = int((serving_right & ~candidate_right).sum())
    won = int((candidate_right & ~serving_right).sum())
    if lost - won > TOLERATED_STANDARD_ERRORS * np.sqrt(lost + won):
        return True
    return bool(find_worse_categories(right, candidate_right, serving_right))


def find_worse_categories(
    labels: Places, candidate_right: NDArray[np.bool_], serving_right: NDArray[np.bool_]
) -> list[int]:
    """Categories with enough tickets in which the candidate loses more than chance explains.

    An exact sign test each (scipy's binomial), at a level shared by all of them (Bonferroni): of
    a hundred categories, some always look worse.
    """
    from scipy.stats import binom

    places, counts = np.unique(labels, return_counts=True)
    judged = places[counts >= MIN_TICKETS_PER_CATEGORY].tolist()
    worse = []
    for place in judged:
        rows = labels == place
        lost = int((serving_right & ~candidate_right)[rows].sum())
        won = int((candidate_right & ~serving_right)[rows].sum())
        if binom.sf(lost - 1, lost + won, 0.5) < FALSE_REFUSAL_CHANCE / len(judged):
            worse.append(place)
    return worse


def _guess_with_serving(
    candidate: TrainedClassifier, serving: Classifier, fresh: NDArray[np.bool_]
) -> Places:
    """Of the fresh rows, which may be none."""
    lesson, neighbours = candidate.lesson, candidate.neighbours[fresh]
    places = {category: place for place, category in enumerate(lesson.categories)}
    known = [places[category] for category in serving.categories]
    vectors, wordings = lesson.vectors[fresh], compress(lesson.wordings, fresh)
    words = np.array([serving.score_wording(wording) for wording in wordings]).reshape(
        -1, len(known)
    )
    by_classifier = spread_over_desk(
        serving.compute_probabilities(serving.score_vectors(vectors), words), known, neighbours
    )
    return blend_signals(
        by_classifier, neighbours, Calibration.create_from_card(serving.card)
    ).argmax(axis=1)
