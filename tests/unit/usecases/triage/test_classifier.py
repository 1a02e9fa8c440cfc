import io
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from switchyard.domain.model_card import ClassifierRefused, ModelCard, ScopeFigures
from switchyard.domain.wording import hash_wording
from switchyard.usecases.triage.classifier import WORDS, Classifier
from tests.desks import MODEL, NOW, make_axis_vector

BELONGING = ScopeFigures(score=0.5, score_spread=0.2, nearness=0.7, nearness_spread=0.2, rare=-4.0)
CATEGORIES = frozenset({"card_arrival", "stolen_card", "opening_hours"})


def make_card(**fields: object) -> ModelCard:
    return ModelCard.model_validate(
        {
            "version": "H-1",
            "model": MODEL,
            "desk": "D-1",
            "trained_at": NOW.isoformat(),
            "data_until": 1,
            "examples": 20,
            "sharpness": 8.0,
            "word_sharpness": 1.0,
            "weight": 0.6,
            "temperature": 0.8,
            "belonging": BELONGING,
            "accuracy": 0.9,
            "calibration_error": 0.01,
            "share_at_95": 0.8,
            **fields,
        }
    )


def make_classifier(**fields: object) -> Classifier:
    return make_classifier_at(
        {"card_arrival": make_axis_vector(0), "stolen_card": make_axis_vector(1)}, **fields
    )


def make_classifier_at(places: dict[str, NDArray[np.float32]], **fields: object) -> Classifier:
    """A classifier that claims for each category what lies where its vector points."""
    return Classifier(
        card=make_card(**fields),
        categories=tuple(places),
        landmarks=np.stack(list(places.values())).astype(np.float16),
        weights=np.eye(len(places), dtype=np.float32),
        word_weights=np.zeros((WORDS, len(places)), np.float16),
    )


def compute_probabilities_of(of: Classifier, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """By vectors alone."""
    scores = of.score_vectors(vectors)
    return of.compute_probabilities(scores, np.zeros_like(scores))


def test_a_head_comes_back_as_it_was_stored() -> None:
    read = Classifier.decode_from_bytes(make_classifier().encode_to_bytes())
    assert read.card == make_classifier().card
    assert read.categories == make_classifier().categories
    assert np.array_equal(read.weights, make_classifier().weights)
    assert (
        read.score_vectors(make_axis_vector(1)).tolist()
        == make_classifier().score_vectors(make_axis_vector(1)).tolist()
    )
    assert read.score_wording(hash_wording("lost")).tolist() == [0, 0]


def test_probabilities_are_a_distribution_for_one_ticket_and_for_many() -> None:
    ticket = compute_probabilities_of(make_classifier(), make_axis_vector(0))
    assert ticket.sum() == pytest.approx(1)
    assert ticket[0] > 0.99
    many = compute_probabilities_of(
        make_classifier(), np.stack([make_axis_vector(0), make_axis_vector(1), make_axis_vector(7)])
    )
    assert many.sum(axis=1).tolist() == pytest.approx([1, 1, 1])
    assert many[2].tolist() == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize("keep", [0, 1, 100, 1000, 3000])
def test_a_file_cut_short_is_refused(keep: int) -> None:
    with pytest.raises(ClassifierRefused):
        Classifier.decode_from_bytes(make_classifier().encode_to_bytes()[:keep])


def test_something_else_is_refused() -> None:
    buffer = io.BytesIO()
    np.savez(buffer, weights=np.zeros(3))
    for content in (b"not a classifier", buffer.getvalue()):
        with pytest.raises(ClassifierRefused, match="is not a classifier"):
            Classifier.decode_from_bytes(content)


def test_a_file_that_would_run_code_is_refused() -> None:
    buffer = io.BytesIO()
    np.savez(buffer, card=np.array([object()], dtype=object))
    with pytest.raises(ClassifierRefused):
        Classifier.decode_from_bytes(buffer.getvalue())


def test_another_format_and_weights_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ClassifierRefused, match="format 1"):
        Classifier.decode_from_bytes(make_classifier(format=1).encode_to_bytes())
    odd = replace(make_classifier(), categories=("card_arrival",))
    with pytest.raises(ClassifierRefused, match="do not fit"):
        Classifier.decode_from_bytes(odd.encode_to_bytes())


def test_a_head_for_another_model_or_unknown_categories_is_refused() -> None:
    make_classifier().check_fit(MODEL, CATEGORIES)
    with pytest.raises(ClassifierRefused, match="other/2"):
        make_classifier().check_fit("other/2", CATEGORIES)
    with pytest.raises(ClassifierRefused, match="stolen_card"):
        make_classifier().check_fit(MODEL, frozenset({"card_arrival"}))
