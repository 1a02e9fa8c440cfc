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
from tests.builders import NOON, make_creation, make_employee, make_new_ticket, make_step
from tests.desks import make_axis_vector, make_desk
from tests.integration.world import World

MILLISECOND = 1


@dataclass
class Floor:
    """Time stands still until a test moves it."""

    world: World
    now: datetime = NOON
    desk: Desk = field(default_factory=make_desk)
    made: int = 0

    def build_service(self, **ports: Any) -> AssignmentService:
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

    def store_employee(
        self, employee_id: str, vector: Vector | None = None, **fields: Any
    ) -> Employee:
        employee = make_employee(employee_id, **({"languages": ("en",)} | fields))
        assert self.world.people.upsert_employee(employee)
        self.world.vectors.save_documents(
            [
                VectorDocument(
                    VectorKind.PROFILE,
                    place,
                    employee_id,
                    MILLISECOND,
                    make_axis_vector(9) if vector is None else vector,
                )
                for place in employee.departments
            ]
        )
        return employee

    def set_availability(self, employee_id: str, **fields: Any) -> None:
        """What somebody says of themselves."""
        read = self.world.people.read_employees([employee_id])[employee_id]
        self.world.people.amend_employee(read.model_copy(update=fields), read)

    def store_resolved_ticket(self, ticket_id: str, person: str, vector: Vector) -> None:
        document = VectorDocument(
            VectorKind.PRECEDENT, "cards", ticket_id, MILLISECOND, vector, "card_arrival", person
        )
        self.world.vectors.save_documents([document])

    def store_routed_ticket(
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
        new = make_new_ticket(ticket_id, minute=self.made, requester_id=requester)
        self.made += 1
        self.world.tickets.commit(make_creation(new))
        decided: dict[str, object] = {
            "category": _make_model_decision("card_arrival"),
            "department": _make_model_decision(place),
            "priority": _make_model_decision(priority),
            "tier": _make_model_decision(tier),
        }
        ticket = new.make_next_version(self.now, status=Status.ROUTED, **decided, **fields)
        given = make_axis_vector(9) if vector is None else vector
        self.world.tickets.commit(make_step(ticket, vector=given if embedded else None))
        return ticket

    def assign(self, *ticket_ids: str) -> AssignmentRun:
        return self.nudge(
            [TicketNudge(ticket=ticket_id, version=1, reason="x") for ticket_id in ticket_ids]
        )

    def drain(self, place: str = "cards", **ports: Any) -> AssignmentRun:
        return self.build_service(**ports).assign_tickets(
            [DrainNudge(department=place, reason="x")]
        )

    def nudge(self, nudges: Sequence[AssignmentNudge]) -> AssignmentRun:
        return self.build_service().assign_tickets(nudges)

    def release_ticket(self, ticket_id: str) -> None:
        """The ticket is resolved, and its slot given back."""
        ticket = self.read_stored(ticket_id)
        changed = ticket.make_next_version(self.now, status=Status.RESOLVED)
        self.world.tickets.commit(
            make_step(changed, release=Release(ticket.assignee, ticket.effort))
        )

    def reopen(self, ticket_id: str) -> None:
        ticket = self.read_stored(ticket_id)
        changed = ticket.make_next_version(
            self.now,
            status=Status.ROUTED,
            previous_assignee=ticket.assignee,
            assignee="",
            effort=0,
        )
        self.world.tickets.commit(make_step(changed))

    def read_stored(self, ticket_id: str) -> Ticket:
        return self.world.read_stored(ticket_id)

    def read_sentence(self, ticket_id: str) -> str:
        return self.read_explanation(ticket_id).reason

    def read_explanation(self, ticket_id: str) -> AssignmentExplanation:
        return self.world.tickets.read_assignment_explanations([ticket_id])[ticket_id]

    def advance_clock(self, **by: float) -> None:
        self.now += timedelta(**by)

    def set_weights(self, **weights: float) -> None:
        """What each part of a score counts from now on; what is not named counts nothing."""
        given = ScoreWeights(**dict.fromkeys(ScoreWeights.model_fields, 0.0) | weights)
        policy = self.desk.assignment.model_copy(update={"weights": given})
        self.desk = Desk.model_validate({**dict(self.desk), "assignment": policy})

    def set_skills(self, **skills: int) -> None:
        """What tickets of card_arrival need from now on."""
        named = {name.replace("_", "-"): level for name, level in skills.items()}
        categories = tuple(
            category.model_copy(update={"skills": named})
            if category.id == "card_arrival"
            else category
            for category in self.desk.categories
        )
        self.desk = Desk.model_validate({**dict(self.desk), "categories": categories})


def _make_model_decision[T](value: T) -> Decision[T]:
    return Decision(value=value, confidence=0.9, decided_by=DecidedBy.MODEL)
