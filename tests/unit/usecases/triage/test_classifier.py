import io
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from switchyard.domain.model_card import Belonging, Card, HeadRefused
from switchyard.domain.wording import wording
from switchyard.usecases.triage.classifier import WORDS, Head
from tests.desks import MODEL, NOW, axis

BELONGING = Belonging(score=0.5, score_spread=0.2, nearness=0.7, nearness_spread=0.2, rare=-4.0)
CATEGORIES = frozenset({"card_arrival", "stolen_card", "opening_hours"})


def card(**fields: object) -> Card:
    return Card.model_validate(
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


def head(**fields: object) -> Head:
    return head_of({"card_arrival": axis(0), "stolen_card": axis(1)}, **fields)


def head_of(places: dict[str, NDArray[np.float32]], **fields: object) -> Head:
    """A head that claims for each category what lies where its vector points."""
    return Head(
        card=card(**fields),
        categories=tuple(places),
        landmarks=np.stack(list(places.values())).astype(np.float16),
        weights=np.eye(len(places), dtype=np.float32),
        word_weights=np.zeros((WORDS, len(places)), np.float16),
    )


def probabilities(of: Head, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """By vectors alone."""
    scores = of.scores(vectors)
    return of.probabilities(scores, np.zeros_like(scores))


def test_a_head_comes_back_as_it_was_stored() -> None:
    read = Head.from_bytes(head().to_bytes())
    assert read.card == head().card
    assert read.categories == head().categories
    assert np.array_equal(read.weights, head().weights)
    assert read.scores(axis(1)).tolist() == head().scores(axis(1)).tolist()
    assert read.word_scores(wording("lost")).tolist() == [0, 0]


def test_probabilities_are_a_distribution_for_one_ticket_and_for_many() -> None:
    ticket = probabilities(head(), axis(0))
    assert ticket.sum() == pytest.approx(1)
    assert ticket[0] > 0.99
    many = probabilities(head(), np.stack([axis(0), axis(1), axis(7)]))
    assert many.sum(axis=1).tolist() == pytest.approx([1, 1, 1])
    assert many[2].tolist() == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize("keep", [0, 1, 100, 1000, 3000])
def test_a_file_cut_short_is_refused(keep: int) -> None:
    with pytest.raises(HeadRefused):
        Head.from_bytes(head().to_bytes()[:keep])


def test_something_else_is_refused() -> None:
    buffer = io.BytesIO()
    np.savez(buffer, weights=np.zeros(3))
    for content in (b"not a head", buffer.getvalue()):
        with pytest.raises(HeadRefused, match="is not a head"):
            Head.from_bytes(content)


def test_a_file_that_would_run_code_is_refused() -> None:
    buffer = io.BytesIO()
    np.savez(buffer, card=np.array([object()], dtype=object))
    with pytest.raises(HeadRefused):
        Head.from_bytes(buffer.getvalue())


def test_another_format_and_weights_that_do_not_fit_are_refused() -> None:
    with pytest.raises(HeadRefused, match="format 1"):
        Head.from_bytes(head(format=1).to_bytes())
    odd = replace(head(), categories=("card_arrival",))
    with pytest.raises(HeadRefused, match="do not fit"):
        Head.from_bytes(odd.to_bytes())


def test_a_head_for_another_model_or_unknown_categories_is_refused() -> None:
    head().check(MODEL, CATEGORIES)
    with pytest.raises(HeadRefused, match="other/2"):
        head().check("other/2", CATEGORIES)
    with pytest.raises(HeadRefused, match="stolen_card"):
        head().check(MODEL, frozenset({"card_arrival"}))
