"""Whatever people do, and however late the clock is: a ticket is with one person, or with none."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from switchyard.domain.desk import AssignmentPolicy
from switchyard.domain.errors import Forbidden, IllegalTransition, InvalidInput, NoCapacity
from switchyard.domain.status import FINISHED_STATUSES, Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Priority
from switchyard.domain.viewer import Role, Viewer
from switchyard.usecases.actions.ownership import OwnershipService
from switchyard.usecases.actions.service import TicketChangeService
from switchyard.usecases.sweep.service import SweepService
from switchyard.usecases.tickets.change_by_person import ChangeByPerson
from testing.desks import InMemoryDesks
from tests.builders import decisions, step
from tests.desks import axis, near
from tests.integration.usecases.floor import Floor
from tests.integration.usecases.office import ADA

PEOPLE = ("E-1", "E-2", "E-3")
BOTH = ("cards", "fraud")
POLICY = AssignmentPolicy(
    max_passes=2, acknowledge_within=dict.fromkeys(Priority, 60), on_hold_share=0.5
)
WHICH, WHO = st.integers(0, 2), st.sampled_from(PEOPLE)
REFUSED = (Forbidden, IllegalTransition, InvalidInput, NoCapacity)


class PassingOn(RuleBasedStateMachine):
    """Three people with five points each, and three tickets of one or two points. All of them
    would go to the first, who knows them best.
    """

    floor: Floor

    @initialize()
    def tickets_come_in(self) -> None:
        run = uuid.uuid4().hex[:8]
        self.ids = [f"T-{run}-{number}" for number in range(3)]
        self.let_go: dict[str, set[str]] = {one: set() for one in self.ids}
        for ticket_id in self.ids:
            self.floor.routed(ticket_id)

    @property
    def changes(self) -> ChangeByPerson:
        floor = self.floor
        return ChangeByPerson(
            floor.world.tickets, InMemoryDesks.create_from_desk(floor.desk), lambda: floor.now
        )

    @property
    def handling(self) -> OwnershipService:
        return OwnershipService(self.changes, self.floor.world.people)

    @property
    def service(self) -> TicketChangeService:
        return TicketChangeService(self.changes, self.floor.world.people)

    @rule(times=st.integers(1, 2))
    def assignment_is_nudged(self, times: int) -> None:
        before = self.stored()
        for _ in range(times):
            run = self.floor.assign(*self.ids)
            assert not run.failed
            for ticket_id, employee_id in run.assigned.items():
                assert employee_id not in self.let_go[ticket_id]
        self.leads_word_stands(before)

    @rule(hours=st.integers(0, 3))
    def the_sweep_comes_by(self, hours: int) -> None:
        before = self.stored()
        floor, world = self.floor, self.floor.world
        floor.now += timedelta(hours=hours)
        desks = InMemoryDesks.create_from_desk(floor.desk)
        with self.somebody_lets_go():
            swept = SweepService(
                world.due_steps, world.tickets, world.mails, world.uploads, desks, lambda: floor.now
            ).sweep_due_steps()
        assert not swept.failed
        self.leads_word_stands(before)

    @rule(which=WHICH, times=st.integers(1, 2))
    def it_is_taken_up(self, which: int, times: int) -> None:
        viewer = self.holder(which)
        for _ in range(times):
            self.acts(lambda one: self.handling.acknowledge_ticket(one, viewer), which)

    @rule(which=WHICH, times=st.integers(1, 2))
    def it_is_declined(self, which: int, times: int) -> None:
        viewer = self.holder(which)
        with self.somebody_lets_go():
            for _ in range(times):
                self.acts(lambda one: self.handling.decline_ticket(one, "why", viewer), which)

    @rule(which=WHICH, to=st.none() | WHO, by_lead=st.booleans())
    def it_is_handed_over(self, which: int, to: str | None, by_lead: bool) -> None:
        viewer = ADA if by_lead else self.holder(which)
        with self.somebody_lets_go():
            self.acts(lambda one: self.handling.hand_over_ticket(one, "why", viewer, to), which)

    @rule(which=WHICH)
    def it_belongs_elsewhere(self, which: int) -> None:
        self.acts(lambda one: self.handling.report_wrong_department(one, "", ADA), which)
        ticket = self.stored()[self.ids[which]]
        if ticket.status is Status.PENDING:
            self.let_go[ticket.ticket_id] = set()
            place = next((one for one in BOTH if one not in ticket.wrong_departments), "cards")
            triaged = ticket.make_next_version(
                self.floor.now, status=Status.ROUTED, **decisions(place)
            )
            self.floor.world.tickets.commit(step(triaged))

    @rule(which=WHICH, who=WHO)
    def a_lead_gives_it_to(self, which: int, who: str) -> None:
        self.acts(lambda one: self.handling.appoint_employee(one, who, ADA), which)

    @rule(which=WHICH, status=st.sampled_from(list(Status)))
    def its_status_is_set(self, which: int, status: Status) -> None:
        before = self.stored()[self.ids[which]]
        self.acts(lambda one: self.service.set_status(one, status, ADA), which)
        if (
            before.status in FINISHED_STATUSES
            and self.stored()[before.ticket_id].status not in FINISHED_STATUSES
        ):
            self.let_go[before.ticket_id] = set()

    @invariant()
    def everybody_carries_what_they_have(self) -> None:
        tickets = self.stored().values()
        found = self.floor.world.people.read_employees(PEOPLE)
        for employee in found.values():
            theirs = [one for one in tickets if one.assignee == employee.employee_id]
            assert employee.load == sum(one.effort for one in theirs)
            assert employee.load <= employee.effective_capacity or any(one.pinned for one in theirs)

    @invariant()
    def what_nobody_has_holds_nothing(self) -> None:
        for ticket in self.stored().values():
            assert ticket.holds_capacity or (ticket.effort, ticket.acknowledge_by) == (0, None)
            assert ticket.assignee or (ticket.pinned, ticket.acknowledged_at) == (False, None)

    @invariant()
    def it_goes_round_only_so_often(self) -> None:
        for ticket in self.stored().values():
            back = [one for one in ticket.passed_on if not one.to]
            up = ticket.status in (Status.ROUTED, Status.WAITING)
            assert not up or len(back) < POLICY.max_passes

    def teardown(self) -> None:
        """Nobody carries anything over to the next round."""
        for which in range(3):
            self.acts(lambda one: self.service.set_status(one, Status.CLOSED, ADA), which)
        assert all(one.load == 0 for one in self.floor.world.people.read_employees(PEOPLE).values())

    @contextmanager
    def somebody_lets_go(self) -> Iterator[None]:
        before = self.stored()
        yield
        for ticket in self.stored().values():
            had = before[ticket.ticket_id]
            if had.holds_capacity and had.assignee != ticket.assignee:
                self.let_go[ticket.ticket_id].add(had.assignee)

    def leads_word_stands(self, before: dict[str, Ticket]) -> None:
        now = self.stored()
        for ticket in before.values():
            if ticket.pinned:
                assert now[ticket.ticket_id].assignee == ticket.assignee

    def holder(self, which: int) -> Viewer:
        assignee = self.stored()[self.ids[which]].assignee
        return Viewer(Role.AGENT, f"{assignee}@example.com", assignee, frozenset(BOTH))

    def acts(self, act: Callable[[str], object], which: int) -> None:
        with suppress(*REFUSED):
            act(self.ids[which])

    def stored(self) -> dict[str, Ticket]:
        return self.floor.world.tickets.read_tickets(self.ids)


def test_a_ticket_is_with_one_person_or_with_none(floor: Floor) -> None:
    floor.desk = floor.desk.model_copy(update={"assignment": POLICY})
    for employee_id, alike in zip(PEOPLE, (0.9, 0.5, 0.1), strict=True):
        floor.employs(employee_id, near(axis(9), alike), departments=BOTH, capacity=5)
    machine = type("PassingOnHere", (PassingOn,), {"floor": floor})
    run_state_machine_as_test(machine, settings=settings(max_examples=10, stateful_step_count=20))
