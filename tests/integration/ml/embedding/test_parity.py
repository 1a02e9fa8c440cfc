"""Our vectors are those of sentence-transformers, for 200 texts of every kind."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from switchyard.ml.embedding.minilm import MiniLmEmbedder

REFERENCE = Path(__file__).parent / "reference"

Vectors = NDArray[np.float32]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [json.loads(line) for line in (REFERENCE / "texts.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module")
def expected() -> Vectors:
    vectors: Vectors = np.load(REFERENCE / "vectors.npz")["vectors"]
    return vectors


@pytest.fixture(scope="module")
def embedded(minilm: MiniLmEmbedder, texts: list[str]) -> Vectors:
    return minilm.embed_texts(texts)


def test_every_number_agrees_with_the_reference(embedded: Vectors, expected: Vectors) -> None:
    assert embedded.shape == expected.shape == (200, 384)
    assert np.abs(embedded - expected).max() < 1e-5


def test_every_direction_agrees_with_the_reference(embedded: Vectors, expected: Vectors) -> None:
    assert (embedded * expected).sum(axis=1).min() > 0.99999


def test_a_text_alone_has_the_vector_it_has_among_others(
    minilm: MiniLmEmbedder, texts: list[str], embedded: Vectors
) -> None:
    for row in range(0, len(texts), 9):
        assert np.abs(minilm.embed_texts([texts[row]])[0] - embedded[row]).max() < 1e-6
