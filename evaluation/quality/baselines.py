"""What anyone would try first, on the same splits: the product has to be ahead of both."""

import warnings
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evaluation.datasets import LabelledTexts
from evaluation.quality.outcomes import ServedOutcomes

C = 10.0
"""Regularisation of the logistic regression; fixed before any of it was measured."""


def run_baselines(train: LabelledTexts, *tests: LabelledTexts) -> dict[str, list[ServedOutcomes]]:
    """What each says of each test split; none of it is sent out."""
    return {"tfidf": run_tfidf(train, *tests), "prototype": run_prototype(train, *tests)}


def list_accuracies(outcomes_by_name: Mapping[str, list[ServedOutcomes]]) -> dict[str, float]:
    """On the first test split."""
    return {name: outcomes[0].accuracy for name, outcomes in outcomes_by_name.items()}


def run_tfidf(train: LabelledTexts, *tests: LabelledTexts) -> list[ServedOutcomes]:
    """TF-IDF of words and word pairs, then logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32)
    model = make_pipeline(words, LogisticRegression(C=C, max_iter=200))
    with warnings.catch_warnings():
        # With one example a category, scikit-learn wonders whether labels are numbers.
        warnings.simplefilter("ignore", UserWarning)
        model.fit(train.texts, train.labels)
    names = model.classes_.tolist()
    return [_take_best(names, model.predict_proba(test.texts), test.labels) for test in tests]


def run_prototype(train: LabelledTexts, *tests: LabelledTexts) -> list[ServedOutcomes]:
    """The category whose mean vector is nearest; its cosine is the confidence."""
    names = sorted(set(train.labels))
    labels = np.array(train.labels)
    means = np.stack([train.vectors[labels == name].mean(axis=0) for name in names])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    return [_take_best(names, test.vectors @ means.T, test.labels) for test in tests]


def _take_best(
    names: Sequence[str], scores: NDArray[np.float32 | np.float64], labels: list[str]
) -> ServedOutcomes:
    guessed = [names[column] for column in scores.argmax(axis=1).tolist()]
    confidence = scores.max(axis=1).astype(np.float64)
    return ServedOutcomes(labels, guessed, confidence, np.zeros(len(labels), np.bool_))
