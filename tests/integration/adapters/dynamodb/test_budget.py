import time
from datetime import date
from random import Random

import boto3
import pytest

from switchyard.adapters.backoff import Backoff
from switchyard.adapters.dynamodb.budget import DynamoCallBudget
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.domain.errors import Unavailable
from tests.fixtures.tables import TableFactory

TODAY, TOMORROW = date(2026, 11, 21), date(2026, 11, 22)


@pytest.fixture
def database(moto_aws: boto3.Session) -> DynamoDatabase:
    return DynamoDatabase(moto_aws.client("dynamodb"), Backoff(Random(0), time.sleep))


@pytest.fixture
def budget(database: DynamoDatabase, table_factory: TableFactory) -> DynamoCallBudget:
    return DynamoCallBudget(database, table_factory(database.client)["OpsTable"])


def test_a_day_has_so_many_calls_and_no_more(budget: DynamoCallBudget) -> None:
    assert [budget.take_call(TODAY, 2) for _ in range(4)] == [True, True, False, False]


def test_no_calls_are_none(budget: DynamoCallBudget) -> None:
    assert not budget.take_call(TODAY, 0)


def test_each_day_has_its_own(budget: DynamoCallBudget) -> None:
    assert budget.take_call(TODAY, 1)
    assert not budget.take_call(TODAY, 1)
    assert budget.take_call(TOMORROW, 1)


def test_a_bound_that_was_raised_holds_at_once(budget: DynamoCallBudget) -> None:
    budget.take_call(TODAY, 1)
    assert budget.take_call(TODAY, 2)


def test_what_was_counted_is_forgotten_after_a_month(budget: DynamoCallBudget) -> None:
    budget.take_call(TODAY, 1)
    [item] = budget.database.client.scan(TableName=budget.table)["Items"]
    assert item["calls"] == {"N": "1"}
    assert item["expires_at"] == {"N": "1797984000"}


def test_without_its_table_nothing_may_be_asked(database: DynamoDatabase) -> None:
    with pytest.raises(Unavailable):
        DynamoCallBudget(database, "none").take_call(TODAY, 1)
