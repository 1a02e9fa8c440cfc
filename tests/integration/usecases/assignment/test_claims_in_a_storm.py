"""64 claimers who die and hear things twice, while people finish what they have.

`python -m bench.claims` is the same with 10,000 tickets and 50 people.
"""

from collections import Counter

import pytest

from bench.claimers import ClaimStores, ClaimStorm, StormRun
from bench.ledger import ClaimLedger, HeldSlot
from switchyard.domain.status import Status
from tests.integration.world import World

pytestmark = pytest.mark.slow

STORM = ClaimStorm(tickets=100, people=15, open_at_once=45, death_share=0.05)


def test_capacity_is_never_exceeded_no_ticket_has_two_people_and_none_is_lost(
    emulated: World,
) -> None:
    weather = StormRun(STORM, ClaimStores(emulated.tickets, emulated.people, emulated.vectors))
    weather.run_storm()
    ledger, stored = weather.ledger, {ticket.ticket_id: ticket for ticket in weather.read_tickets()}
    assert STORM.claimers == 64
    assert ledger.died
    assert ledger.again
    assert ledger.find_most_held() <= STORM.capacity
    assert max(ledger.loads_seen) <= STORM.capacity
    assert ledger.count_people() == Counter(weather.tickets)
    assert set(stored) == set(weather.tickets)
    assert {ticket.status for ticket in stored.values()} == {Status.RESOLVED}
    assert {ticket.assignments for ticket in stored.values()} == {1}
    given = {held_slot.ticket_id: held_slot.person for held_slot in ledger.taken}
    assert {name: ticket.assignee for name, ticket in stored.items()} == given
    assert weather.read_loads() == [0] * STORM.people


def test_the_ledger_tells_when_somebody_held_too_much() -> None:
    ledger = ClaimLedger()
    for name, taken, given_back in (("T-1", 1.0, 3.0), ("T-2", 2.0, 4.0), ("T-3", 4.5, 5.0)):
        ledger.taken.append(HeldSlot(name, "E-1", 2, taken))
        ledger.released.append(HeldSlot(name, "E-1", 2, given_back))
    assert ledger.find_most_held() == 4
