import time
from datetime import date
from random import Random

import boto3
import pytest

from switchyard.adapters.backoff import Backoff
from switchyard.adapters.dynamodb.budget import DynamoBudget
from switchyard.adapters.dynamodb.database import Database
from switchyard.domain.errors import Unavailable
from tests.fixtures.tables import TableFactory

TODAY, TOMORROW = date(2026, 11, 21), date(2026, 11, 22)


@pytest.fixture
def database(moto_aws: boto3.Session) -> Database:
    return Database(moto_aws.client("dynamodb"), Backoff(Random(0), time.sleep))


@pytest.fixture
def budget(database: Database, table_factory: TableFactory) -> DynamoBudget:
    return DynamoBudget(database, table_factory(database.client)["OpsTable"])


def test_a_day_has_so_many_calls_and_no_more(budget: DynamoBudget) -> None:
    assert [budget.take(TODAY, 2) for _ in range(4)] == [True, True, False, False]


def test_no_calls_are_none(budget: DynamoBudget) -> None:
    assert not budget.take(TODAY, 0)


def test_each_day_has_its_own(budget: DynamoBudget) -> None:
    assert budget.take(TODAY, 1)
    assert not budget.take(TODAY, 1)
    assert budget.take(TOMORROW, 1)


def test_a_bound_that_was_raised_holds_at_once(budget: DynamoBudget) -> None:
    budget.take(TODAY, 1)
    assert budget.take(TODAY, 2)


def test_what_was_counted_is_forgotten_after_a_month(budget: DynamoBudget) -> None:
    budget.take(TODAY, 1)
    [item] = budget.database.client.scan(TableName=budget.table)["Items"]
    assert item["calls"] == {"N": "1"}
    assert item["expires_at"] == {"N": "1797984000"}


def test_without_its_table_nothing_may_be_asked(database: Database) -> None:
    with pytest.raises(Unavailable):
        DynamoBudget(database, "none").take(TODAY, 1)
