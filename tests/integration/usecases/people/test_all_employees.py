"""The whole roster, page by page."""

from collections.abc import Iterator

import boto3
import pytest

from switchyard.usecases.people import all_employees as listing
from switchyard.usecases.people.all_employees import list_everybody
from tests.builders import make_employee
from tests.fixtures.stores import build_world
from tests.fixtures.tables import TableFactory
from tests.integration.world import World


@pytest.fixture
def world(emulator: boto3.Session, table_factory: TableFactory) -> Iterator[World]:
    yield from build_world(emulator, table_factory)


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_everybody_is_listed_once_also_who_left(
    world: World, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(listing, "EMPLOYEES_PER_PAGE", 2)
    for number in range(count):
        place = "cards" if number % 2 else "loans"
        world.people.upsert_employee(
            make_employee(f"E-{number}", departments=(place,), active=number != 1)
        )
    assert [employee.employee_id for employee in list_everybody(world.people)] == [
        f"E-{n}" for n in range(count)
    ]
