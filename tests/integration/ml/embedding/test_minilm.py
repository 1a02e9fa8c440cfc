"""What the product counts on when it embeds texts."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchyard.ml.embedding import minilm as module
from switchyard.ml.embedding.minilm import (
    BATCH_TOKENS,
    MiniLmEmbedder,
    ModelNotBuilt,
    cut_head,
    group_batches,
)

TEXTS = ["my card has not arrived", "", "the printer is on fire " * 40, "vpn"]


def test_vectors_have_unit_length_and_keep_the_order(minilm: MiniLmEmbedder) -> None:
    vectors = minilm.embed_texts(TEXTS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert np.allclose(minilm.embed_texts([text])[0], vector, atol=1e-6)


def test_no_texts_give_no_rows(minilm: MiniLmEmbedder) -> None:
    assert minilm.embed_texts([]).shape == (0, 384)


def test_a_half_surrogate_is_left_out(minilm: MiniLmEmbedder) -> None:
    assert np.array_equal(
        minilm.embed_texts(["broken \ud83d text"]), minilm.embed_texts(["broken  text"])
    )


def test_the_name_says_model_precision_and_version(minilm: MiniLmEmbedder) -> None:
    assert minilm.name == "all-MiniLM-L6-v2/fp32-1"


def test_a_missing_model_says_how_to_build_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MODEL_PACKAGE", "switchyard_nothing")
    with pytest.raises(ModelNotBuilt, match="make build"):
        MiniLmEmbedder()


def test_the_model_can_lie_in_any_folder(minilm: MiniLmEmbedder, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.symlink_to(module.find_model_folder())
    assert np.array_equal(
        MiniLmEmbedder(folder=folder).embed_texts(TEXTS), minilm.embed_texts(TEXTS)
    )


@given(st.lists(st.integers(2, 256), max_size=60))
def test_every_row_is_in_one_batch_that_keeps_to_the_budget(lengths: list[int]) -> None:
    grouped = list(group_batches(lengths))
    assert sorted(row for batch in grouped for row in batch) == list(range(len(lengths)))
    for batch in grouped:
        assert len(batch) * max(lengths[row] for row in batch) <= BATCH_TOKENS


@settings(max_examples=50)
@given(
    st.lists(st.text(max_size=12) | st.sampled_from(["a" * 150, " ", "́", "好"]), min_size=1),
    st.integers(1, 400),
)
def test_cutting_a_long_text_first_changes_no_token(
    minilm: MiniLmEmbedder, words: list[str], times: int
) -> None:
    text = " ".join(words * times)
    [ours] = minilm._encode_texts([text])
    assert ours.ids == minilm._tokenizer.encode(text).ids


def test_only_the_head_of_a_long_text_is_tokenized() -> None:
    assert len(cut_head("five words of some length " * 1000)) <= 4096
