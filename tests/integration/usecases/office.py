"""Tickets and the people who work on them, over real stores."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from switchyard.domain.desk import Desk
from switchyard.domain.employee import Employee
from switchyard.domain.status import Status
from switchyard.domain.submission import RequesterIdentity, Submission
from switchyard.domain.ticket import Decision, Origin, Ticket
from switchyard.domain.values import Channel, DecidedBy, Lane
from switchyard.domain.vector import VectorDocument, VectorKind
from switchyard.domain.viewer import SYSTEM_VIEWER, Role, Viewer
from switchyard.usecases.actions.ownership import OwnershipService
from switchyard.usecases.actions.service import TicketChangeService
from switchyard.usecases.incidents.manual_linking_service import TicketLinkService
from switchyard.usecases.intake.tickets import TicketIntake
from switchyard.usecases.queries.tickets import TicketReader
from switchyard.usecases.tickets.change_by_person import ChangeByPerson
from testing.desks import InMemoryDesks
from tests.builders import NOON, claim, make_creation, make_decisions, make_employee, make_step
from tests.builders import make_new_ticket as unsaved
from tests.desks import make_axis_vector, make_desk
from tests.integration.world import World

ANN = Viewer(Role.REQUESTER, "ann@example.com")
BOB = Viewer(Role.REQUESTER, "bob@example.com")
ADA = Viewer(Role.ADMIN, "ada@example.com")
AGENT = Viewer(Role.AGENT, "e-1@example.com", "E-1", frozenset({"cards"}))
COLLEAGUE = Viewer(Role.AGENT, "e-2@example.com", "E-2", frozenset({"cards"}))
STRANGER = Viewer(Role.AGENT, "e-9@example.com", "E-9", frozenset({"front"}))
LEAD = Viewer(Role.LEAD, "lead.cards@example.com", "", frozenset({"cards"}))


@dataclass
class Office:
    """Time stands still until a test moves it. E-1 works in cards, with 6 points of capacity."""

    world: World
    desk: Desk = field(default_factory=make_desk)
    now: datetime = NOON + timedelta(hours=1)
    employee: Employee = field(
        default_factory=lambda: make_employee(capacity=6, languages=("en",), dropped_at="1")
    )

    def __post_init__(self) -> None:
        assert self.world.people.upsert_employee(self.employee)

    @property
    def changes(self) -> ChangeByPerson:
        return ChangeByPerson(
            self.world.tickets, InMemoryDesks.create_from_desk(self.desk), lambda: self.now
        )

    @property
    def reader(self) -> TicketReader:
        return TicketReader(self.world.tickets)

    @property
    def service(self) -> TicketChangeService:
        return TicketChangeService(self.changes, self.world.people)

    @property
    def linking(self) -> TicketLinkService:
        return TicketLinkService(self.changes)

    @property
    def handling(self) -> OwnershipService:
        return OwnershipService(self.changes, self.world.people)

    @property
    def intake(self) -> TicketIntake:
        return TicketIntake(self.world.tickets, self.world.people, self.desk, lambda: self.now)

    def submit_ticket(
        self, submission: Submission, ticket_id: str = "T-1", actor: Viewer = SYSTEM_VIEWER
    ) -> Ticket:
        return self.intake.create_ticket(
            submission, Channel.HTTPS, Lane.LIVE, Origin(), ticket_id, actor
        )

    def has(self, status: Status, effort: int = 3, **fields: object) -> Ticket:
        """T-1 of ann, embedded, triaged to cards, in this status; E-1 has it where somebody must.

        Written step by step, as it would be.
        """
        world, at = self.world, NOON
        ticket = unsaved("T-1")
        world.tickets.commit(make_creation(ticket))
        if status is Status.PENDING:
            return ticket
        triaged = Status.MANUAL_REVIEW if status is Status.MANUAL_REVIEW else Status.ROUTED
        given = {**make_decisions("cards"), "reason": "Card arrival is 71% probable.", **fields}
        ticket = ticket.make_next_version(at, status=triaged, **given)
        world.tickets.commit(make_step(ticket, vector=make_axis_vector(5)))
        for next_status in _WAY.get(status, ()):
            ticket = self._move_to_status(ticket, next_status, effort)
        return ticket

    def _move_to_status(self, ticket: Ticket, status: Status, effort: int) -> Ticket:
        if status is not Status.ASSIGNED:
            changed = ticket.make_next_version(NOON, status=status)
            self.world.tickets.commit(make_step(changed))
            return changed
        changed = ticket.make_next_version(
            NOON, status=status, assignee="E-1", effort=effort, assignments=1
        )
        stored = self.world.people.read_employees(["E-1"])["E-1"]
        self.world.tickets.commit(make_step(changed, claim=claim(stored, effort)))
        return changed

    def list_precedents(self, department: str) -> list[VectorDocument]:
        return self.world.vectors.read_changes(VectorKind.PRECEDENT, department, 0)

    def read_stored(self) -> Ticket:
        return self.world.read_stored("T-1")


_WAY = {
    Status.WAITING: (Status.WAITING,),
    Status.ASSIGNED: (Status.ASSIGNED,),
    Status.IN_PROGRESS: (Status.ASSIGNED, Status.IN_PROGRESS),
}


def make_submission(**fields: object) -> Submission:
    given: dict[str, object] = {
        "title": "My card",
        "description": "It has not come yet.",
        "requester": RequesterIdentity(email="ann@example.com", name="Ann"),
    }
    return Submission.model_validate(given | fields)


def make_person_decision[T](value: T) -> Decision[T]:
    return Decision(value=value, confidence=1.0, decided_by=DecidedBy.PERSON)
