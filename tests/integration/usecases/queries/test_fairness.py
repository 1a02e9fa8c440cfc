"""Who may ask how work is shared out, and over which months."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import boto3
import pytest

from switchyard.domain.desk import FairnessPolicy
from switchyard.domain.errors import Forbidden, InvalidInput
from switchyard.domain.fairness import FairnessFigures
from switchyard.domain.viewer import Role, Viewer
from switchyard.usecases.queries.fairness import FairnessService
from testing.desks import InMemoryDesks
from tests.builders import make_employee
from tests.desks import make_desk
from tests.fixtures.stores import build_world
from tests.fixtures.tables import TableFactory
from tests.integration.world import World

ADA = Viewer(Role.ADMIN, "ada@example.com")
LEAD = Viewer(Role.LEAD, "lead.cards@example.com", "", frozenset({"cards"}))
AGENT = Viewer(Role.AGENT, "e-1@example.com", "E-1", frozenset({"cards"}))
ANN = Viewer(Role.REQUESTER, "ann@example.com")
NEW_YEAR = datetime(2027, 1, 1, 8, tzinfo=UTC)


@dataclass
class Counted:
    """A `Ledger`: five people have ten points each month, and E-0 one more."""

    requests: list[tuple[str, str]] = field(default_factory=list)

    def read_figures(self, department: str, month: str) -> dict[str, FairnessFigures]:
        self.requests.append((department, month))
        efforts = [11, 10, 10, 10, 10]
        return {
            f"E-{n}": FairnessFigures(tickets=2, effort=effort) for n, effort in enumerate(efforts)
        }


@pytest.fixture
def ledger() -> Counted:
    return Counted()


@pytest.fixture
def world(emulator: boto3.Session, table_factory: TableFactory) -> Iterator[World]:
    for made in build_world(emulator, table_factory):
        for number in range(5):
            made.people.upsert_employee(make_employee(f"E-{number}", capacity=1))
        yield made


def build_service(world: World, ledger: Counted, *, persons: bool = False) -> FairnessService:
    policy = make_desk().model_copy(update={"fairness": FairnessPolicy(persons=persons)})
    return FairnessService(
        ledger, world.people, InMemoryDesks.create_from_desk(policy), lambda: NEW_YEAR
    )


def test_the_months_of_a_period_are_added_up_by_person(world: World, ledger: Counted) -> None:
    report = build_service(world, ledger).build_report(LEAD, "cards", "2026-11")
    assert ledger.requests == [("cards", f"{month}") for month in ("2026-11", "2026-12", "2027-01")]
    (department_figures,) = report.departments
    assert (department_figures.figures, department_figures.largest_gap) == (
        FairnessFigures(tickets=30, effort=153),
        3,
    )
    assert (report.persons, department_figures.persons) == (False, ())


def test_leads_hear_of_what_they_lead_and_admins_of_all(world: World, ledger: Counted) -> None:
    service = build_service(world, ledger)
    assert [
        department_figures.department
        for department_figures in service.build_report(LEAD).departments
    ] == ["cards"]
    assert [
        department_figures.department
        for department_figures in service.build_report(ADA).departments
    ] == [department.id for department in make_desk().departments]


def test_persons_are_shown_where_the_desk_says_so(world: World, ledger: Counted) -> None:
    report = build_service(world, ledger, persons=True).build_report(LEAD)
    assert report.persons
    assert [person_figures.employee_id for person_figures in report.departments[0].persons] == [
        f"E-{number}" for number in range(5)
    ]


@pytest.mark.parametrize("viewer", [AGENT, ANN])
def test_who_leads_nothing_hears_nothing(world: World, ledger: Counted, viewer: Viewer) -> None:
    for department in ("", "cards", "nowhere"):
        with pytest.raises(Forbidden):
            build_service(world, ledger).build_report(viewer, department)
    assert ledger.requests == []


def test_leads_hear_nothing_of_other_departments(world: World, ledger: Counted) -> None:
    with pytest.raises(Forbidden):
        build_service(world, ledger).build_report(LEAD, "front")


def test_a_department_that_there_is_not_is_named(world: World, ledger: Counted) -> None:
    with pytest.raises(InvalidInput, match="department: there is no department nowhere"):
        build_service(world, ledger).build_report(ADA, "nowhere")
