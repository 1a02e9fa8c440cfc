"""What becomes of tickets that ask for somebody."""

from datetime import date

from switchyard.domain.change import Change
from switchyard.domain.employee import Absence
from switchyard.domain.errors import Unavailable
from switchyard.domain.mail import Mail, MailKind
from switchyard.domain.messages import DrainNudge, TicketNudge
from switchyard.domain.status import Status
from switchyard.domain.values import Priority, Tier
from switchyard.domain.vector import SearchHit, Vector, VectorKind
from switchyard.usecases.assignment.candidates import FIRST_PROFILES_READ
from switchyard.usecases.assignment.service import AssignmentNudge
from tests.builders import make_step
from tests.desks import make_axis_vector, make_near_vector
from tests.integration.usecases.floor import Floor


def mail(floor: Floor, ticket_id: str, mail_id: str) -> Mail | None:
    return floor.world.mails.read_mails([(ticket_id, mail_id)]).get((ticket_id, mail_id))


def test_a_routed_ticket_gets_the_nearest_person_who_can_take_it(floor: Floor) -> None:
    floor.set_skills(card_delivery=3)
    floor.store_employee(
        "E-1", make_axis_vector(1), name="Dana Ruiz", skills={"card-delivery": 4}, capacity=12
    )
    floor.store_employee("E-2", make_axis_vector(2), skills={"card-delivery": 4}, capacity=12)
    floor.store_employee("E-3", make_axis_vector(1), skills={"card-delivery": 2}, capacity=12)
    floor.store_routed_ticket("T-1", make_near_vector(make_axis_vector(1), 0.8), tier=Tier.SECOND)
    run = floor.assign("T-1")
    assert run.assigned == {"T-1": "E-1"}
    ticket = floor.read_stored("T-1")
    assert (ticket.status, ticket.assignee) == (Status.ASSIGNED, "E-1")
    assert (ticket.effort, ticket.assignments, ticket.due_at) == (2, 1, None)
    assert floor.world.load("E-1") == 2
    [employee] = floor.world.people.read_employees(["E-1"]).values()
    assert employee.last_assigned_at == floor.now
    owed = mail(floor, "T-1", "assigned-1")
    assert owed
    assert (owed.kind, owed.to) == (MailKind.ASSIGNED, "E-1")


def test_the_explanation_has_a_sentence_every_part_and_every_exclusion(floor: Floor) -> None:
    floor.set_skills(card_delivery=3)
    floor.store_employee(
        "E-1", make_axis_vector(1), name="Dana Ruiz", skills={"card-delivery": 4}, capacity=12
    )
    floor.store_employee("E-2", make_axis_vector(2), skills={"card-delivery": 5}, capacity=12)
    floor.store_employee("E-3", make_axis_vector(1), active=False, capacity=0)
    floor.store_resolved_ticket("T-0", "E-1", make_near_vector(make_axis_vector(1), 0.9))
    floor.store_routed_ticket("T-1", make_axis_vector(1))
    floor.assign("T-1")
    assignment_explanation = floor.world.tickets.read_assignment_explanations(["T-1"]).get("T-1")
    assert assignment_explanation
    assert assignment_explanation.reason == (
        "Dana Ruiz: closest profile for Card arrival, resolved 1 ticket like it, "
        "4 of 5 in card-delivery, and 12 of 12 points free"
    )
    assert [candidate.employee_id for candidate in assignment_explanation.shortlist] == [
        "E-1",
        "E-2",
    ]
    assert [part.name for part in assignment_explanation.shortlist[0].parts] == [
        "profile",
        "precedents",
        "skills",
        "free_capacity",
        "idle_time",
        "same_requester",
    ]
    assert {
        (exclusion.employee_id, exclusion.reason) for exclusion in assignment_explanation.exclusions
    } == {
        ("E-3", "inactive"),
        ("E-3", "skill"),
        ("E-3", "at_capacity"),
    }
    assert (
        assignment_explanation.assignee,
        assignment_explanation.searched,
        assignment_explanation.desk_version,
    ) == ("E-1", 3, "D-1")
    assert floor.world.tickets.read_history("T-1")[-1].why == assignment_explanation.reason


def test_a_ticket_nobody_can_take_waits_and_its_lead_is_told_once(floor: Floor) -> None:
    today = Absence(first=date(2026, 11, 21), last=date(2026, 11, 21))
    floor.store_employee("E-1", absences=(today,))
    floor.store_employee("E-2", capacity=0)
    floor.store_employee("E-3", capacity=0)
    floor.store_routed_ticket("T-1")
    assert floor.assign("T-1").waiting == ["T-1"]
    ticket = floor.read_stored("T-1")
    assert ticket.status is Status.WAITING
    assert ticket.due_at
    assert ticket.due_at > floor.now
    assert floor.read_sentence("T-1") == (
        "Nobody in Cards is free: 2 at capacity, 1 absent; "
        "the next one comes on Sunday 22 November, 00:00 (UTC)"
    )
    owed = mail(floor, "T-1", f"waiting-{ticket.version}")
    assert owed
    assert (owed.kind, owed.to) == (MailKind.WAITING, "cards")
    again = floor.assign("T-1")
    assert (again.waiting, again.assigned, again.failed) == ([], {}, {})
    assert floor.read_stored("T-1") == ticket


def test_a_department_without_people_says_so(floor: Floor) -> None:
    floor.store_routed_ticket("T-1")
    floor.assign("T-1")
    assert floor.read_sentence("T-1") == "Nobody works in Cards yet"


def test_somebody_who_moved_is_not_counted_among_those_who_are_busy(floor: Floor) -> None:
    floor.store_employee("E-1")
    moved = floor.world.people.read_employees(["E-1"])["E-1"].model_copy(
        update={"departments": ("fraud",), "dropped_at": "2026-11-02"}
    )
    floor.world.people.upsert_employee(moved)
    floor.store_employee("E-2", capacity=0)
    floor.store_routed_ticket("T-1")
    floor.assign("T-1")
    assert floor.read_sentence("T-1") == "Nobody in Cards is free: 1 at capacity"


def test_the_search_widens_until_somebody_passes(floor: Floor) -> None:
    for number in range(FIRST_PROFILES_READ + 4):
        floor.store_employee(
            f"E-{number}", make_near_vector(make_axis_vector(1), 0.9 - number / 100), capacity=0
        )
    floor.store_employee("E-far", make_axis_vector(2))
    floor.store_routed_ticket("T-1", make_axis_vector(1))
    assert floor.assign("T-1").assigned == {"T-1": "E-far"}
    assert "closest free profile" not in floor.read_sentence("T-1")


def test_who_is_shut_out_by_hard_limits_is_never_assigned_however_near(floor: Floor) -> None:
    floor.store_employee("E-1", make_axis_vector(1), email="ann@example.com")
    floor.store_employee("E-2", make_near_vector(make_axis_vector(1), 0.2))
    floor.store_routed_ticket("T-1", make_axis_vector(1))
    assert floor.assign("T-1").assigned == {"T-1": "E-2"}
    assert floor.read_sentence("T-1").startswith(
        "Name of E-2: closest free profile for Card arrival"
    )


def test_a_message_that_comes_again_changes_nothing(floor: Floor) -> None:
    floor.store_employee("E-1")
    floor.store_routed_ticket("T-1")
    nudge = TicketNudge(ticket="T-1", version=1, reason="x")
    floor.nudge([nudge, nudge])
    ticket = floor.read_stored("T-1")
    run = floor.nudge([nudge, TicketNudge(ticket="T-none", version=1, reason="x")])
    assert (run.assigned, run.waiting, run.failed) == ({}, [], {})
    assert floor.read_stored("T-1") == ticket
    assert floor.world.load("E-1") == 1


def test_in_one_batch_the_most_urgent_and_then_the_oldest_come_first(floor: Floor) -> None:
    floor.store_employee("E-1", capacity=3)
    floor.store_routed_ticket("T-old")
    floor.store_routed_ticket("T-young")
    floor.store_routed_ticket("T-urgent", priority=Priority.URGENT)
    run = floor.assign("T-young", "T-old", "T-urgent")
    assert run.assigned == {"T-urgent": "E-1", "T-old": "E-1"}
    assert run.waiting == ["T-young"]


def test_a_batch_spreads_over_people_as_its_own_claims_fill_them(floor: Floor) -> None:
    for number in range(3):
        floor.store_employee(f"E-{number}", capacity=4)
    for number in range(6):
        floor.store_routed_ticket(f"T-{number}")
    assigned = floor.assign(*(f"T-{number}" for number in range(6))).assigned
    assert sorted(assigned.values()) == ["E-0", "E-0", "E-1", "E-1", "E-2", "E-2"]


def test_a_reopened_ticket_returns_to_who_had_it(floor: Floor) -> None:
    floor.store_employee("E-1", make_axis_vector(1), name="Dana Ruiz")
    floor.store_routed_ticket("T-1", make_axis_vector(1))
    floor.assign("T-1")
    floor.store_employee("E-2", make_axis_vector(1), capacity=50)
    floor.release_ticket("T-1")
    floor.reopen("T-1")
    floor.advance_clock(hours=1)
    assert floor.assign("T-1").assigned == {"T-1": "E-1"}
    assert floor.read_sentence("T-1").startswith("Dana Ruiz: had this ticket before, ")
    assert mail(floor, "T-1", "assigned-2")


def test_a_ticket_does_not_return_to_somebody_who_cannot_take_it(floor: Floor) -> None:
    floor.store_employee("E-1", departments=("fraud",))
    floor.store_employee("E-2")
    floor.store_routed_ticket("T-1", previous_assignee="E-1")
    assert floor.assign("T-1").assigned == {"T-1": "E-2"}


def test_a_ticket_that_was_never_embedded_is_assigned_from_the_roster(floor: Floor) -> None:
    floor.store_employee("E-1", capacity=5)
    floor.store_employee("E-2", capacity=5, departments=("fraud",))
    floor.store_routed_ticket("T-1", embedded=False)
    assert floor.assign("T-1").assigned == {"T-1": "E-1"}
    assert floor.read_sentence("T-1") == "Name of E-1: 5 of 5 points free"


def test_a_freed_slot_goes_to_the_most_urgent_and_then_the_oldest(floor: Floor) -> None:
    floor.store_employee("E-1", capacity=2)
    for ticket_id in ("T-0", "T-1", "T-old", "T-young"):
        floor.store_routed_ticket(ticket_id)
    floor.store_routed_ticket("T-high", priority=Priority.HIGH)
    floor.assign("T-0", "T-1")
    floor.assign("T-old", "T-young", "T-high")
    floor.advance_clock(minutes=1)
    for ticket_id, drained in (("T-0", "T-high"), ("T-1", "T-old")):
        floor.release_ticket(ticket_id)
        assert floor.drain().assigned == {drained: "E-1"}
    assert floor.drain().assigned == {}
    assert floor.read_stored("T-young").status is Status.WAITING
    assert floor.world.load("E-1") == 2


def test_a_drain_goes_past_a_ticket_that_needs_what_nobody_has(floor: Floor) -> None:
    floor.store_employee("E-1", capacity=1)
    floor.store_routed_ticket("T-hard", language="fi")
    floor.store_routed_ticket("T-big", tier=Tier.THIRD)
    floor.store_routed_ticket("T-0")
    floor.store_routed_ticket("T-easy")
    floor.assign("T-0")
    floor.assign("T-hard", "T-big", "T-easy")
    floor.release_ticket("T-0")
    assert floor.drain().assigned == {"T-easy": "E-1"}


def test_a_drain_stops_when_nobody_can_take_even_the_least(floor: Floor) -> None:
    floor.store_employee("E-1", capacity=0)
    for number in range(25):
        floor.store_routed_ticket(f"T-{number}")
    floor.assign(*(f"T-{number}" for number in range(25)))
    searched: list[int] = []

    class Counting:
        def find_nearest_batch(
            self, kind: VectorKind, _departments: object, vectors: list[Vector], _k: int
        ) -> list[list[SearchHit]]:
            searched.append(len(vectors))
            hits = [SearchHit("E-1", "cards", 0.5)] if kind is VectorKind.PROFILE else []
            return [hits for _ in vectors]

    floor.build_service(index=Counting()).assign_tickets(
        [DrainNudge(department="cards", reason="x")]
    )
    assert searched == [10, 10]


def test_a_slot_taken_by_another_process_sends_the_ticket_to_the_next_best(floor: Floor) -> None:
    floor.store_employee("E-1", make_axis_vector(1), capacity=1)
    floor.store_employee("E-2", make_axis_vector(2), capacity=1)
    floor.store_routed_ticket("T-1", make_axis_vector(1))
    floor.store_routed_ticket("T-2", make_axis_vector(1))
    stale = {**floor.world.people.read_employees(["E-1", "E-2"])}
    floor.assign("T-1")
    reads: list[int] = []

    class StaleOnce:
        def read_employees(self, employee_ids: list[str]) -> object:
            reads.append(len(employee_ids))
            if len(reads) == 1:
                return {employee_id: stale[employee_id] for employee_id in employee_ids}
            return floor.world.people.read_employees(employee_ids)

    nudge = TicketNudge(ticket="T-2", version=1, reason="x")
    run = floor.build_service(employees=StaleOnce()).assign_tickets([nudge])
    assert run.assigned == {"T-2": "E-2"}
    assert floor.world.load("E-1") == 1


def test_a_ticket_that_moved_on_meanwhile_is_read_again(floor: Floor) -> None:
    floor.store_employee("E-1")
    floor.store_employee("E-2", departments=("fraud",))
    ticket = floor.store_routed_ticket("T-1")
    floor.store_routed_ticket("T-2")
    store = floor.world.tickets

    class Busy:
        """Between reading and committing, T-1 is corrected and T-2 is closed."""

        def __init__(self) -> None:
            self.moved = False

        def __getattr__(self, name: str) -> object:
            return getattr(store, name)

        def commit(self, change: Change) -> None:
            if not self.moved:
                self.moved = True
                fraud = ticket.department and ticket.department.model_copy(
                    update={"value": "fraud"}
                )
                store.commit(make_step(ticket.make_next_version(floor.now, department=fraud)))
                closed = floor.read_stored("T-2").make_next_version(floor.now, status=Status.CLOSED)
                store.commit(make_step(closed))
            store.commit(change)

    nudges = [TicketNudge(ticket=text, version=1, reason="x") for text in ("T-1", "T-2")]
    run = floor.build_service(tickets=Busy()).assign_tickets(nudges)
    assert run.assigned == {"T-1": "E-2"}
    assert not run.failed
    assert floor.read_stored("T-2").status is Status.CLOSED
    assert floor.world.load("E-1") == 0


def test_one_ticket_that_fails_holds_up_no_other(floor: Floor) -> None:
    floor.store_employee("E-1")
    floor.store_routed_ticket("T-1")
    floor.store_routed_ticket("T-2")
    floor.store_routed_ticket("T-3")
    floor.world.tickets.commit(
        make_step(floor.read_stored("T-3").make_next_version(floor.now, status=Status.WAITING))
    )
    store = floor.world.tickets

    class Failing:
        def __getattr__(self, name: str) -> object:
            return getattr(store, name)

        def commit(self, change: Change) -> None:
            if change.ticket.ticket_id != "T-2":
                raise Unavailable("no")
            store.commit(change)

    nudges: list[AssignmentNudge] = [
        TicketNudge(ticket="T-1", version=1, reason="x"),
        TicketNudge(ticket="T-2", version=1, reason="x"),
        DrainNudge(department="cards", reason="x"),
    ]
    run = floor.build_service(tickets=Failing()).assign_tickets(nudges)
    assert run.assigned == {"T-2": "E-1"}
    assert [bool(run.find_failure(nudge)) for nudge in nudges] == [True, False, True]
