from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from switchyard.domain.wording import hash_wording
from switchyard.usecases.learning.calibration import (
    find_share_at_precision,
    measure_calibration_error,
)
from switchyard.usecases.learning.neighbours import measure_left_out
from switchyard.usecases.learning.ridge import build_word_features, fit_word_weights
from switchyard.usecases.learning.training import (
    Lesson,
    TrainedClassifier,
    select_learnable,
    train_classifier,
)
from switchyard.usecases.triage.classifier import estimate_belonging
from tests.desks import MODEL, NOW, make_axis_vector, make_cloud

CATEGORIES = ("card_arrival", "card_broken", "stolen_card", "opening_hours")


def make_lesson(*counts: int, cosine: float = 0.6, changed_at: int = 1) -> Lesson:
    """`counts` precedents around each category's axis."""
    vectors = [
        make_cloud(make_axis_vector(place), count, seed=place, cosine=cosine)
        for place, count in enumerate(counts)
    ]
    labels = np.repeat(np.arange(len(counts)), counts)
    return Lesson(
        categories=CATEGORIES,
        descriptions=np.stack([make_axis_vector(place) for place in range(len(CATEGORIES))]),
        vectors=np.vstack(vectors),
        wordings=[hash_wording("please help")] * len(labels),
        labels=labels,
        changed_at=np.full(len(labels), changed_at, np.int64),
        data_until=10,
        model=MODEL,
        desk="D-1",
    )


def train_lesson(taught: Lesson) -> TrainedClassifier:
    enough = select_learnable(taught)
    assert enough is not None
    return train_classifier(enough, "H-1", NOW)


def test_a_head_knows_the_categories_that_have_precedents() -> None:
    classifier = train_lesson(make_lesson(12, 12, 0, 12)).classifier
    assert classifier.categories == ("card_arrival", "card_broken", "opening_hours")
    assert classifier.card.examples == 36
    for place, name in ((0, "card_arrival"), (3, "opening_hours")):
        [vector] = make_cloud(make_axis_vector(place), 1, seed=99)
        assert classifier.categories[int(classifier.score_vectors(vector).argmax())] == name


def test_a_head_of_two_categories_works_like_any_other() -> None:
    classifier = train_lesson(make_lesson(8, 8)).classifier
    assert classifier.weights.shape[1] == 2
    assert classifier.score_vectors(make_axis_vector(1)).argmax() == 1
    assert classifier.score_vectors(make_axis_vector(0)).argmax() == 0


@pytest.mark.parametrize("counts", [(), (20,), (2, 2, 2, 2)])
def test_too_few_precedents_make_no_head(counts: tuple[int, ...]) -> None:
    taught = make_lesson(*counts) if counts else make_lesson(0, 0)
    assert select_learnable(taught) is None


def test_the_same_lesson_makes_the_same_head() -> None:
    taught = make_lesson(10, 10, 10, 10)
    assert (
        train_lesson(taught).classifier.encode_to_bytes()
        == train_lesson(taught).classifier.encode_to_bytes()
    )


def test_its_figures_are_of_tickets_it_has_not_seen() -> None:
    """Labels drawn at random cannot be learnt; a classifier judged on what it saw looks right."""
    taught = make_lesson(40, 40, 40, 40, cosine=0.1)
    drawn = np.random.default_rng(0).permutation(taught.labels)
    assert train_lesson(replace(taught, labels=drawn)).classifier.card.accuracy < 0.4
    assert train_lesson(make_lesson(40, 40, 40, 40, cosine=0.7)).classifier.card.accuracy > 0.95


def test_confidence_is_close_to_accuracy() -> None:
    card = train_lesson(make_lesson(60, 60, 60, 60, cosine=0.1)).classifier.card
    assert 0.4 < card.accuracy < 0.99
    assert card.calibration_error < 0.12


def test_words_tell_apart_what_vectors_do_not() -> None:
    alike = make_lesson(20, 20, cosine=0.0)
    vectors = make_cloud(make_axis_vector(7), 40, seed=1, cosine=0.9)
    spoken = [hash_wording("please block it"), hash_wording("please unblock it")]
    worded = replace(alike, vectors=vectors, wordings=[spoken[place] for place in alike.labels])
    assert train_lesson(replace(alike, vectors=vectors)).classifier.card.accuracy < 0.8
    assert train_lesson(worded).classifier.card.accuracy > 0.95


def test_a_description_is_an_example_too() -> None:
    """Each of the ten has one precedent, held back in turn: only descriptions are left."""
    places = [make_axis_vector(number) for number in range(10)]
    one_each = Lesson(
        categories=tuple(f"c{number}" for number in range(10)),
        descriptions=np.stack(places),
        vectors=np.vstack([make_cloud(at, 1, seed=n, cosine=0.7) for n, at in enumerate(places)]),
        wordings=[b""] * 10,
        labels=np.arange(10),
        changed_at=np.ones(10, np.int64),
        data_until=10,
        model=MODEL,
        desk="D-1",
    )
    assert train_lesson(one_each).classifier.card.accuracy == 1


def test_more_precedents_than_landmarks_are_learnt_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("switchyard.usecases.learning.ridge.MAX_LANDMARKS", 30)
    classifier = train_lesson(make_lesson(60, 60, 60, 60)).classifier
    assert len(classifier.landmarks) == 30
    assert classifier.card.accuracy > 0.95


def test_both_forms_of_the_equations_for_words_have_one_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = build_word_features(
        [hash_wording(f"word{number % 7} and word{number % 3}") for number in range(40)]
    )
    labels = np.arange(40) % 3
    few = fit_word_weights(rows, labels, 3, 0.3)
    monkeypatch.setattr("switchyard.usecases.learning.ridge.WORDS", 10)
    assert np.allclose(few, fit_word_weights(rows, labels, 3, 0.3), atol=1e-3)


def test_a_ticket_far_from_all_others_stands_outside() -> None:
    taught = make_lesson(40, 40, 40, 40, cosine=0.6)
    classifier = train_lesson(taught).classifier
    [inside], outside = (
        make_cloud(make_axis_vector(0), 1, seed=99, cosine=0.6),
        make_axis_vector(200),
    )
    near, far = ((taught.vectors @ vector).max() for vector in (inside, outside))
    assert (
        estimate_belonging(
            classifier.card.belonging, classifier.score_vectors(inside).max(), np.float64(near)
        )
        > 0.9
    )
    assert (
        estimate_belonging(
            classifier.card.belonging, classifier.score_vectors(outside).max(), np.float64(far)
        )
        < 0.1
    )


def test_a_precedent_does_not_vote_for_itself() -> None:
    """Three far from each other: each one's only near neighbour would be itself."""
    vectors = np.stack([make_axis_vector(100), make_axis_vector(101), make_axis_vector(102)])
    shares = measure_left_out(
        vectors, np.array([0, 1, 2]), np.stack([make_axis_vector(n) for n in range(4)])
    ).shares
    assert shares.shape == (3, 4)
    assert all(shares[row, row] <= shares[row].max() for row in range(3))
    assert shares[0, 0] == pytest.approx(shares[0, 3])


def test_many_precedents_are_compared_in_blocks_with_the_same_result() -> None:
    vectors: NDArray[np.float32] = np.vstack(
        [make_cloud(make_axis_vector(n), 300, seed=n) for n in range(4)]
    )
    labels = np.repeat(np.arange(4), 300)
    descriptions = np.stack([make_axis_vector(n) for n in range(4)])
    shares = measure_left_out(vectors, labels, descriptions).shares
    assert shares.shape == (1200, 4)
    assert (shares.argmax(axis=1) == labels).mean() > 0.99
    assert shares.sum(axis=1).tolist() == pytest.approx([1.0] * 1200)


def test_calibration_error_is_the_gap_between_confidence_and_accuracy() -> None:
    right = np.array([True] * 80 + [False] * 20)
    assert measure_calibration_error(np.full(100, 0.8), right) == pytest.approx(0.32, abs=0.33)
    assert measure_calibration_error(np.ones(100), np.ones(100, bool)) == 0
    assert measure_calibration_error(np.ones(100), np.zeros(100, bool)) == 1


def test_the_share_that_can_go_out_with_a_target_precision() -> None:
    confidence = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    right = np.array([True, True, True, False, False])
    assert find_share_at_precision(confidence, right, 1.0) == (0.6, 0.7)
    assert find_share_at_precision(confidence, right, 0.75) == (0.8, 0.6)
    assert find_share_at_precision(confidence, ~right, 1.0) == (0.0, 1.0)
