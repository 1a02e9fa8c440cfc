"""Splits and draws."""

import csv
from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evaluation.datasets import LabelledTexts, draw_examples
from evaluation.quality.languages import FOREIGN

LABELS = ["card"] * 5 + ["fee"] * 2


def split() -> LabelledTexts:
    return LabelledTexts([str(row) for row in range(7)], LABELS, np.eye(7, dtype=np.float32))


@given(st.integers(1, 9), st.integers(0, 99))
def test_a_draw_has_so_many_of_each_or_all_there_are(most: int, seed: int) -> None:
    drawn = draw_examples(split(), most, seed)
    assert Counter(drawn.labels) == {"card": min(most, 5), "fee": min(most, 2)}
    assert len(set(drawn.texts)) == len(drawn.texts)


def test_a_draw_is_the_same_for_a_seed_and_keeps_texts_and_vectors_together() -> None:
    first, same, other = (draw_examples(split(), 2, seed) for seed in (3, 3, 4))
    assert first.texts == same.texts != other.texts
    assert first.vectors.argmax(axis=1).tolist() == [int(text) for text in first.texts]


def test_foreign_tickets_are_twenty_in_each_of_ten_languages() -> None:
    with FOREIGN.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    counts = Counter(row["language"] for row in rows)
    assert len(counts) == 10
    assert set(counts.values()) == {20}
    assert len({row["text"] for row in rows}) == 200
