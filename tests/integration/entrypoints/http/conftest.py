"""The real handler over the emulator's DynamoDB and S3."""

import sys
import uuid
from collections.abc import Iterator
from importlib import import_module
from io import StringIO
from logging import StreamHandler
from random import Random
from typing import Any, cast

import pytest
from aws_lambda_powertools import Logger

from local.aws import LocalAws
from local.tables import create_tables
from switchyard import bootstrap
from switchyard.adapters.backoff import Backoff
from switchyard.adapters.dynamodb.database import DynamoDatabase
from tests.builders import make_employee
from tests.desks import make_axis_vector, make_desk
from tests.fixtures.built import reset_built_objects
from tests.integration.entrypoints.http.channel import Channel
from tests.integration.world import World

HANDLER = "functions.api.handler"


@pytest.fixture(scope="session")
def channel(emulator: LocalAws, template: dict[str, Any]) -> Iterator[Channel]:
    """One for all tests of this folder: each sends tickets of its own."""
    unique = uuid.uuid4().hex[:12]
    client = emulator.client("dynamodb")
    tables = create_tables(client, template, lambda name: f"{name}-{unique}")
    bucket = f"drops-{unique}"
    emulator.client("s3").create_bucket(Bucket=bucket)
    settings = {
        "SWITCHYARD_DESK_TABLE": tables["DeskTable"],
        "SWITCHYARD_CONTENT_TABLE": tables["ContentTable"],
        "SWITCHYARD_OPS_TABLE": tables["OpsTable"],
        "SWITCHYARD_BUCKET": bucket,
        "SWITCHYARD_EVENT_BUS": "none",
        "POWERTOOLS_METRICS_NAMESPACE": "Switchyard-test",
        "POWERTOOLS_TRACE_DISABLED": "true",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**emulator.build_environment(), **settings}.items():
            patch.setenv(name, value)
        _reset_caches()
        handler = import_module(HANDLER).handler
    bootstrap.stores.make_desk_store().activate_desk(
        make_desk(), {"card_arrival": make_axis_vector(0)}, "1"
    )
    database = DynamoDatabase(client, Backoff(Random(), lambda _: None))
    named = (tables[name] for name in ("DeskTable", "ContentTable", "OpsTable"))
    world = World(emulator, database, *named)
    _store_employees(world)
    yield Channel(world, handler)
    _reset_caches()


@pytest.fixture
def log(channel: Channel) -> Iterator[StringIO]:  # noqa: ARG001
    """What the function logs during one test."""
    handler = cast("StreamHandler[StringIO]", Logger(service="api").registered_handler)
    before, handler.stream = handler.stream, StringIO()
    yield handler.stream
    handler.stream = before


def _store_employees(world: World) -> None:
    for employee_id, department in (("E-1", "cards"), ("E-2", "cards"), ("E-9", "front")):
        employee = make_employee(employee_id, departments=(department,), capacity=1000)
        assert world.people.upsert_employee(employee)


def _reset_caches() -> None:
    """What `bootstrap` built is for one environment only."""
    sys.modules.pop(HANDLER, None)
    reset_built_objects()
