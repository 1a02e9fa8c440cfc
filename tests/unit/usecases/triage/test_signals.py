import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from switchyard.domain.vector import CORRECTION_SOURCE, SearchHit
from switchyard.usecases.triage.signals import (
    Calibration,
    blend_signals,
    count_precedent_votes,
    find_steer,
    share_neighbour_votes,
    sharpen_probabilities,
    spread_over_desk,
)

votes = arrays(np.float64, 6, elements=st.floats(0, 20))
share = st.floats(0.05, 1)


def normalize(
    raw: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return (raw + 1e-3) / (raw + 1e-3).sum()


@given(votes, votes, votes, st.floats(0, 1), st.floats(0.2, 3))
def test_a_blend_is_a_distribution(
    classifier: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    precedents: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    descriptions: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    weight: float,
    temperature: float,
) -> None:
    neighbours = share_neighbour_votes(precedents, descriptions + 1e-9)
    known = [0, 2, 3]
    wide = spread_over_desk(normalize(classifier[known]), known, neighbours)
    assert wide.sum() == pytest.approx(1)
    for shares in (None, wide):
        mixed = blend_signals(shares, neighbours, Calibration(weight, temperature))
        assert mixed.sum() == pytest.approx(1)
        assert (mixed > 0).all()


def test_where_no_precedent_is_near_descriptions_decide_and_then_fall_silent() -> None:
    descriptions = np.array([0.0, 1e-4])
    assert share_neighbour_votes(np.zeros(2), descriptions).argmax() == 1
    assert share_neighbour_votes(np.array([1e-2, 0]), descriptions)[0] > 0.98


def test_a_category_that_the_head_does_not_know_is_not_held_back() -> None:
    neighbours = np.array([0.05, 0.05, 0.9])
    wide = spread_over_desk(np.array([0.7, 0.3]), [0, 1], neighbours)
    assert wide.tolist() == pytest.approx([0.07, 0.03, 0.9])


def test_the_head_counts_by_its_weight() -> None:
    classifier, neighbours = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    assert blend_signals(classifier, neighbours, Calibration(0.7, 1)).argmax() == 0
    assert blend_signals(classifier, neighbours, Calibration(0.3, 1)).argmax() == 1


@given(votes, share)
def test_temperature_never_changes_the_order(
    raw: np.ndarray[tuple[int, ...], np.dtype[np.float64]], temperature: float
) -> None:
    before = normalize(raw)
    after = sharpen_probabilities(before, temperature)
    assert after[before.argmax()] == pytest.approx(after.max())
    assert after.max() >= before.max() - 1e-9


INDEX = {"card_arrival": 0, "stolen_card": 1}


def make_hit(similarity: float, label: str, source: str = "example") -> SearchHit:
    return SearchHit(f"p-{similarity}", "cards", similarity, label=label, source=source)


def find_steered_label(*hits: SearchHit) -> str:
    steer = find_steer(hits, INDEX)
    return steer.hit.label if steer else ""


def test_a_nearer_precedent_counts_more_than_two_far_ones() -> None:
    votes = count_precedent_votes(
        [
            make_hit(0.9, "stolen_card"),
            make_hit(0.8, "card_arrival"),
            make_hit(0.8, "card_arrival"),
        ],
        INDEX,
    )
    assert votes[1] > votes[0]


def test_a_precedent_of_a_category_that_is_no_more_does_not_count() -> None:
    assert count_precedent_votes([make_hit(0.99, "gone")], INDEX).tolist() == [0, 0]
    assert find_steered_label(make_hit(0.99, "gone", CORRECTION_SOURCE)) == ""


def test_a_near_identical_correction_beats_nearer_examples() -> None:
    assert (
        find_steered_label(
            make_hit(0.99, "card_arrival"), make_hit(0.96, "stolen_card", CORRECTION_SOURCE)
        )
        == "stolen_card"
    )


def test_a_near_correction_decides_only_where_nothing_else_is_nearer() -> None:
    correction = make_hit(0.92, "stolen_card", CORRECTION_SOURCE)
    assert find_steered_label(correction, make_hit(0.91, "card_arrival")) == "stolen_card"
    assert find_steered_label(make_hit(0.93, "stolen_card"), correction) == "stolen_card"
    assert find_steered_label(make_hit(0.93, "card_arrival"), correction) == ""


def test_one_persons_correction_says_nothing_of_tickets_that_are_only_alike() -> None:
    alone = SearchHit("T-1", "cards", 0.8, "stolen_card", source=CORRECTION_SOURCE, teacher="ada")
    again = SearchHit("T-2", "cards", 0.7, "stolen_card", source=CORRECTION_SOURCE, teacher="ada")
    assert count_precedent_votes([alone, again], INDEX).tolist() == [0, 0]


@pytest.mark.parametrize(
    "second",
    [
        SearchHit("T-2", "cards", 0.6, "stolen_card", source=CORRECTION_SOURCE, teacher="bob"),
        SearchHit("p-1", "cards", 0.6, "stolen_card", source="example"),
    ],
)
def test_a_second_persons_word_makes_it_count(second: SearchHit) -> None:
    alone = SearchHit("T-1", "cards", 0.8, "stolen_card", source=CORRECTION_SOURCE, teacher="ada")
    both = count_precedent_votes([alone, second], INDEX)
    assert both[1] > count_precedent_votes([second], INDEX)[1] * 2


@pytest.mark.parametrize("similarity", [0.2, 0.7, 0.89])
def test_a_correction_that_is_only_alike_votes_like_any_other(similarity: float) -> None:
    assert find_steered_label(make_hit(similarity, "stolen_card", CORRECTION_SOURCE)) == ""


def test_an_example_never_steers() -> None:
    assert find_steered_label(make_hit(1.0, "stolen_card")) == ""
