"""Tickets as people send them."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.quality.disturb import (
    DISTURBANCES,
    add_one_typo,
    disturb_texts,
    join_issues,
    reword_text,
)

TEXT = "My card has not arrived. When do I get it?"


@given(st.text(max_size=40), st.integers(0, 99))
def test_a_typo_changes_at_most_two_letters_beside_each_other(text: str, seed: int) -> None:
    typed = add_one_typo(text, random.Random(seed))
    assert abs(len(typed) - len(text)) <= 1
    same = [a == b for a, b in zip(text, typed, strict=False)]
    start = same.index(False) if False in same else len(same)
    assert typed[:start] == text[:start]
    assert any(
        typed[start + there :] == text[start + here :] for here in range(3) for there in range(3)
    )


@pytest.mark.parametrize("name", DISTURBANCES)
def test_a_disturbed_ticket_is_another_and_always_the_same(name: str) -> None:
    how = DISTURBANCES[name]
    assert disturb_texts([TEXT], how, seed=1) == disturb_texts([TEXT], how, seed=1) != [TEXT]


@pytest.mark.parametrize("name", ["greeting_and_signature", "quoted_reply_chain"])
def test_what_stands_around_a_ticket_leaves_it_whole(name: str) -> None:
    [written] = disturb_texts([TEXT], DISTURBANCES[name], seed=1)
    assert TEXT in written


def test_a_reworded_ticket_says_the_same_in_another_order() -> None:
    written = reword_text(TEXT, random.Random(0))
    assert written.endswith("When do I receive it? My card has not arrived.")


def test_two_issues_are_both_in_the_ticket() -> None:
    assert all(
        part in join_issues("My card is lost.", "What is the fee?") for part in ("lost", "fee")
    )
