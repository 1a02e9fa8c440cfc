"""Assignment on the emulator's DynamoDB."""

from collections.abc import Iterator

import boto3
import pytest

from tests.fixtures.stores import world_of
from tests.fixtures.tables import TableFactory
from tests.integration.usecases.floor import Floor


@pytest.fixture
def floor(emulator: boto3.Session, table_factory: TableFactory) -> Iterator[Floor]:
    """Empty tables, and nobody at work yet."""
    for world in world_of(emulator, table_factory):
        yield Floor(world)
