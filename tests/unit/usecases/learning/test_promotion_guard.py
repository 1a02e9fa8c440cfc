from dataclasses import replace

import numpy as np
import pytest

from switchyard.usecases.learning import promotion_guard as guard
from switchyard.usecases.learning.promotion_guard import find_worse_categories, is_worse
from tests.unit.usecases.learning.test_training import make_lesson, train_lesson

TICKETS = 30


def count_right(*right_of_category: tuple[int, int], tickets: int = TICKETS) -> list[int]:
    """How many each gets right: the candidate, and the classifier in force, the same ones first."""
    labels = np.repeat(np.arange(len(right_of_category)), tickets).astype(np.intp)
    place = np.tile(np.arange(tickets), len(right_of_category))
    candidate, serving = (
        np.repeat(rights, tickets) for rights in zip(*right_of_category, strict=True)
    )
    return find_worse_categories(labels, place < candidate, place < serving)


def test_a_category_that_a_candidate_loses_is_found_though_others_win() -> None:
    assert count_right((30, 10), (30, 10), (12, 28)) == [2]


def test_a_ticket_or_two_are_noise() -> None:
    assert count_right((27, 29), (29, 28), (26, 28)) == []


def test_with_many_categories_it_takes_more_to_be_worse_in_one() -> None:
    assert count_right((25, 30)) == [0]
    assert count_right((25, 30), *[(30, 30)] * 49) == []
    assert count_right((15, 30), *[(30, 30)] * 49) == [0]


def test_a_category_with_few_new_tickets_is_not_judged() -> None:
    assert count_right((0, 19), tickets=19) == []


def test_nothing_new_is_not_worse() -> None:
    nothing = np.zeros(0, bool)
    assert find_worse_categories(np.zeros(0, np.intp), nothing, nothing) == []


def test_a_candidate_that_wins_as_much_as_it_loses_is_refused_for_the_category_it_loses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = train_lesson(make_lesson(40, 40, 40, 40, changed_at=20))
    labels = made.lesson.labels
    loses_the_first = np.eye(4)[np.where(labels == 0, 1, labels)]
    candidate = replace(made, probabilities=loses_the_first)
    serving = replace(
        made.classifier, card=made.classifier.card.model_copy(update={"data_until": 10})
    )
    monkeypatch.setattr(guard, "_guess_with_serving", lambda *_: np.where(labels == 1, 0, labels))
    assert is_worse(candidate, serving)
    monkeypatch.setattr(guard, "find_worse_categories", lambda *_: [])
    assert not is_worse(candidate, serving)
