"""What a ticket store owes those who use it."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from switchyard.adapters.dynamodb import tickets
from switchyard.domain.assignment import (
    AssignmentExplanation,
    Candidate,
    Exclusion,
    ExclusionReason,
    ScorePart,
)
from switchyard.domain.change import PrecedentUpdate
from switchyard.domain.errors import AlreadyExists, Conflict, NoCapacity, NotFound
from switchyard.domain.mail import Mail, MailKind
from switchyard.domain.status import Status
from switchyard.domain.ticket import HistoryEntry, Origin, RequestedValues, Requester, TicketText
from switchyard.domain.triage import CategoryGuess, CategorySignal, TriageExplanation, TriageOutcome
from switchyard.domain.values import Channel, Lane, Priority, Tier
from switchyard.domain.vector import VectorKind
from switchyard.domain.versions import DecisionVersions
from switchyard.domain.viewer import SYSTEM_VIEWER
from tests.builders import (
    NOON,
    claim,
    make_creation,
    make_decisions,
    make_employee,
    make_new_ticket,
    make_step,
    release,
)
from tests.integration.world import World

VERSIONS = DecisionVersions(desk="D-1", classifier="H-1", model="minilm")
TRIAGED = TriageExplanation(
    outcome=TriageOutcome.ROUTED,
    reason="most like tickets about card_arrival",
    guesses=(CategoryGuess(category="card_arrival", department="cards", confidence=0.1 + 0.2),),
    signals=(
        CategorySignal(name="classifier", category="card_arrival", score=-1.5e-12, weight=0.5),
    ),
    threshold=0.5,
    versions=VERSIONS,
)
ASSIGNED = AssignmentExplanation(
    decided_at=NOON,
    assignee="E-1",
    reason="knows cards best",
    shortlist=(
        Candidate(
            employee_id="E-1", score=0.9, parts=(ScorePart(name="skills", value=1, weight=0.2),)
        ),
    ),
    exclusions=(
        Exclusion(employee_id="E-2", reason=ExclusionReason.ABSENT, detail="until 24 November"),
    ),
    searched=2,
    desk_version="D-1",
)


def mail(ticket_id: str = "T-1", mail_id: str = "assigned-1") -> Mail:
    return Mail(
        ticket_id=ticket_id,
        mail_id=mail_id,
        kind=MailKind.ASSIGNED,
        to="E-1",
        lane=Lane.LIVE,
        created_at=NOON,
        due_at=NOON + timedelta(minutes=5),
    )


def test_a_ticket_is_read_as_it_was_written(world: World) -> None:
    ticket = make_new_ticket(
        "T-1",
        channel=Channel.SQS,
        created_at=datetime(2026, 11, 21, 9, 0, 0, 7, UTC),
        origin=Origin(source="crm", external_id="77", upload_id="", row=0),
        requested=RequestedValues(department="loans", priority=Priority.URGENT, tier=Tier.THIRD),
        tags=("vip", "ünï 😀"),
        decided_with=VERSIONS,
        due_at=NOON,
    )
    world.tickets.commit(make_creation(ticket))
    assert world.read_stored("T-1") == ticket
    changed = ticket.make_next_version(
        NOON, status=Status.ROUTED, due_at=None, **make_decisions("cards")
    )
    world.tickets.commit(make_step(changed))
    stored = world.read_stored("T-1")
    assert stored.tier
    assert stored.tier.confidence == 0
    assert stored.model_copy(update={"tier": changed.tier}) == changed


def test_all_that_a_step_found_out_is_kept_with_it(world: World) -> None:
    world.people.upsert_employee(make_employee())
    ticket = world.store_routed_ticket("T-1")
    vector = np.linspace(-1, 1, 384, dtype=np.float32)
    changed = ticket.make_next_version(NOON, status=Status.ASSIGNED, assignee="E-1", effort=2)
    world.tickets.commit(
        make_step(
            changed,
            vector=vector,
            triage=TRIAGED,
            assignment=ASSIGNED,
            mails=(mail(),),
            claim=claim(make_employee(), 2),
        )
    )
    store = world.tickets
    assert store.read_triage_explanations(["T-1"]) == {"T-1": TRIAGED}
    assert store.read_assignment_explanations(["T-1"]).get("T-1") == ASSIGNED
    assert np.array_equal(store.read_vectors(["T-1", "T-2"])["T-1"], vector)
    assert store.read_texts(["T-1"]) == {
        "T-1": TicketText(title="My card", description="It has not come yet.")
    }
    assert [entry.what for entry in store.read_history("T-1")] == ["pending", "routed", "assigned"]
    assert world.mails.read_mails([("T-1", "assigned-1")])["T-1", "assigned-1"] == mail()
    assert world.load("E-1") == 2
    assert world.people.read_employees(["E-1"])["E-1"].last_assigned_at == NOON


def test_what_was_never_written_is_not_there(world: World) -> None:
    store = world.tickets
    assert not store.read_tickets(["T-1"])
    assert not store.read_tickets([])
    assert not store.read_texts(["T-1"])
    assert not store.read_vectors(["T-1"])
    assert store.read_triage_explanations(["T-1"]) == {}
    assert store.read_assignment_explanations(["T-1"]).get("T-1") is None
    assert store.read_history("T-1") == []
    assert store.read_requesters(["ann@example.com"]).get("ann@example.com") is None
    with pytest.raises(NotFound, match="T-1"):
        store.read_ticket("T-1", SYSTEM_VIEWER)


def test_more_tickets_than_fit_one_round_trip_are_all_found(emulated: World) -> None:
    ids = [f"T-{number:03}" for number in range(130)]
    for ticket_id in ids:
        emulated.store_pending_ticket(ticket_id)
    assert list(emulated.tickets.read_tickets([*ids, "T-none", ids[0]])) == ids
    assert len(emulated.tickets.read_texts(ids)) == 130


def test_a_ticket_is_created_once(world: World) -> None:
    world.store_pending_ticket("T-1")
    with pytest.raises(AlreadyExists, match="T-1"):
        world.store_pending_ticket("T-1", requester_id="bob@example.com")
    assert world.read_stored("T-1").requester_id == "ann@example.com"


def test_of_two_steps_from_the_same_version_one_wins(world: World) -> None:
    ticket = world.store_pending_ticket("T-1")
    world.tickets.commit(make_step(ticket.make_next_version(NOON, status=Status.MANUAL_REVIEW)))
    with pytest.raises(Conflict, match="version 1"):
        world.tickets.commit(make_step(ticket.make_next_version(NOON, status=Status.CLOSED)))
    assert world.read_stored("T-1").status is Status.MANUAL_REVIEW
    assert len(world.tickets.read_history("T-1")) == 2


def test_a_step_of_a_ticket_that_is_not_there_is_refused(world: World) -> None:
    with pytest.raises(Conflict):
        world.tickets.commit(make_step(make_new_ticket("T-1").make_next_version(NOON)))
    assert world.tickets.read_tickets(["T-1"]) == {}


def test_a_refused_step_leaves_nothing_behind(world: World) -> None:
    world.people.upsert_employee(make_employee(capacity=1))
    ticket = world.store_routed_ticket("T-1")
    changed = ticket.make_next_version(NOON, status=Status.ASSIGNED, assignee="E-1", effort=2)
    full = make_step(
        changed, assignment=ASSIGNED, mails=(mail(),), claim=claim(make_employee(capacity=1), 2)
    )
    with pytest.raises(NoCapacity, match="E-1"):
        world.tickets.commit(full)
    assert world.read_stored("T-1") == world.read_stored("T-1").model_copy(update={"version": 2})
    assert world.tickets.read_assignment_explanations(["T-1"]).get("T-1") is None
    assert world.mails.read_mails([("T-1", "assigned-1")]) == {}
    assert world.load("E-1") == 0
    assert len(world.tickets.read_history("T-1")) == 2


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"active": False}, "left"),
        ({"capacity": 2}, "has less capacity than was read"),
        ({"capacity": 9}, "has more capacity than was read"),
    ],
)
def test_nobody_is_claimed_who_changed_since_they_were_read(
    world: World, change: dict[str, object], why: str
) -> None:
    read = make_employee()
    world.people.upsert_employee(read.model_copy(update=change))
    ticket = world.store_routed_ticket("T-1").make_next_version(
        NOON, status=Status.ASSIGNED, assignee="E-1", effort=1
    )
    with pytest.raises(NoCapacity):
        world.tickets.commit(make_step(ticket, claim=claim(read)))
    assert world.load("E-1") == 0, f"somebody who {why} was given a ticket"


def test_nobody_is_claimed_who_is_not_on_the_roster(world: World) -> None:
    ticket = world.store_routed_ticket("T-1").make_next_version(
        NOON, status=Status.ASSIGNED, assignee="E-9", effort=1
    )
    with pytest.raises(NoCapacity):
        world.tickets.commit(make_step(ticket, claim=claim(make_employee("E-9"))))
    assert world.people.read_employees(["E-9"]) == {}


def test_where_ticket_and_employee_both_moved_on_the_ticket_counts(world: World) -> None:
    world.people.upsert_employee(make_employee(active=False))
    ticket = world.store_routed_ticket("T-1")
    world.tickets.commit(make_step(ticket.make_next_version(NOON, status=Status.WAITING)))
    late = ticket.make_next_version(NOON, status=Status.ASSIGNED, assignee="E-1", effort=1)
    with pytest.raises(Conflict):
        world.tickets.commit(make_step(late, claim=claim(make_employee())))


def test_a_slot_is_given_back_once(world: World) -> None:
    world.people.upsert_employee(make_employee())
    ticket = world.store_assigned_ticket("T-1", "E-1")
    assert world.load("E-1") == 1
    done = make_step(
        ticket.make_next_version(NOON, status=Status.RESOLVED), release=release(make_employee())
    )
    world.tickets.commit(done)
    with pytest.raises(Conflict):
        world.tickets.commit(done)
    assert world.load("E-1") == 0


def test_a_load_never_falls_below_nothing(world: World) -> None:
    world.people.upsert_employee(make_employee())
    ticket = world.store_assigned_ticket("T-1", "E-1")
    too_much = make_step(
        ticket.make_next_version(NOON, status=Status.RESOLVED), release=release(make_employee(), 2)
    )
    with pytest.raises(Conflict, match="carries less"):
        world.tickets.commit(too_much)
    assert world.load("E-1") == 1


def test_a_ticket_goes_from_one_person_to_another_in_one_step(world: World) -> None:
    first, second = make_employee("E-1"), make_employee("E-2")
    world.people.upsert_employee(first)
    world.people.upsert_employee(second)
    ticket = world.store_assigned_ticket("T-1", "E-1")
    moved = ticket.make_next_version(NOON, assignee="E-2")
    world.tickets.commit(make_step(moved, claim=claim(second), release=release(first)))
    assert (world.load("E-1"), world.load("E-2")) == (0, 1)


def test_a_ticket_that_stays_with_its_person_may_take_more_of_them(world: World) -> None:
    employee = make_employee(capacity=3)
    world.people.upsert_employee(employee)
    ticket = world.store_assigned_ticket("T-1", "E-1")
    larger = ticket.make_next_version(NOON, effort=3)
    world.tickets.commit(make_step(larger, claim=claim(employee, 3), release=release(employee, 1)))
    assert world.load("E-1") == 3
    too_large = larger.make_next_version(NOON, effort=4)
    with pytest.raises(NoCapacity):
        world.tickets.commit(
            make_step(too_large, claim=claim(employee, 4), release=release(employee, 3))
        )
    assert world.load("E-1") == 3


def test_a_mail_is_owed_once(world: World) -> None:
    ticket = world.store_pending_ticket("T-1")
    owing = ticket.make_next_version(NOON, tags=("a",))
    world.tickets.commit(make_step(owing, mails=(mail(),)))
    with pytest.raises(Conflict, match="owed already"):
        world.tickets.commit(make_step(owing.make_next_version(NOON, tags=("b",)), mails=(mail(),)))
    assert world.read_stored("T-1").tags == ("a",)


def test_a_requester_is_created_once_and_a_missing_name_is_learnt(world: World) -> None:
    def ask_for_handover(ticket_id: str, name: str, minute: int) -> None:
        at = NOON + timedelta(minutes=minute)
        who = Requester(requester_id="ann@example.com", name=name, created_at=at)
        world.tickets.commit(make_step(make_new_ticket(ticket_id), requester=who))

    ask_for_handover("T-1", "", 0)
    assert world.tickets.read_requesters(["ann@example.com"]).get("ann@example.com") == Requester(
        requester_id="ann@example.com", created_at=NOON
    )
    ask_for_handover("T-2", "Ann", 1)
    ask_for_handover("T-3", "Anna", 2)
    assert world.tickets.read_requesters(["ann@example.com"]).get("ann@example.com") == Requester(
        requester_id="ann@example.com", name="Ann", created_at=NOON
    )


def test_what_a_ticket_teaches_carries_its_own_vector(world: World) -> None:
    ticket = world.store_pending_ticket("T-1")
    vector = np.linspace(0, 1, 384, dtype=np.float32)
    triaged = ticket.make_next_version(NOON, status=Status.MANUAL_REVIEW)
    world.tickets.commit(make_step(triaged, vector=vector))
    corrected = triaged.make_next_version(NOON + timedelta(seconds=1), tags=("x",))
    taught = (
        PrecedentUpdate("loans", category="late_fee", source="correction"),
        PrecedentUpdate("cards", forgotten=True),
    )
    world.tickets.commit(make_step(corrected, precedents=taught))

    [loans] = world.vectors.read_changes(VectorKind.PRECEDENT, "loans", 0)
    assert (loans.document_id, loans.label, loans.source) == ("T-1", "late_fee", "correction")
    assert np.array_equal(loans.vector, vector)
    assert loans.changed_at == (NOON.timestamp() + 1) * 1000
    [cards] = world.vectors.read_changes(VectorKind.PRECEDENT, "cards", 0)
    assert cards.deleted
    assert not loans.deleted


def test_a_ticket_that_was_never_embedded_teaches_nothing(world: World) -> None:
    ticket = world.store_pending_ticket("T-1")
    world.tickets.commit(
        make_step(ticket.make_next_version(NOON), precedents=(PrecedentUpdate("cards"),))
    )
    assert world.vectors.read_changes(VectorKind.PRECEDENT, "cards", 0) == []


def test_waiting_tickets_are_drained_most_urgent_first_then_oldest(world: World) -> None:
    def store_waiting(
        ticket_id: str, priority: Priority, minute: int, department: str = "cards"
    ) -> None:
        ticket = world.store_pending_ticket(ticket_id, minute=minute)
        routed = ticket.make_next_version(
            NOON, status=Status.ROUTED, **make_decisions(department, priority)
        )
        world.tickets.commit(make_step(routed))
        world.tickets.commit(make_step(routed.make_next_version(NOON, status=Status.WAITING)))

    store_waiting("T-low", Priority.LOW, 0)
    store_waiting("T-new-high", Priority.HIGH, 9)
    store_waiting("T-old-high", Priority.HIGH, 5)
    store_waiting("T-urgent", Priority.URGENT, 8)
    store_waiting("T-loans", Priority.URGENT, 1, "loans")
    world.store_routed_ticket("T-routed")
    in_order = ["T-urgent", "T-old-high", "T-new-high", "T-low"]
    assert world.tickets.list_waiting("cards", 10) == in_order
    assert world.tickets.list_waiting("cards", 2) == in_order[:2]
    urgent = world.read_stored("T-urgent")
    world.tickets.commit(make_step(urgent.make_next_version(NOON, status=Status.CLOSED)))
    assert world.tickets.list_waiting("cards", 10) == in_order[1:]


def test_a_requesters_open_tickets_come_newest_first_and_not_from_long_ago(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tickets, "MAX_TICKETS_LOOKED_THROUGH", 3)
    for minute in range(5):
        world.tickets.commit(make_creation(make_new_ticket(f"T-{minute}", minute=minute)))
    world.tickets.commit(make_creation(make_new_ticket("T-other", requester_id="bob@example.com")))
    closed = make_new_ticket("T-3", minute=3).make_next_version(NOON, status=Status.CLOSED)
    world.tickets.commit(make_step(closed))
    stored_tickets = world.tickets.list_open_by_requester("ann@example.com", 9)
    assert [ticket.ticket_id for ticket in stored_tickets] == ["T-4", "T-2"]
    assert [
        ticket.ticket_id for ticket in world.tickets.list_open_by_requester("ann@example.com", 1)
    ] == ["T-4"]


def test_a_history_is_told_in_order(world: World) -> None:
    ticket = world.store_pending_ticket("T-1")
    for number in range(2, 13):
        ticket = ticket.make_next_version(NOON, tags=(str(number),))
        world.tickets.commit(make_step(ticket))
    history_entries = world.tickets.read_history("T-1")
    assert [entry.version for entry in history_entries] == list(range(1, 13))
    assert history_entries[0] == HistoryEntry(version=1, at=NOON, actor="test", what="pending")
