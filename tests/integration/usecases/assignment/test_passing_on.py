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
from tests.builders import make_decisions, make_step
from tests.desks import make_axis_vector, make_near_vector
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
    def submit_tickets(self) -> None:
        run = uuid.uuid4().hex[:8]
        self.ids = [f"T-{run}-{number}" for number in range(3)]
        self.let_go: dict[str, set[str]] = {text: set() for text in self.ids}
        for ticket_id in self.ids:
            self.floor.store_routed_ticket(ticket_id)

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
    def nudge_assignment(self, times: int) -> None:
        before = self.read_stored()
        for _ in range(times):
            run = self.floor.assign(*self.ids)
            assert not run.failed
            for ticket_id, employee_id in run.assigned.items():
                assert employee_id not in self.let_go[ticket_id]
        self.check_lead_choice(before)

    @rule(hours=st.integers(0, 3))
    def run_sweep(self, hours: int) -> None:
        before = self.read_stored()
        floor, world = self.floor, self.floor.world
        floor.now += timedelta(hours=hours)
        desks = InMemoryDesks.create_from_desk(floor.desk)
        with self.release_tickets():
            swept = SweepService(
                world.due_steps, world.tickets, world.mails, world.uploads, desks, lambda: floor.now
            ).sweep_due_steps()
        assert not swept.failed
        self.check_lead_choice(before)

    @rule(which=WHICH, times=st.integers(1, 2))
    def take_up_ticket(self, which: int, times: int) -> None:
        viewer = self.find_holder(which)
        for _ in range(times):
            self.apply_act(lambda text: self.handling.acknowledge_ticket(text, viewer), which)

    @rule(which=WHICH, times=st.integers(1, 2))
    def decline_ticket(self, which: int, times: int) -> None:
        viewer = self.find_holder(which)
        with self.release_tickets():
            for _ in range(times):
                self.apply_act(
                    lambda text: self.handling.decline_ticket(text, "why", viewer), which
                )

    @rule(which=WHICH, to=st.none() | WHO, by_lead=st.booleans())
    def hand_over_ticket(self, which: int, to: str | None, by_lead: bool) -> None:
        viewer = ADA if by_lead else self.find_holder(which)
        with self.release_tickets():
            self.apply_act(
                lambda text: self.handling.hand_over_ticket(text, "why", viewer, to), which
            )

    @rule(which=WHICH)
    def send_elsewhere(self, which: int) -> None:
        self.apply_act(lambda text: self.handling.report_wrong_department(text, "", ADA), which)
        ticket = self.read_stored()[self.ids[which]]
        if ticket.status is Status.PENDING:
            self.let_go[ticket.ticket_id] = set()
            place = next((text for text in BOTH if text not in ticket.wrong_departments), "cards")
            triaged = ticket.make_next_version(
                self.floor.now, status=Status.ROUTED, **make_decisions(place)
            )
            self.floor.world.tickets.commit(make_step(triaged))

    @rule(which=WHICH, who=WHO)
    def assign_by_lead(self, which: int, who: str) -> None:
        self.apply_act(lambda text: self.handling.appoint_employee(text, who, ADA), which)

    @rule(which=WHICH, status=st.sampled_from(list(Status)))
    def set_status(self, which: int, status: Status) -> None:
        before = self.read_stored()[self.ids[which]]
        self.apply_act(lambda text: self.service.set_status(text, status, ADA), which)
        if (
            before.status in FINISHED_STATUSES
            and self.read_stored()[before.ticket_id].status not in FINISHED_STATUSES
        ):
            self.let_go[before.ticket_id] = set()

    @invariant()
    def check_loads(self) -> None:
        tickets = self.read_stored().values()
        employees = self.floor.world.people.read_employees(PEOPLE)
        for employee in employees.values():
            theirs = [ticket for ticket in tickets if ticket.assignee == employee.employee_id]
            assert employee.load == sum(ticket.effort for ticket in theirs)
            assert employee.load <= employee.effective_capacity or any(
                ticket.pinned for ticket in theirs
            )

    @invariant()
    def check_unassigned(self) -> None:
        for ticket in self.read_stored().values():
            assert ticket.holds_capacity or (ticket.effort, ticket.acknowledge_by) == (0, None)
            assert ticket.assignee or (ticket.pinned, ticket.acknowledged_at) == (False, None)

    @invariant()
    def check_passes(self) -> None:
        for ticket in self.read_stored().values():
            back = [passed_on for passed_on in ticket.passed_on if not passed_on.to]
            up = ticket.status in (Status.ROUTED, Status.WAITING)
            assert not up or len(back) < POLICY.max_passes

    def teardown(self) -> None:
        """Nobody carries anything over to the next round."""
        for which in range(3):
            self.apply_act(lambda text: self.service.set_status(text, Status.CLOSED, ADA), which)
        assert all(
            employee.load == 0
            for employee in self.floor.world.people.read_employees(PEOPLE).values()
        )

    @contextmanager
    def release_tickets(self) -> Iterator[None]:
        before = self.read_stored()
        yield
        for ticket in self.read_stored().values():
            had = before[ticket.ticket_id]
            if had.holds_capacity and had.assignee != ticket.assignee:
                self.let_go[ticket.ticket_id].add(had.assignee)

    def check_lead_choice(self, before: dict[str, Ticket]) -> None:
        now = self.read_stored()
        for ticket in before.values():
            if ticket.pinned:
                assert now[ticket.ticket_id].assignee == ticket.assignee

    def find_holder(self, which: int) -> Viewer:
        assignee = self.read_stored()[self.ids[which]].assignee
        return Viewer(Role.AGENT, f"{assignee}@example.com", assignee, frozenset(BOTH))

    def apply_act(self, act: Callable[[str], object], which: int) -> None:
        with suppress(*REFUSED):
            act(self.ids[which])

    def read_stored(self) -> dict[str, Ticket]:
        return self.floor.world.tickets.read_tickets(self.ids)


def test_a_ticket_is_with_one_person_or_with_none(floor: Floor) -> None:
    floor.desk = floor.desk.model_copy(update={"assignment": POLICY})
    for employee_id, alike in zip(PEOPLE, (0.9, 0.5, 0.1), strict=True):
        floor.store_employee(
            employee_id, make_near_vector(make_axis_vector(9), alike), departments=BOTH, capacity=5
        )
    machine = type("PassingOnHere", (PassingOn,), {"floor": floor})
    run_state_machine_as_test(machine, settings=settings(max_examples=10, stateful_step_count=20))
