"""A department with real stores under it: who works there, what waits, what assignment did."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from switchyard.adapters.exact_index import ExactIndex
from switchyard.domain.assignment import AssignmentExplanation
from switchyard.domain.desk import Desk, ScoreWeights
from switchyard.domain.employee import Employee, Release
from switchyard.domain.messages import DrainNudge, TicketNudge
from switchyard.domain.status import Status
from switchyard.domain.ticket import Decision, Ticket
from switchyard.domain.values import DecidedBy, Priority, Tier
from switchyard.domain.vector import Vector, VectorDocument, VectorKind
from switchyard.usecases.assignment.service import AssignmentNudge, AssignmentRun, AssignmentService
from testing.desks import InMemoryDesks
from tests.builders import NOON, created, new_employee, new_ticket, step
from tests.desks import axis, desk
from tests.integration.world import World

MILLISECOND = 1


@dataclass
class Floor:
    """Time stands still until a test moves it."""

    world: World
    now: datetime = NOON
    desk: Desk = field(default_factory=desk)
    made: int = 0

    def service(self, **ports: Any) -> AssignmentService:
        """As one process has it: several of them share the tables, and nothing else."""
        index = ExactIndex(self.world.vectors, lambda: self.now, recheck_ms=0, overlap_ms=0)
        given: dict[str, Any] = {
            "tickets": self.world.tickets,
            "employees": self.world.people,
            "desks": InMemoryDesks.create_from_desk(self.desk),
            "index": index,
            "clock": lambda: self.now,
        }
        return AssignmentService(**(given | ports))

    def employs(self, employee_id: str, vector: Vector | None = None, **fields: Any) -> Employee:
        employee = new_employee(employee_id, **({"languages": ("en",)} | fields))
        assert self.world.people.upsert_employee(employee)
        self.world.vectors.save_documents(
            [
                VectorDocument(
                    VectorKind.PROFILE,
                    place,
                    employee_id,
                    MILLISECOND,
                    axis(9) if vector is None else vector,
                )
                for place in employee.departments
            ]
        )
        return employee

    def says(self, employee_id: str, **own: Any) -> None:
        """What somebody says of themselves."""
        read = self.world.people.read_employees([employee_id])[employee_id]
        self.world.people.amend_employee(read.model_copy(update=own), read)

    def resolved_before(self, ticket_id: str, person: str, vector: Vector) -> None:
        document = VectorDocument(
            VectorKind.PRECEDENT, "cards", ticket_id, MILLISECOND, vector, "card_arrival", person
        )
        self.world.vectors.save_documents([document])

    def routed(
        self,
        ticket_id: str,
        vector: Vector | None = None,
        *,
        embedded: bool = True,
        place: str = "cards",
        priority: Priority = Priority.MEDIUM,
        tier: Tier = Tier.FIRST,
        requester: str = "ann@example.com",
        **fields: Any,
    ) -> Ticket:
        """A ticket that triage sent here; each is a minute younger than the one before."""
        new = new_ticket(ticket_id, minute=self.made, requester_id=requester)
        self.made += 1
        self.world.tickets.commit(created(new))
        decided: dict[str, object] = {
            "category": _by_model("card_arrival"),
            "department": _by_model(place),
            "priority": _by_model(priority),
            "tier": _by_model(tier),
        }
        ticket = new.make_next_version(self.now, status=Status.ROUTED, **decided, **fields)
        given = axis(9) if vector is None else vector
        self.world.tickets.commit(step(ticket, vector=given if embedded else None))
        return ticket

    def assign(self, *ticket_ids: str) -> AssignmentRun:
        return self.nudge([TicketNudge(ticket=one, version=1, reason="x") for one in ticket_ids])

    def drain(self, place: str = "cards", **ports: Any) -> AssignmentRun:
        return self.service(**ports).assign_tickets([DrainNudge(department=place, reason="x")])

    def nudge(self, nudges: Sequence[AssignmentNudge]) -> AssignmentRun:
        return self.service().assign_tickets(nudges)

    def free(self, ticket_id: str) -> None:
        """The ticket is resolved, and its slot given back."""
        ticket = self.stored(ticket_id)
        changed = ticket.make_next_version(self.now, status=Status.RESOLVED)
        self.world.tickets.commit(step(changed, release=Release(ticket.assignee, ticket.effort)))

    def reopen(self, ticket_id: str) -> None:
        ticket = self.stored(ticket_id)
        changed = ticket.make_next_version(
            self.now,
            status=Status.ROUTED,
            previous_assignee=ticket.assignee,
            assignee="",
            effort=0,
        )
        self.world.tickets.commit(step(changed))

    def stored(self, ticket_id: str) -> Ticket:
        return self.world.stored(ticket_id)

    def sentence(self, ticket_id: str) -> str:
        return self.explanation(ticket_id).reason

    def explanation(self, ticket_id: str) -> AssignmentExplanation:
        return self.world.tickets.read_assignment_explanations([ticket_id])[ticket_id]

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def weighs(self, **weights: float) -> None:
        """What each part of a score counts from now on; what is not named counts nothing."""
        given = ScoreWeights(**dict.fromkeys(ScoreWeights.model_fields, 0.0) | weights)
        policy = self.desk.assignment.model_copy(update={"weights": given})
        self.desk = Desk.model_validate({**dict(self.desk), "assignment": policy})

    def asks_for(self, **skills: int) -> None:
        """What tickets of card_arrival need from now on."""
        named = {name.replace("_", "-"): level for name, level in skills.items()}
        categories = tuple(
            one.model_copy(update={"skills": named}) if one.id == "card_arrival" else one
            for one in self.desk.categories
        )
        self.desk = Desk.model_validate({**dict(self.desk), "categories": categories})


def _by_model[T](value: T) -> Decision[T]:
    return Decision(value=value, confidence=0.9, decided_by=DecidedBy.MODEL)
