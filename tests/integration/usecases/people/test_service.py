"""Who a signed-in person is, and who may see who works here."""

from collections.abc import Iterator

import boto3
import pytest

from switchyard.domain.errors import Forbidden
from switchyard.domain.viewer import Role, Viewer
from switchyard.usecases.people.service import EmployeeService
from testing.desks import InMemoryDesks
from tests.builders import make_employee
from tests.desks import make_desk
from tests.fixtures.stores import build_world
from tests.fixtures.tables import TableFactory
from tests.integration.world import World


@pytest.fixture
def world(emulator: boto3.Session, table_factory: TableFactory) -> Iterator[World]:
    yield from build_world(emulator, table_factory)


@pytest.fixture
def service(world: World) -> EmployeeService:
    world.people.upsert_employee(make_employee("E-1", departments=("cards", "fraud")))
    world.people.upsert_employee(make_employee("E-2", departments=("front",), active=False))
    world.people.upsert_employee(
        make_employee("E-3", departments=("front",), email="lead.cards@example.com")
    )
    return EmployeeService(world.people, InMemoryDesks.create_from_desk(make_desk()))


def test_an_agent_works_where_the_roster_says(service: EmployeeService) -> None:
    viewer = service.build_viewer(Role.AGENT, " E-1@Example.com ")
    departments = frozenset({"cards", "fraud"})
    assert viewer == Viewer(Role.AGENT, "e-1@example.com", "E-1", departments)


def test_a_lead_sees_what_the_desk_gives_them_beside_where_they_work(
    service: EmployeeService,
) -> None:
    viewer = service.build_viewer(Role.LEAD, "lead.cards@example.com")
    assert (viewer.employee_id, viewer.departments) == ("E-3", frozenset({"cards", "front"}))
    outside = service.build_viewer(Role.LEAD, "lead.fraud@example.com")
    assert (outside.employee_id, outside.departments) == ("", frozenset({"fraud"}))


def test_leading_a_department_takes_the_role_and_not_the_address_alone(
    service: EmployeeService,
) -> None:
    viewer = service.build_viewer(Role.AGENT, "lead.cards@example.com")
    assert viewer.departments == {"front"}


@pytest.mark.parametrize("email", ["e-2@example.com", "nobody@example.com"])
def test_somebody_not_on_the_roster_or_not_any_more_works_nowhere(
    service: EmployeeService, email: str
) -> None:
    assert service.build_viewer(Role.AGENT, email) == Viewer(Role.AGENT, email)


@pytest.mark.parametrize("role", [Role.REQUESTER, Role.ADMIN])
def test_other_roles_need_no_roster(service: EmployeeService, role: Role) -> None:
    assert service.build_viewer(role, "e-1@example.com") == Viewer(role, "e-1@example.com")


def test_colleagues_see_each_other(service: EmployeeService) -> None:
    viewer = service.build_viewer(Role.AGENT, "e-1@example.com")
    assert [employee.employee_id for employee in service.list_employees(viewer, "cards").items] == [
        "E-1"
    ]
    assert [employee.employee_id for employee in service.list_employees(viewer).items] == ["E-1"]


def test_requesters_and_other_departments_see_nobody(service: EmployeeService) -> None:
    with pytest.raises(Forbidden):
        service.list_employees(service.build_viewer(Role.REQUESTER, "ann@example.com"), "cards")
    with pytest.raises(Forbidden):
        service.list_employees(service.build_viewer(Role.REQUESTER, "ann@example.com"))
    with pytest.raises(Forbidden):
        service.list_employees(service.build_viewer(Role.AGENT, "e-1@example.com"), "front")
