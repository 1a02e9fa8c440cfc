"""The embedding model as it is built, once for a process."""

import pytest

from switchyard.ml.embedding.minilm import MiniLmEmbedder


@pytest.fixture(scope="session")
def minilm() -> MiniLmEmbedder:
    return MiniLmEmbedder()
