"""One process that trains a classifier on 100,000 stored vectors of 150 categories, as `learn`
would.

Vectors are drawn around a centre a category, so that about nine of ten can be told apart. Prints
minutes, and `gigabytes`, the most memory it ever held.
"""

import json
import resource
import sys
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from evaluation.quality.serving import NOW
from switchyard.ml.embedding.minilm import DIMENSIONS
from switchyard.usecases.learning.training import Lesson, select_learnable, train_classifier

VECTORS, CATEGORIES = 100_000, 150
WORDS = 25
"""And pairs of them, of a ticket of a dozen words."""
SPREAD = 0.22
KILOBYTES_A_UNIT = 1 if sys.platform == "linux" else 1 / 1024


def main() -> None:
    lesson = select_learnable(draw_lesson())
    assert lesson is not None  # noqa: S101
    start = perf_counter()
    trained = train_classifier(lesson, "evaluation", NOW)
    minutes = (perf_counter() - start) / 60
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILOBYTES_A_UNIT / 1024**2
    figures = {
        "minutes": minutes,
        "gigabytes": peak,
        "accuracy": trained.classifier.card.accuracy,
    }
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}))


def draw_lesson() -> Lesson:
    chance = np.random.default_rng(0)
    centres = normalize_rows(chance.normal(size=(CATEGORIES, DIMENSIONS)))
    labels = chance.integers(CATEGORIES, size=VECTORS)
    around = SPREAD * chance.normal(size=(VECTORS, DIMENSIONS))
    return Lesson(
        categories=tuple(f"c{number}" for number in range(CATEGORIES)),
        descriptions=normalize_rows(centres + 0.05 * chance.normal(size=centres.shape)),
        vectors=normalize_rows(centres[labels] + around),
        wordings=[chance.bytes(2 * WORDS) for _ in range(VECTORS)],
        labels=labels.astype(np.intp),
        changed_at=np.ones(VECTORS, np.int64),
        data_until=2,
        model="evaluation",
        desk="evaluation",
    )


def normalize_rows(rows: NDArray[np.float64]) -> NDArray[np.float32]:
    made: NDArray[np.float32] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(
        np.float32
    )
    return made


if __name__ == "__main__":
    main()
