"""The claim: no capacity is exceeded, no ticket has two people, nothing is given back twice."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from switchyard.domain.change import Change
from switchyard.domain.employee import Employee
from switchyard.domain.errors import Conflict, NoCapacity, Unavailable
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from tests.builders import NOON, claim, make_employee, make_step, release
from tests.integration.world import World

THREADS = 32
EFFORTS = st.integers(1, 4)
PICKS = st.integers(0, 1)


class Claims(RuleBasedStateMachine):
    """Two employees and a few tickets, in whatever order of steps; some steps are stale."""

    world: World

    @initialize(capacities=st.tuples(st.integers(0, 5), st.integers(0, 5)))
    def store_roster(self, capacities: tuple[int, int]) -> None:
        self.run = uuid.uuid4().hex[:8]
        self.employees = [
            make_employee(f"E-{self.run}-{number}", capacity=capacity)
            for number, capacity in enumerate(capacities)
        ]
        for employee in self.employees:
            self.world.people.upsert_employee(employee)
        self.tickets = [
            self.world.store_routed_ticket(f"T-{self.run}-{number}") for number in range(3)
        ]
        self.last: Change | None = None

    @rule(which=st.integers(0, 2), who=PICKS, effort=EFFORTS)
    def assign(self, which: int, who: int, effort: int) -> None:
        ticket, employee = self.tickets[which], self.employees[who]
        if ticket.status is not Status.ROUTED:
            return
        taken = ticket.make_next_version(
            NOON, status=Status.ASSIGNED, assignee=employee.employee_id, effort=effort
        )
        fits = (
            self.can_take_new(employee)
            and self.count_held(employee) + effort <= employee.effective_capacity
        )
        assert self.commit(make_step(taken, claim=claim(employee, effort))) is fits

    @rule(which=st.integers(0, 2), who=PICKS, effort=EFFORTS)
    def hand_over(self, which: int, who: int, effort: int) -> None:
        ticket, employee = self.tickets[which], self.employees[who]
        if ticket.status is not Status.ASSIGNED:
            return
        holder = self.find_holder(ticket)
        moved = ticket.make_next_version(NOON, assignee=employee.employee_id, effort=effort)
        held = self.count_held(employee) - (ticket.effort if holder == employee else 0)
        fits = self.can_take_new(employee) and held + effort <= employee.effective_capacity
        given_back = release(holder, ticket.effort)
        assert (
            self.commit(make_step(moved, claim=claim(employee, effort), release=given_back)) is fits
        )

    @rule(which=st.integers(0, 2), who=PICKS, effort=EFFORTS)
    def assign_by_lead(self, which: int, who: int, effort: int) -> None:
        ticket, employee = self.tickets[which], self.employees[who]
        held = ticket.status is Status.ASSIGNED
        given = ticket.make_next_version(
            NOON, status=Status.ASSIGNED, assignee=employee.employee_id, effort=effort
        )
        over = replace(claim(employee, effort), capacity=0, own_capacity=0, overrides_limits=True)
        given_back = release(self.find_holder(ticket), ticket.effort) if held else None
        assert self.commit(make_step(given, claim=over, release=given_back)) is employee.active

    @rule(which=st.integers(0, 2))
    def give_back(self, which: int) -> None:
        ticket = self.tickets[which]
        if ticket.status is not Status.ASSIGNED:
            return
        back = ticket.make_next_version(NOON, status=Status.ROUTED, assignee="", effort=0)
        assert self.commit(
            make_step(back, release=release(self.find_holder(ticket), ticket.effort))
        )

    @precondition(lambda self: self.last is not None)
    @rule()
    def do_the_last_step_again(self) -> None:
        assert self.last
        try:
            self.world.tickets.commit(self.last)
        except (Conflict, NoCapacity):
            return
        raise AssertionError("a step was done twice")

    @rule(who=PICKS, capacity=st.integers(0, 5), active=st.booleans())
    def change_roster(self, who: int, capacity: int, active: bool) -> None:
        changed = self.employees[who].model_copy(update={"capacity": capacity, "active": active})
        assert self.world.people.upsert_employee(changed)
        self.employees[who] = changed

    @rule(who=PICKS, own_capacity=st.none() | st.integers(0, 5))
    def set_capacity(self, who: int, own_capacity: int | None) -> None:
        read = self.employees[who]
        if read.own_capacity == own_capacity:
            return
        employee = read.model_copy(update={"own_capacity": own_capacity})
        self.world.people.amend_employee(employee, read)
        self.employees[who] = employee

    @rule(who=PICKS, paused=st.booleans(), hours=st.sampled_from([None, -1, 0, 1]))
    def set_away(self, who: int, paused: bool, hours: int | None) -> None:
        read = self.employees[who]
        until = None if hours is None else NOON + timedelta(hours=hours)
        employee = read.model_copy(update={"paused": paused, "away_until": until})
        if employee != read:
            self.world.people.amend_employee(employee, read)
        self.employees[who] = employee

    @rule(which=st.integers(0, 2), who=PICKS)
    def take_up_again_what_was_on_hold(self, which: int, who: int) -> None:
        ticket, employee = self.tickets[which], self.employees[who]
        if ticket.status is not Status.ROUTED:
            return
        taken = ticket.make_next_version(
            NOON, status=Status.ASSIGNED, assignee=employee.employee_id, effort=1
        )
        fits = employee.active and self.count_held(employee) + 1 <= employee.effective_capacity
        assert (
            self.commit(make_step(taken, claim=replace(claim(employee), for_new_assignee=False)))
            is fits
        )

    @rule(which=st.integers(0, 2), who=PICKS, what=st.sampled_from(["roster", "own word"]))
    def claim_with_what_was_read_before_it_changed(self, which: int, who: int, what: str) -> None:
        ticket, employee = self.tickets[which], self.employees[who]
        if ticket.status is not Status.ROUTED:
            return
        taken = ticket.make_next_version(
            NOON, status=Status.ASSIGNED, assignee=employee.employee_id, effort=1
        )
        stale = (
            replace(claim(employee), capacity=employee.capacity + 1)
            if what == "roster"
            else replace(claim(employee), own_capacity=employee.effective_capacity + 1)
        )
        assert not self.commit(make_step(taken, claim=stale))

    @invariant()
    def check_loads(self) -> None:
        stored = self.world.people.read_employees(
            [employee.employee_id for employee in self.employees]
        )
        for employee in self.employees:
            assert stored[employee.employee_id].load == self.count_held(employee) >= 0

    @invariant()
    def check_tickets(self) -> None:
        stored = self.world.tickets.read_tickets([ticket.ticket_id for ticket in self.tickets])
        assert [stored[ticket.ticket_id].version for ticket in self.tickets] == [
            ticket.version for ticket in self.tickets
        ]

    def commit(self, change: Change) -> bool:
        try:
            self.world.tickets.commit(change)
        except NoCapacity:
            return False
        self.last = change
        ids = [ticket.ticket_id for ticket in self.tickets]
        self.tickets[ids.index(change.ticket.ticket_id)] = change.ticket
        return True

    def can_take_new(self, employee: Employee) -> bool:
        away = employee.away_until is not None and employee.away_until > NOON
        return employee.active and not employee.paused and not away

    def count_held(self, employee: Employee) -> int:
        return sum(
            ticket.effort for ticket in self.tickets if ticket.assignee == employee.employee_id
        )

    def find_holder(self, ticket: Ticket) -> Employee:
        return next(
            employee for employee in self.employees if employee.employee_id == ticket.assignee
        )


def test_whatever_happens_loads_are_what_is_held(emulated: World) -> None:
    machine = type("ClaimsHere", (Claims,), {"world": emulated})
    run_state_machine_as_test(machine, settings=settings(max_examples=25, stateful_step_count=25))


def test_of_many_who_claim_at_once_only_as_many_as_fit_win(emulated: World) -> None:
    employee = make_employee(capacity=7)
    emulated.people.upsert_employee(employee)
    tickets = [emulated.store_routed_ticket(f"T-{number}") for number in range(THREADS)]

    def assign(ticket: Ticket) -> bool:
        taken = ticket.make_next_version(NOON, status=Status.ASSIGNED, assignee="E-1", effort=1)
        try:
            emulated.tickets.commit(make_step(taken, claim=claim(employee)))
        except (NoCapacity, Unavailable):
            return False
        return True

    with ThreadPoolExecutor(THREADS) as pool:
        won = sum(pool.map(assign, tickets))
    assert won == emulated.load("E-1") == 7
    now = emulated.tickets.read_tickets([ticket.ticket_id for ticket in tickets]).values()
    assert sum(ticket.assignee == "E-1" for ticket in now) == 7


def test_of_many_who_want_one_ticket_one_gets_it_and_only_they_carry_it(emulated: World) -> None:
    employees = [make_employee(f"E-{number}") for number in range(THREADS)]
    for employee in employees:
        emulated.people.upsert_employee(employee)
    ticket = emulated.store_routed_ticket("T-1")

    def assign(employee: Employee) -> bool:
        taken = ticket.make_next_version(
            NOON, status=Status.ASSIGNED, assignee=employee.employee_id, effort=1
        )
        try:
            emulated.tickets.commit(make_step(taken, claim=claim(employee)))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(THREADS) as pool:
        won = list(pool.map(assign, employees))
    assert sum(won) == 1
    winner = employees[won.index(True)].employee_id
    assert emulated.read_stored("T-1").assignee == winner
    loads = emulated.people.read_employees([employee.employee_id for employee in employees])
    assert {
        employee.employee_id: employee.load for employee in loads.values() if employee.load
    } == {winner: 1}


def test_slots_taken_and_given_back_all_at_once_add_up(emulated: World) -> None:
    employee = make_employee(capacity=4)
    emulated.people.upsert_employee(employee)
    tickets = [emulated.store_routed_ticket(f"T-{number}") for number in range(16)]

    def take_turns(ticket: Ticket) -> None:
        now = ticket
        for _ in range(4):
            taken = now.make_next_version(NOON, status=Status.ASSIGNED, assignee="E-1", effort=1)
            try:
                emulated.tickets.commit(make_step(taken, claim=claim(employee)))
            except NoCapacity:
                continue
            now = taken.make_next_version(NOON, status=Status.ROUTED, assignee="")
            emulated.tickets.commit(make_step(now, release=release(employee)))

    order = Random(1).sample(tickets, len(tickets))
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(take_turns, order))
    assert emulated.load("E-1") == 0
