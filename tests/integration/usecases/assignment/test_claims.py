"""Many processes at once: capacity is never exceeded, and no ticket has two people or none."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from switchyard.domain.messages import DrainNudge, TicketNudge
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.usecases.assignment.service import AssignmentNudge
from tests.integration.usecases.floor import Floor

CLAIMERS = 64
PEOPLE, CAPACITY = 4, 5
MOST_DELIVERIES = 10


def deliver(floor: Floor, nudge: AssignmentNudge) -> None:
    """A process of its own takes the message until it no longer fails, as a queue would have it."""
    for _ in range(MOST_DELIVERIES):
        if not floor.build_service().assign_tickets([nudge]).find_failure(nudge):
            return
    raise AssertionError(f"{nudge} failed {MOST_DELIVERIES} times")


def run_at_once(floor: Floor, nudges: Sequence[AssignmentNudge]) -> None:
    with ThreadPoolExecutor(CLAIMERS) as claimers:
        list(claimers.map(lambda nudge: deliver(floor, nudge), nudges))


def count_carried(tickets: Sequence[Ticket]) -> Counter[str]:
    return Counter(ticket.assignee for ticket in tickets if ticket.holds_capacity)


def test_64_claimers_at_once_never_exceed_capacity_and_what_waits_is_drained(floor: Floor) -> None:
    people = [f"E-{number}" for number in range(PEOPLE)]
    names = [f"T-{number}" for number in range(CLAIMERS)]
    for person in people:
        floor.store_employee(person, capacity=CAPACITY)
    for name in names:
        floor.store_routed_ticket(name)

    run_at_once(floor, [TicketNudge(ticket=name, version=1, reason="x") for name in names])
    taken = [floor.read_stored(name) for name in names]
    assert count_carried(taken) == dict.fromkeys(people, CAPACITY)
    assert {ticket.status for ticket in taken} == {Status.ASSIGNED, Status.WAITING}
    assert all(ticket.assignments == 1 for ticket in taken if ticket.assignee)

    rounds = 0
    while holding := [
        ticket.ticket_id for ticket in map(floor.read_stored, names) if ticket.holds_capacity
    ]:
        rounds += 1
        for name in holding:
            floor.release_ticket(name)
        drain = DrainNudge(department="cards", reason="x")
        run_at_once(floor, [drain] * 8)
        loads = {person: floor.world.load(person) for person in people}
        assert all(load <= CAPACITY for load in loads.values())
        now = count_carried([floor.read_stored(name) for name in names])
        assert {person: now[person] for person in people} == loads
    assert rounds == -(-CLAIMERS // (PEOPLE * CAPACITY))
    assert {floor.read_stored(name).status for name in names} == {Status.RESOLVED}
