"""What is counted of triage, from real tickets, and how often it is counted."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from switchyard.adapters.dynamodb.drift import DynamoDriftStore
from switchyard.domain.drift import NO_CATEGORY, DriftDay, DriftTally, TriageSample
from switchyard.domain.errors import Forbidden
from switchyard.domain.status import Status
from switchyard.domain.triage import CategoryGuess, TriageExplanation, TriageOutcome
from switchyard.domain.versions import DecisionVersions
from switchyard.domain.viewer import Role, Viewer
from switchyard.ports.desks import DeskReader
from switchyard.usecases.learning.drift_service import DriftService
from tests.builders import NOON, make_creation, make_decisions, make_new_ticket, make_step
from tests.desks import make_desk
from tests.integration.world import World

VERSIONS = DecisionVersions(desk="D-1", classifier="H-1", model="minilm")
TODAY = NOON.date()


def make_explanation(outcome: TriageOutcome, *guesses: str) -> TriageExplanation:
    return TriageExplanation(
        outcome=outcome,
        reason="",
        guesses=tuple(
            CategoryGuess(category=guess, department="cards", confidence=0.8) for guess in guesses
        ),
        threshold=0.5,
        versions=VERSIONS,
    )


@pytest.fixture
def store(world: World) -> DynamoDriftStore:
    # The content table is as good as the ops table: pk and sk are all that counts here.
    return DynamoDriftStore(world.database, world.tables, world.content)


@pytest.fixture
def service(store: DynamoDriftStore) -> DriftService:
    reader = SimpleNamespace(read_desk_in_force=lambda: SimpleNamespace(desk=make_desk()))
    return DriftService(store, cast("DeskReader", reader), lambda: NOON)


def store_arrival(
    world: World, name: str, explanation: TriageExplanation, corrections: int = 0
) -> None:
    ticket = make_new_ticket(name)
    world.tickets.commit(make_creation(ticket))
    status = Status.ROUTED if explanation.outcome is TriageOutcome.ROUTED else Status.MANUAL_REVIEW
    ticket = ticket.make_next_version(NOON, status=status, **make_decisions("cards"))
    world.tickets.commit(make_step(ticket, triage=explanation))
    if corrections:
        world.tickets.commit(make_step(ticket.make_next_version(NOON, corrections=corrections)))


def test_a_ticket_counts_for_the_category_that_it_was_taken_for(
    world: World, store: DynamoDriftStore
) -> None:
    store_arrival(
        world, "T-1", make_explanation(TriageOutcome.ROUTED, "card_arrival", "card_broken")
    )
    store_arrival(
        world, "T-2", make_explanation(TriageOutcome.ROUTED, "card_broken"), corrections=1
    )
    store_arrival(
        world, "T-3", make_explanation(TriageOutcome.MANUAL_REVIEW, "card_broken"), corrections=1
    )
    store_arrival(world, "T-4", make_explanation(TriageOutcome.MANUAL_REVIEW))
    world.tickets.commit(make_creation(make_new_ticket("T-5")))
    seen = store.read_samples("cards", TODAY)
    assert sorted(
        seen, key=lambda triage_sample: (triage_sample.category, triage_sample.reviewed)
    ) == [
        TriageSample(category="card_arrival", confidence=0.8, reviewed=False, corrected=False),
        TriageSample(category="card_broken", confidence=0.8, reviewed=False, corrected=True),
        TriageSample(category="card_broken", confidence=0.8, reviewed=True, corrected=False),
        TriageSample(category=NO_CATEGORY, confidence=0, reviewed=True, corrected=False),
    ]
    assert list(store.read_samples("cards", TODAY - timedelta(days=1))) == []
    assert list(store.read_samples("cards", TODAY + timedelta(days=1))) == []
    assert list(store.read_samples("fraud", TODAY)) == []


def test_counting_twice_counts_once(
    world: World, store: DynamoDriftStore, service: DriftService
) -> None:
    store_arrival(world, "T-1", make_explanation(TriageOutcome.ROUTED, "card_arrival"))
    service.measure_week()
    store_arrival(
        world, "T-2", make_explanation(TriageOutcome.ROUTED, "card_arrival"), corrections=1
    )
    service.measure_week()
    service.measure_week()
    today = store.read_days(TODAY)
    assert [drift_day.day for drift_day in today] == [TODAY]
    assert today[0].categories["card_arrival"].tickets == 2
    assert today[0].categories["card_arrival"].corrected == 1
    assert len(store.read_days(date(2026, 1, 1))) == 7


def test_a_day_comes_back_as_it_was_kept(store: DynamoDriftStore) -> None:
    kept = DriftDay(
        day=TODAY,
        categories={"cards": DriftTally(tickets=3, confidence=2.5, confidence_squares=2.1)},
    )
    store.save_day(kept)
    assert store.read_days(TODAY) == [kept]


def test_leads_and_admins_are_told(store: DynamoDriftStore, service: DriftService) -> None:
    for back in range(30):
        tally = DriftTally(
            tickets=20, confidence=18, confidence_squares=16.3, reviewed=15 if back < 7 else 1
        )
        store.save_day(DriftDay(day=TODAY - timedelta(days=back), categories={"cards": tally}))
    [category_drift] = service.read_report(Viewer(Role.LEAD, "lea@example.com"))
    assert category_drift.worst == category_drift.reviewed.worse_by_at_least > 0.5
    with pytest.raises(Forbidden):
        service.read_report(Viewer(Role.AGENT, "al@example.com"))
