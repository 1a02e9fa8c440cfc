"""Where the contracts are held: moto in this process, and the emulator."""

import time
import uuid
from collections.abc import Iterator
from random import Random

import boto3
import pytest

from switchyard.adapters.backoff import Backoff
from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.s3 import S3Files
from tests.contract.world import World
from tests.fixtures.tables import TableFactory

BACKOFF = Backoff(Random(), time.sleep)


def world_of(aws: boto3.Session, create: TableFactory) -> Iterator[World]:
    """Empty tables of its own for one test, and the stores over them."""
    client = aws.client("dynamodb")
    tables = create(client)
    yield World(aws, Database(client, BACKOFF), tables["DeskTable"], tables["ContentTable"])
    for name in tables.values():
        client.delete_table(TableName=name)


@pytest.fixture(params=["moto_aws", "emulator"])
def aws(request: pytest.FixtureRequest) -> boto3.Session:
    """AWS as moto plays it, then as the emulator does."""
    session: boto3.Session = request.getfixturevalue(request.param)
    return session


@pytest.fixture
def world(aws: boto3.Session, table_factory: TableFactory) -> Iterator[World]:
    """Every store, on moto and on the emulator."""
    yield from world_of(aws, table_factory)


@pytest.fixture(params=["moto_aws", "emulator", "localstack"])
def s3_and_sqs(request: pytest.FixtureRequest) -> boto3.Session:
    """The services that LocalStack has too, on each of the three."""
    session: boto3.Session = request.getfixturevalue(request.param)
    return session


@pytest.fixture
def files(s3_and_sqs: boto3.Session) -> S3Files:
    """A bucket of its own, with versions."""
    return bucket_of(s3_and_sqs)


def bucket_of(aws: boto3.Session) -> S3Files:
    """An empty bucket with versions."""
    client = aws.client("s3")
    name = f"drops-{uuid.uuid4().hex[:12]}"
    client.create_bucket(Bucket=name)
    client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return S3Files(client, name)


@pytest.fixture
def emulated(emulator: boto3.Session, table_factory: TableFactory) -> Iterator[World]:
    """Every store, on the emulator only: its transactions hold under many threads."""
    yield from world_of(emulator, table_factory)
