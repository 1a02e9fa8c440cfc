import time
from random import Random

import boto3
import pytest

from switchyard.adapters.backoff import Backoff
from switchyard.adapters.dynamodb.checkpoints import DynamoIndexCheckpoints
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.domain.errors import Unavailable
from switchyard.domain.vector import VectorKind
from tests.fixtures.tables import TableFactory


@pytest.fixture
def database(moto_aws: boto3.Session) -> DynamoDatabase:
    return DynamoDatabase(moto_aws.client("dynamodb"), Backoff(Random(0), time.sleep))


@pytest.fixture
def checkpoints(database: DynamoDatabase, table_factory: TableFactory) -> DynamoIndexCheckpoints:
    return DynamoIndexCheckpoints(database, table_factory(database.client)["OpsTable"])


def test_nothing_was_reached_where_nothing_was_indexed(checkpoints: DynamoIndexCheckpoints) -> None:
    assert checkpoints.read_checkpoint(VectorKind.PRECEDENT, "cards") == 0


def test_a_checkpoint_never_goes_back(checkpoints: DynamoIndexCheckpoints) -> None:
    checkpoints.advance_checkpoint(VectorKind.PRECEDENT, "cards", 1_800_000_000_000)
    checkpoints.advance_checkpoint(VectorKind.PRECEDENT, "cards", 1_700_000_000_000)
    assert checkpoints.read_checkpoint(VectorKind.PRECEDENT, "cards") == 1_800_000_000_000


def test_each_kind_and_department_has_its_own(checkpoints: DynamoIndexCheckpoints) -> None:
    checkpoints.advance_checkpoint(VectorKind.PRECEDENT, "cards", 5)
    assert checkpoints.read_checkpoint(VectorKind.PROFILE, "cards") == 0
    assert checkpoints.read_checkpoint(VectorKind.PRECEDENT, "loans") == 0


def test_without_its_table_the_step_can_be_tried_again(database: DynamoDatabase) -> None:
    checkpoints = DynamoIndexCheckpoints(database, "none")
    with pytest.raises(Unavailable, match="read"):
        checkpoints.read_checkpoint(VectorKind.PRECEDENT, "cards")
    with pytest.raises(Unavailable, match="update"):
        checkpoints.advance_checkpoint(VectorKind.PRECEDENT, "cards", 5)
