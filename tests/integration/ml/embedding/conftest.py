import pytest

from switchyard.ml.embedding.minilm import MiniLm


@pytest.fixture(scope="session")
def minilm() -> MiniLm:
    return MiniLm()
