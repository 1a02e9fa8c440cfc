"""Tickets and assignment on the emulator's DynamoDB."""

from collections.abc import Iterator

import boto3
import pytest

from tests.fixtures.stores import build_world
from tests.fixtures.tables import TableFactory
from tests.integration.usecases.floor import Floor
from tests.integration.usecases.office import Office


@pytest.fixture
def office(emulator: boto3.Session, table_factory: TableFactory) -> Iterator[Office]:
    """Empty tables, one employee, and no tickets yet."""
    for world in build_world(emulator, table_factory):
        yield Office(world)


@pytest.fixture
def floor(emulator: boto3.Session, table_factory: TableFactory) -> Iterator[Floor]:
    """Empty tables, and nobody at work yet."""
    for world in build_world(emulator, table_factory):
        yield Floor(world)
