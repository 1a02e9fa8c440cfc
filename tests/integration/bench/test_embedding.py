"""A floor under the embedding's speed: a ratio within one run, so that a busy machine passes."""

from bench.embedding import time_embed_and_forward
from switchyard.ml.embedding.minilm import MiniLmEmbedder


def test_embedding_costs_little_more_than_the_forward_pass() -> None:
    embed, forward = time_embed_and_forward(MiniLmEmbedder())
    assert embed / forward <= 1.6
