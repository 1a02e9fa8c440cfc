import time
from random import Random

import boto3
import pytest

from switchyard.adapters.backoff import Backoff
from switchyard.adapters.dynamodb.checkpoints import DynamoCheckpoints
from switchyard.adapters.dynamodb.database import Database
from switchyard.domain.errors import Unavailable
from switchyard.domain.vector import Kind
from tests.fixtures.tables import TableFactory


@pytest.fixture
def database(moto_aws: boto3.Session) -> Database:
    return Database(moto_aws.client("dynamodb"), Backoff(Random(0), time.sleep))


@pytest.fixture
def checkpoints(database: Database, table_factory: TableFactory) -> DynamoCheckpoints:
    return DynamoCheckpoints(database, table_factory(database.client)["OpsTable"])


def test_nothing_was_reached_where_nothing_was_indexed(checkpoints: DynamoCheckpoints) -> None:
    assert checkpoints.reached(Kind.PRECEDENT, "cards") == 0


def test_a_checkpoint_never_goes_back(checkpoints: DynamoCheckpoints) -> None:
    checkpoints.advance(Kind.PRECEDENT, "cards", 1_800_000_000_000)
    checkpoints.advance(Kind.PRECEDENT, "cards", 1_700_000_000_000)
    assert checkpoints.reached(Kind.PRECEDENT, "cards") == 1_800_000_000_000


def test_each_kind_and_department_has_its_own(checkpoints: DynamoCheckpoints) -> None:
    checkpoints.advance(Kind.PRECEDENT, "cards", 5)
    assert checkpoints.reached(Kind.PROFILE, "cards") == 0
    assert checkpoints.reached(Kind.PRECEDENT, "loans") == 0


def test_without_its_table_the_step_can_be_tried_again(database: Database) -> None:
    checkpoints = DynamoCheckpoints(database, "none")
    with pytest.raises(Unavailable, match="read"):
        checkpoints.reached(Kind.PRECEDENT, "cards")
    with pytest.raises(Unavailable, match="update"):
        checkpoints.advance(Kind.PRECEDENT, "cards", 5)
