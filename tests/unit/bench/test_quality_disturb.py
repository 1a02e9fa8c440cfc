"""Tickets as people send them."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.quality.disturb import DISTURBANCES, disturbed, joined, one_typo, reworded

TEXT = "My card has not arrived. When do I get it?"


@given(st.text(max_size=40), st.integers(0, 99))
def test_a_typo_changes_at_most_two_letters_beside_each_other(text: str, seed: int) -> None:
    told = one_typo(text, random.Random(seed))
    assert abs(len(told) - len(text)) <= 1
    same = [a == b for a, b in zip(text, told, strict=False)]
    start = same.index(False) if False in same else len(same)
    assert told[:start] == text[:start]
    assert any(
        told[start + there :] == text[start + here :] for here in range(3) for there in range(3)
    )


@pytest.mark.parametrize("name", DISTURBANCES)
def test_a_disturbed_ticket_is_another_and_always_the_same(name: str) -> None:
    how = DISTURBANCES[name]
    assert disturbed([TEXT], how, seed=1) == disturbed([TEXT], how, seed=1) != [TEXT]


@pytest.mark.parametrize("name", ["greeting_and_signature", "quoted_reply_chain"])
def test_what_stands_around_a_ticket_leaves_it_whole(name: str) -> None:
    [told] = disturbed([TEXT], DISTURBANCES[name], seed=1)
    assert TEXT in told


def test_a_reworded_ticket_says_the_same_in_another_order() -> None:
    told = reworded(TEXT, random.Random(0))
    assert told.endswith("When do I receive it? My card has not arrived.")


def test_two_issues_are_both_in_the_ticket() -> None:
    assert all(part in joined("My card is lost.", "What is the fee?") for part in ("lost", "fee"))
