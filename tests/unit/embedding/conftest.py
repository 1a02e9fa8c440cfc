import pytest

from switchyard.embedding.minilm import MiniLm


@pytest.fixture(scope="session")
def minilm() -> MiniLm:
    return MiniLm()
