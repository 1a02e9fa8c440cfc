import pytest

from switchyard.domain.vector import CORRECTION, Hit
from switchyard.usecases.triage.nearest import precedent_votes, steering

INDEX = {"card_arrival": 0, "stolen_card": 1}


def hit(similarity: float, label: str, source: str = "example") -> Hit:
    return Hit(f"p-{similarity}", "cards", similarity, label=label, source=source)


def steered(*hits: Hit) -> str:
    found = steering(hits, INDEX)
    return found.hit.label if found else ""


def test_a_nearer_precedent_counts_more_than_two_far_ones() -> None:
    votes = precedent_votes(
        [hit(0.9, "stolen_card"), hit(0.8, "card_arrival"), hit(0.8, "card_arrival")], INDEX
    )
    assert votes[1] > votes[0]


def test_a_precedent_of_a_category_that_is_no_more_does_not_count() -> None:
    assert precedent_votes([hit(0.99, "gone")], INDEX).tolist() == [0, 0]
    assert steered(hit(0.99, "gone", CORRECTION)) == ""


def test_a_near_identical_correction_beats_nearer_examples() -> None:
    assert steered(hit(0.99, "card_arrival"), hit(0.96, "stolen_card", CORRECTION)) == "stolen_card"


def test_a_near_correction_decides_only_where_nothing_else_is_nearer() -> None:
    correction = hit(0.92, "stolen_card", CORRECTION)
    assert steered(correction, hit(0.91, "card_arrival")) == "stolen_card"
    assert steered(hit(0.93, "stolen_card"), correction) == "stolen_card"
    assert steered(hit(0.93, "card_arrival"), correction) == ""


def test_one_persons_correction_says_nothing_of_tickets_that_are_only_alike() -> None:
    alone = Hit("T-1", "cards", 0.8, "stolen_card", source=CORRECTION, teacher="ada")
    again = Hit("T-2", "cards", 0.7, "stolen_card", source=CORRECTION, teacher="ada")
    assert precedent_votes([alone, again], INDEX).tolist() == [0, 0]


@pytest.mark.parametrize(
    "second",
    [
        Hit("T-2", "cards", 0.6, "stolen_card", source=CORRECTION, teacher="bob"),
        Hit("p-1", "cards", 0.6, "stolen_card", source="example"),
    ],
)
def test_a_second_persons_word_makes_it_count(second: Hit) -> None:
    alone = Hit("T-1", "cards", 0.8, "stolen_card", source=CORRECTION, teacher="ada")
    both = precedent_votes([alone, second], INDEX)
    assert both[1] > precedent_votes([second], INDEX)[1] * 2


@pytest.mark.parametrize("similarity", [0.2, 0.7, 0.89])
def test_a_correction_that_is_only_alike_votes_like_any_other(similarity: float) -> None:
    assert steered(hit(similarity, "stolen_card", CORRECTION)) == ""


def test_an_example_never_steers() -> None:
    assert steered(hit(1.0, "stolen_card")) == ""
