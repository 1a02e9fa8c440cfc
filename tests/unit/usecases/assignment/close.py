"""Shortlists whose best scores lie close, and a ticket that asks for somebody."""

from switchyard.domain.assignment import Candidate, ScorePart
from switchyard.domain.assignment_limits import TicketNeeds
from switchyard.domain.assignment_score import SearchEvidence
from switchyard.domain.assignment_shortlist import Shortlist
from switchyard.domain.employee import Employee
from switchyard.domain.ticket import Decision, Ticket
from switchyard.domain.values import DecidedBy, Priority
from tests.builders import make_employee
from tests.desks import make_ticket

PEOPLE = (
    make_employee("E-1", name="Dana Ruiz", skills={"cards": 4}, profile="Lives in Bilbao."),
    make_employee("E-2", name="Will Oak", skills={"cards": 2, "disputes": 5}),
    make_employee("E-3", name="Ida Lund", skills={"cards": 3}),
)


def make_shortlist(*scores: float, returning: str = "") -> Shortlist:
    """Of PEOPLE in turn, then of people whose names say nothing."""
    people = [*PEOPLE, *(make_employee(f"E-{number}") for number in range(4, len(scores) + 1))]
    pairs = list(zip(people, scores, strict=False))
    return Shortlist(
        need=TicketNeeds("cards", 1, "ann@example.com", skills={"cards": 2}),
        evidence=SearchEvidence(resolved_counts={"E-2": 3}),
        candidates=tuple(_make_candidate(employee, score) for employee, score in pairs),
        employees={employee.employee_id: employee for employee, _ in pairs},
        excluded={},
        returning=returning,
    )


def make_decided_ticket(priority: Priority = Priority.MEDIUM, **fields: object) -> Ticket:
    decided = {
        "category": Decision[str](value="card_arrival", confidence=0.9, decided_by=DecidedBy.MODEL),
        "priority": Decision[Priority](value=priority, confidence=0.9, decided_by=DecidedBy.MODEL),
        "language": "en",
    }
    return make_ticket(**(decided | fields))


def _make_candidate(employee: Employee, score: float) -> Candidate:
    parts = (
        ScorePart(name="profile", value=score, weight=1.0),
        ScorePart(name="free_capacity", value=0.667, weight=0.0),
    )
    return Candidate(employee_id=employee.employee_id, score=score, parts=parts)
