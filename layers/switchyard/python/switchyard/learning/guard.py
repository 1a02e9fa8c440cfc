"""Whether a candidate may replace the head in force."""

import numpy as np

from switchyard.learning.calibration import Places
from switchyard.learning.neighbours import left_out
from switchyard.learning.training import Trained
from switchyard.triage.blend import Calibration, blend, spread
from switchyard.triage.head import Head

TOLERATED = 2.0
"""Standard errors of the paired difference (McNemar) that count as noise."""


def is_worse(candidate: Trained, serving: Head) -> bool:
    """Compares both on precedents that neither has seen: those newer than the head in force.

    Worse is: wrong where the other was right, more often than chance explains. With nothing new
    to compare on, it is not.
    """
    fresh = candidate.lesson.changed_at > serving.card.data_until
    right = candidate.lesson.labels[fresh]
    candidate_right = candidate.probabilities[fresh].argmax(axis=1) == right
    serving_right = _serving_guesses(candidate, serving)[fresh] == right
    lost = int((serving_right & ~candidate_right).sum())
    won = int((candidate_right & ~serving_right).sum())
    return bool(lost - won > TOLERATED * np.sqrt(lost + won))


def _serving_guesses(candidate: Trained, serving: Head) -> Places:
    lesson = candidate.lesson
    places = {category: place for place, category in enumerate(lesson.categories)}
    neighbours = left_out(lesson.vectors, lesson.labels, lesson.descriptions)
    known = [places[category] for category in serving.categories]
    head = spread(serving.probabilities(lesson.vectors), known, neighbours)
    return blend(head, neighbours, Calibration.of(serving.card)).argmax(axis=1)
