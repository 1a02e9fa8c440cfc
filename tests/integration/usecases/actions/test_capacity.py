"""Whatever people do to a ticket, in any order, nobody carries more or less than they hold."""

from collections.abc import Callable
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from switchyard.domain.errors import IllegalTransition
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Priority, Tier
from switchyard.usecases.actions.correct import Correction
from switchyard.usecases.actions.edit import TicketEdit
from tests.builders import NOON, claim, make_creation, make_decisions, make_new_ticket, make_step
from tests.integration.usecases.office import ADA, Office

type Act = Callable[[Office, Ticket], object]
NUMBERS = count(1)


def make_status_act(status: Status) -> Act:
    return lambda office, ticket: office.service.set_status(ticket.ticket_id, status, ADA)


def make_correction_act(**answer: object) -> Act:
    correction = Correction.model_validate(answer)
    return lambda office, ticket: office.service.correct_ticket(ticket.ticket_id, correction, ADA)


def edit_ticket(office: Office, ticket: Ticket) -> None:
    office.service.edit_ticket(
        ticket.ticket_id, TicketEdit(tier=Tier.THIRD, priority=Priority.URGENT), ADA
    )


def is_assigned(office: Office, ticket: Ticket) -> None:
    """As assignment does it, where the ticket asks for somebody."""
    if ticket.status is not Status.ROUTED:
        return
    employee = office.world.people.read_employees(["E-1"])["E-1"]
    changed = ticket.make_next_version(
        NOON,
        status=Status.ASSIGNED,
        assignee="E-1",
        effort=2,
        assignments=ticket.assignments + 1,
    )
    office.world.tickets.commit(make_step(changed, claim=claim(employee, 2)))


ACTS: tuple[Act, ...] = (
    is_assigned,
    edit_ticket,
    make_correction_act(category="card_broken"),
    make_correction_act(department="fraud"),
    make_correction_act(priority="low"),
    *(make_status_act(status) for status in Status),
)


@settings(
    max_examples=40,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from(ACTS), min_size=2, max_size=10))
def test_load_is_always_what_the_ticket_holds(office: Office, acts: list[Act]) -> None:
    world, ticket_id = office.world, f"T-{next(NUMBERS)}"
    ticket = make_new_ticket(ticket_id)
    world.tickets.commit(make_creation(ticket))
    world.tickets.commit(
        make_step(ticket.make_next_version(NOON, status=Status.ROUTED, **make_decisions("cards")))
    )
    for act in (is_assigned, *acts):
        try:
            act(office, world.read_stored(ticket_id))
        except IllegalTransition:
            continue
        assert world.load("E-1") == count_held(world.read_stored(ticket_id))
    office.service.set_status(ticket_id, Status.CLOSED, ADA)
    assert world.load("E-1") == 0


def count_held(ticket: Ticket) -> int:
    """Nothing is left on a ticket that nobody has."""
    if not ticket.holds_capacity:
        assert ticket.effort == 0
    return ticket.effort
