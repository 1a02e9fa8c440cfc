"""The desk as assignment sees it: its ports, answered from memory."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

from bench.assignment.search import Search
from bench.assignment.world import World
from switchyard.domain.employee import Absence, Employee
from switchyard.domain.ticket import Ticket
from switchyard.domain.vector import Kind, Vector
from switchyard.usecases.assignment.limits import Need, exclusions


class Floor:
    """What is asked of `People` and `TicketStore` when somebody is chosen, and nothing else.

    `open` are the tickets that are not resolved, by id; `open_tickets` how many each person has.
    Only people `on_shift` are ever read: the limits would exclude all others, one by one, and most
    of a run's time would go into that.
    """

    def __init__(self, world: World) -> None:
        self.desk = world.desk
        self.open: dict[str, Ticket] = {}
        self.open_tickets: Counter[str] = Counter()
        self.on_shift: set[str] = set()
        self.employees = {one.employee.employee_id: one.employee for one in world.people}
        self.search = Search(world.documents)
        self._vectors = {one.ticket.ticket_id: one.vector for one in world.cases}
        self._members: dict[str, list[str]] = defaultdict(list)
        for employee in self.employees.values():
            for department in employee.departments:
                self._members[department].append(employee.employee_id)
        self._profiles = {
            one.document_id: one.vector for one in world.documents if one.kind is Kind.PROFILE
        }

    def find(self, employee_ids: Sequence[str]) -> dict[str, Employee]:
        return {one: self.employees[one] for one in employee_ids if one in self.on_shift}

    def vectors(self, ticket_ids: Sequence[str]) -> dict[str, Vector]:
        return {one: self._vectors[one] for one in ticket_ids}

    def open_of(self, requester_id: str, limit: int) -> list[Ticket]:
        found = [one for one in self.open.values() if one.requester_id == requester_id]
        return sorted(found, key=attrgetter("created_at"), reverse=True)[:limit]

    def members(self, department: str) -> Sequence[str]:
        return self._members[department]

    def fit(self, ticket: Ticket, at: datetime) -> list[Employee]:
        """Everybody in the ticket's department whom no hard limit keeps out."""
        need = Need.of(ticket, self.desk)
        there = self.find(self.members(ticket.in_department)).values()
        return [one for one in there if not exclusions(one, need, at)]

    def may_take(self, employee_id: str, ticket: Ticket, at: datetime) -> bool:
        return not exclusions(self.employees[employee_id], Need.of(ticket, self.desk), at)

    def nearness(self, ticket: Ticket) -> dict[str, float]:
        """The cosine of each profile of the department to the ticket."""
        vector = self._vectors[ticket.ticket_id]
        return {
            one: float(self._profiles[one] @ vector) for one in self.members(ticket.in_department)
        }

    def effort(self, ticket: Ticket) -> int:
        return Need.of(ticket, self.desk).effort

    def claim(self, employee_id: str, effort: int, at: datetime) -> None:
        self.open_tickets[employee_id] += 1
        employee = self.employees[employee_id]
        changed = {"load": employee.load + effort, "last_assigned_at": at}
        self.employees[employee_id] = employee.model_copy(update=changed)

    def release(self, employee_id: str, effort: int) -> None:
        self.open_tickets[employee_id] -= 1
        employee = self.employees[employee_id]
        self.employees[employee_id] = employee.model_copy(update={"load": employee.load - effort})

    def absent(self, employee_id: str, absence: Absence) -> None:
        employee = self.employees[employee_id]
        changed = {"absences": (*employee.absences, absence)}
        self.employees[employee_id] = employee.model_copy(update=changed)
