"""The desk as assignment sees it: the product's ports in memory, and who is on shift."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from evaluation.assignment.world import SimulatedWorld
from switchyard.domain.assignment_limits import TicketNeeds, find_exclusions
from switchyard.domain.employee import Absence, Claim, Employee, Release
from switchyard.domain.ticket import Ticket
from switchyard.domain.vector import VectorKind
from testing.people import InMemoryPeople
from testing.search import InMemoryIndex
from testing.tickets import InMemoryTickets


@dataclass
class PeopleOnShift(InMemoryPeople):
    """Employees of whom only those on shift are ever read.

    The limits would exclude all others, one by one, and most of a run's time would go into that.
    """

    on_shift: set[str] = field(default_factory=set)

    def read_employees(self, employee_ids: Sequence[str]) -> dict[str, Employee]:
        return super().read_employees([name for name in employee_ids if name in self.on_shift])


class SimulatedFloor:
    """What a policy may know. `tickets` has those that are not resolved.

    `open_tickets` counts how many of them each employee has.
    """

    def __init__(self, world: SimulatedWorld) -> None:
        self.desk = world.desk
        employees = {person.employee.employee_id: person.employee for person in world.people}
        self.people = PeopleOnShift(employees)
        self.tickets = InMemoryTickets(self.people)
        self.tickets.stored_vectors = {case.ticket.ticket_id: case.vector for case in world.cases}
        self.search = InMemoryIndex(world.documents)
        self.open_tickets: Counter[str] = Counter()
        self._members: dict[str, list[str]] = defaultdict(list)
        for employee in self.people.stored.values():
            for department in employee.departments:
                self._members[department].append(employee.employee_id)
        self._profiles = {
            document.document_id: document.vector
            for document in world.documents
            if document.kind is VectorKind.PROFILE
        }

    def write_ticket(self, ticket: Ticket) -> None:
        self.tickets.tickets[ticket.ticket_id] = ticket

    def remove_ticket(self, ticket: Ticket) -> None:
        """It is resolved: nobody has to look at it any more."""
        del self.tickets.tickets[ticket.ticket_id]

    def list_members(self, department: str) -> Sequence[str]:
        return self._members[department]

    def find_fit(self, ticket: Ticket, at: datetime) -> list[Employee]:
        """The employees of the ticket's department whom no hard limit keeps out."""
        need = TicketNeeds.create_from_ticket(ticket, self.desk)
        present = self.people.read_employees(self.list_members(ticket.in_department)).values()
        return [employee for employee in present if not find_exclusions(employee, need, at)]

    def may_take(self, employee_id: str, ticket: Ticket, at: datetime) -> bool:
        employee = self.people.stored[employee_id]
        return not find_exclusions(employee, TicketNeeds.create_from_ticket(ticket, self.desk), at)

    def compare_profiles(self, ticket: Ticket) -> dict[str, float]:
        """The cosine of each profile of the department to the ticket."""
        vector = self.tickets.stored_vectors[ticket.ticket_id]
        return {
            employee_id: float(self._profiles[employee_id] @ vector)
            for employee_id in self.list_members(ticket.in_department)
        }

    def count_effort(self, ticket: Ticket) -> int:
        return TicketNeeds.create_from_ticket(ticket, self.desk).effort

    def claim_ticket(self, employee_id: str, ticket: Ticket, at: datetime) -> None:
        self.open_tickets[employee_id] += 1
        employee = self.people.stored[employee_id]
        self.people.add_load(Claim.create_for_employee(employee, self.count_effort(ticket), at))

    def release_ticket(self, employee_id: str, ticket: Ticket) -> None:
        self.open_tickets[employee_id] -= 1
        self.people.remove_load(Release(employee_id, self.count_effort(ticket)))

    def add_absence(self, employee_id: str, absence: Absence) -> None:
        employee = self.people.stored[employee_id]
        changed = {"absences": (*employee.absences, absence)}
        self.people.stored[employee_id] = employee.model_copy(update=changed)
