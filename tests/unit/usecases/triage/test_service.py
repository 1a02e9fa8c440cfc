from collections.abc import Callable
from datetime import timedelta

import pytest

from switchyard.domain.change import Change
from switchyard.domain.errors import Conflict, Unavailable
from switchyard.domain.mail import MailKind, MailState
from switchyard.domain.status import Status
from switchyard.domain.ticket import Decision
from switchyard.domain.values import DecidedBy, Priority
from switchyard.domain.vector import CORRECTION_SOURCE, VectorDocument, VectorKind
from tests.desks import MODEL, NOW, load_made_desk, make_axis_vector, make_near_vector, make_ticket
from tests.triaging import Triage, make_vector_between
from tests.unit.usecases.triage.test_classifier import make_classifier


@pytest.fixture
def triage() -> Triage:
    made = Triage()
    made.tickets.add_ticket(make_ticket("T-1", due_at=NOW, sweeps=2), "sure")
    made.tickets.add_ticket(make_ticket("T-2"), "unsure")
    return made


def test_a_sure_ticket_is_routed_in_one_write_with_its_reason_and_vector(triage: Triage) -> None:
    assert triage.run("T-1") == {}
    [change] = triage.tickets.changes
    routed = change.ticket
    assert (routed.status, routed.version) == (Status.ROUTED, 2)
    assert routed.category is not None
    assert routed.category.value == "card_arrival"
    assert routed.in_department == "cards"
    assert routed.decided_with is not None
    assert (routed.decided_with.desk, routed.decided_with.model) == ("D-1", MODEL)
    assert routed.due_at == NOW + timedelta(minutes=5)
    assert routed.sweeps == 0
    assert (change.history.version, change.history.actor, change.history.what) == (
        2,
        "triage",
        "routed",
    )
    assert routed.reason == change.history.why
    assert change.triage is not None
    assert change.vector is not None
    assert change.mails == ()


def test_an_unsure_ticket_is_not_due_again_and_its_departments_lead_hears_of_it(
    triage: Triage,
) -> None:
    triage.run("T-2")
    [change] = triage.tickets.changes
    assert change.ticket.status is Status.MANUAL_REVIEW
    assert change.ticket.due_at is None
    [mail] = change.mails
    assert (mail.kind, mail.to, mail.state) == (MailKind.REVIEW, "cards", MailState.DUE)
    assert mail.mail_id == "review-2"


def test_a_batch_is_embedded_at_once_and_each_ticket_once(triage: Triage) -> None:
    triage.run("T-1", "T-2", "T-1", "T-1", "T-404")
    assert triage.embedder.calls == [2]
    assert len(triage.tickets.changes) == 2


def test_a_ticket_that_asks_for_nothing_costs_nothing(triage: Triage) -> None:
    triage.run("T-1", "T-2")
    assert triage.run("T-1", "T-2", "T-404") == {}
    assert triage.embedder.calls == [2]
    assert len(triage.tickets.changes) == 2


def test_a_ticket_about_two_things_is_read_by_sentence_and_goes_to_review(triage: Triage) -> None:
    words = "My new card is late. The old one was stolen."
    arrival, theft = (
        make_near_vector(make_axis_vector(0), 0.9),
        make_near_vector(make_axis_vector(2), 0.9),
    )
    late, stolen = words.split(". ")
    triage.embedder.vectors |= {
        words: make_vector_between(arrival, theft),
        f"{late}.": arrival,
        stolen: theft,
    }
    triage.tickets.add_ticket(make_ticket("T-3"), words)
    triage.run("T-1", "T-2", "T-3")
    assert triage.embedder.calls == [3, 2]
    [_, _, change] = triage.tickets.changes
    assert change.ticket.status is Status.MANUAL_REVIEW
    assert "Looks like two issues: " in change.ticket.reason


def test_what_was_requested_stays_beside_what_was_decided(triage: Triage) -> None:
    wishing = make_ticket(
        "T-3", requested={"department": "fraud", "priority": "low", "tags": ["a"]}
    )
    triage.tickets.add_ticket(wishing, "sure")
    triage.run("T-3")
    stored = triage.tickets.tickets["T-3"]
    assert stored.requested == wishing.requested
    assert stored.in_department == "cards"
    assert stored.tags == ("a",)


def interrupt_commit(triage: Triage, during: Callable[[], None]) -> None:
    """Lets something happen between reading a ticket and the first commit."""
    commit = triage.tickets.commit
    done: list[bool] = []

    def commit_after_interruption(change: Change) -> None:
        if not done:
            done.append(True)
            during()
        commit(change)

    triage.tickets.commit = commit_after_interruption  # type: ignore[method-assign]


def test_a_person_who_was_quicker_is_not_overwritten(triage: Triage) -> None:
    def raise_priority() -> None:
        now = triage.tickets.tickets["T-1"]
        urgent = Decision[Priority](
            value=Priority.URGENT, confidence=1, decided_by=DecidedBy.PERSON
        )
        triage.tickets.tickets["T-1"] = now.make_next_version(NOW, priority=urgent)

    interrupt_commit(triage, raise_priority)
    assert triage.run("T-1") == {}
    stored = triage.tickets.tickets["T-1"]
    assert (stored.status, stored.version) == (Status.ROUTED, 3)
    assert stored.priority is not None
    assert stored.priority.decided_by is DecidedBy.PERSON


def test_a_ticket_that_was_closed_meanwhile_is_left_alone(triage: Triage) -> None:
    def close_ticket() -> None:
        now = triage.tickets.tickets["T-1"]
        triage.tickets.tickets["T-1"] = now.make_next_version(NOW, status=Status.CLOSED)

    interrupt_commit(triage, close_ticket)
    assert triage.run("T-1") == {}
    assert triage.tickets.tickets["T-1"].status is Status.CLOSED
    assert triage.tickets.changes == []


def test_one_ticket_that_cannot_be_stored_holds_up_no_other(triage: Triage) -> None:
    commit = triage.tickets.commit

    def commit_all_but_the_first(change: Change) -> None:
        if change.ticket.ticket_id == "T-1":
            raise Unavailable("throttled")
        commit(change)

    triage.tickets.commit = commit_all_but_the_first  # type: ignore[method-assign]
    assert list(triage.run("T-1", "T-2")) == ["T-1"]
    assert triage.tickets.tickets["T-2"].status is Status.MANUAL_REVIEW
    assert triage.tickets.tickets["T-1"].status is Status.PENDING


def test_a_ticket_that_changes_all_the_time_is_tried_again_later(triage: Triage) -> None:
    commit = triage.tickets.commit

    def commit_after_change(change: Change) -> None:
        now = triage.tickets.tickets["T-1"]
        triage.tickets.tickets["T-1"] = now.make_next_version(NOW, language="en")
        commit(change)

    triage.tickets.commit = commit_after_change  # type: ignore[method-assign]
    assert isinstance(triage.run("T-1")["T-1"], Conflict)


def test_the_twin_of_a_corrected_ticket_goes_right_at_once(triage: Triage) -> None:
    vector = triage.embedder.vectors["sure"]
    triage.vectors.save_documents(
        [
            VectorDocument(
                kind=VectorKind.PRECEDENT,
                department="fraud",
                document_id="T-0",
                changed_at=1,
                vector=make_near_vector(vector, 0.96, away=301),
                label="stolen_card",
                source=CORRECTION_SOURCE,
            )
        ]
    )
    triage.run("T-1")
    assert triage.tickets.tickets["T-1"].in_department == "fraud"


def test_the_head_in_force_decides_and_is_named() -> None:
    triage = Triage(load_made_desk(classifier="H-1"))
    triage.desks.classifiers["H-1"] = make_classifier().encode_to_bytes()
    triage.tickets.add_ticket(make_ticket("T-1"), "sure")
    triage.run("T-1")
    [change] = triage.tickets.changes
    assert change.ticket.decided_with is not None
    assert change.ticket.decided_with.classifier == "H-1"


@pytest.mark.parametrize(
    "content", [b"cut short", make_classifier(model="other/2").encode_to_bytes(), None]
)
def test_a_head_that_does_not_fit_is_not_used(content: bytes | None) -> None:
    triage = Triage(load_made_desk(classifier="H-1"))
    if content is not None:
        triage.desks.classifiers["H-1"] = content
    triage.tickets.add_ticket(make_ticket("T-1"), "sure")
    triage.run("T-1")
    [change] = triage.tickets.changes
    assert change.ticket.status is Status.ROUTED
    assert change.ticket.decided_with is not None
    assert change.ticket.decided_with.classifier == ""
