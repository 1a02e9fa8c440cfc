import pytest

from switchyard.domain.assignment import (
    AssignmentExplanation,
    Candidate,
    Exclusion,
    ExclusionReason,
    Rerank,
)
from switchyard.domain.change import Change
from switchyard.domain.errors import Conflict, InvalidInput, NotFound
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket, TicketQuery
from switchyard.domain.triage import CategoryGuess, TriageExplanation, TriageOutcome
from switchyard.domain.values import Priority
from switchyard.domain.versions import DecisionVersions
from switchyard.domain.viewer import Viewer
from switchyard.usecases.actions.correct import Correction
from switchyard.usecases.actions.edit import TicketEdit
from switchyard.usecases.queries.explanations import TicketExplanation
from tests.builders import NOON, make_step
from tests.integration.usecases.office import (
    ADA,
    AGENT,
    ANN,
    BOB,
    COLLEAGUE,
    LEAD,
    STRANGER,
    Office,
    make_submission,
)

TRIAGE = TriageExplanation(
    outcome=TriageOutcome.ROUTED,
    reason="Card arrival is 71% probable.",
    threshold=0.5,
    versions=DecisionVersions(desk="D-1", classifier="", model="m"),
)
GUESSES = (
    CategoryGuess(category="card_arrival", department="cards", confidence=0.4),
    CategoryGuess(category="stolen_card", department="fraud", confidence=0.3),
)


RERANK = Rerank(
    model="m", candidates=("E-2", "E-1"), choice="E-1", model_reason="P2 knows cards best."
)


def store_explanations(office: Office) -> None:
    """T-1 is with E-1; E-2 was second, E-3 was excluded."""
    ticket = office.has(Status.ROUTED)
    assignment = AssignmentExplanation(
        decided_at=NOON,
        assignee="E-1",
        reason="E-1 knows cards best",
        shortlist=tuple(
            Candidate(employee_id=text, score=0.5, parts=()) for text in ("E-1", "E-2")
        ),
        exclusions=(Exclusion(employee_id="E-3", reason=ExclusionReason.ABSENT, detail="absent"),),
        reranked=RERANK,
        searched=3,
        desk_version="D-1",
    )
    assigned = ticket.make_next_version(NOON, status=Status.ASSIGNED, assignee="E-1")
    office.world.tickets.commit(make_step(assigned, assignment=assignment, triage=TRIAGE))


def read_explanation(office: Office, viewer: Viewer) -> TicketExplanation:
    return office.reader.explain_ticket("T-1", viewer)


def test_requesters_get_the_sentences_only(office: Office) -> None:
    store_explanations(office)
    ticket_explanation = read_explanation(office, ANN)
    assert ticket_explanation.reason == "Card arrival is 71% probable."
    assert ticket_explanation.assignment_reason == "E-1 knows cards best"
    assert (
        ticket_explanation.triage,
        ticket_explanation.assignment,
        ticket_explanation.history,
    ) == (None, None, ())


def test_agents_get_their_own_parts(office: Office) -> None:
    store_explanations(office)
    ticket_explanation = read_explanation(office, COLLEAGUE)
    assert ticket_explanation.triage == TRIAGE
    assert ticket_explanation.assignment is not None
    assert [candidate.employee_id for candidate in ticket_explanation.assignment.shortlist] == [
        "E-2"
    ]
    assert ticket_explanation.assignment.exclusions == ()
    assert ticket_explanation.assignment.reranked is None
    assert [history_entry.version for history_entry in ticket_explanation.history] == [1, 2, 3]


@pytest.mark.parametrize("viewer", [LEAD, ADA])
def test_leads_and_admins_get_everybodys(office: Office, viewer: Viewer) -> None:
    store_explanations(office)
    ticket_explanation = read_explanation(office, viewer)
    assert ticket_explanation.assignment is not None
    assert len(ticket_explanation.assignment.shortlist) == 2
    assert len(ticket_explanation.assignment.exclusions) == 1
    assert ticket_explanation.assignment.reranked == RERANK


@pytest.mark.parametrize("viewer", [BOB, STRANGER])
def test_others_get_nothing(office: Office, viewer: Viewer) -> None:
    store_explanations(office)
    with pytest.raises(NotFound):
        read_explanation(office, viewer)


def test_an_assignment_that_is_over_explains_nothing(office: Office) -> None:
    store_explanations(office)
    office.service.correct_ticket("T-1", Correction(priority=Priority.LOW), LEAD)
    ticket_explanation = read_explanation(office, LEAD)
    assert ticket_explanation.assignment is None
    assert ticket_explanation.assignment_reason == ""


def test_a_ticket_that_was_not_triaged_yet_has_no_reasons(office: Office) -> None:
    office.has(Status.PENDING)
    assert read_explanation(office, ADA).triage is None


def test_a_ticket_is_read_with_its_words(office: Office) -> None:
    office.submit_ticket(make_submission())
    assert office.reader.read_ticket("T-1", ANN).text.description == "It has not come yet."


def test_a_list_has_the_words_too(office: Office) -> None:
    office.submit_ticket(make_submission())
    office.submit_ticket(make_submission(requester={"email": "bob@example.com"}), "T-2")
    page = office.reader.list_tickets(TicketQuery(requester_id=ANN.person), ANN)
    assert [
        (ticket_details.ticket.ticket_id, ticket_details.text.title)
        for ticket_details in page.items
    ] == [("T-1", "My card")]


def test_the_queue_of_reviews_is_read_with_the_best_guesses_by_those_who_decide(
    office: Office,
) -> None:
    ticket = office.has(Status.MANUAL_REVIEW)
    triage_explanation = TRIAGE.model_copy(update={"guesses": GUESSES})
    office.world.tickets.commit(
        make_step(ticket.make_next_version(office.now), triage=triage_explanation)
    )
    queue = TicketQuery(department="cards", status=Status.MANUAL_REVIEW)
    [review] = office.reader.list_tickets(queue, LEAD).items
    assert review.guesses == GUESSES
    assert office.reader.read_ticket("T-1", ANN).guesses == ()


def test_a_ticket_that_is_decided_is_read_without_guesses(office: Office) -> None:
    ticket = office.has(Status.ASSIGNED)
    office.world.tickets.commit(
        make_step(
            ticket.make_next_version(office.now),
            triage=TRIAGE.model_copy(update={"guesses": GUESSES}),
        )
    )
    assert office.reader.read_ticket("T-1", LEAD).guesses == ()


def test_a_foreign_cursor_is_refused(office: Office) -> None:
    with pytest.raises(InvalidInput, match="cursor"):
        office.reader.list_tickets(TicketQuery(requester_id=ANN.person, cursor="abc"), ANN)


def test_a_change_without_a_version_is_made_to_the_ticket_as_it_is(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.has(Status.ASSIGNED)
    meddle(office, monkeypatch, times=1)
    ticket = office.service.edit_ticket("T-1", TicketEdit(priority=Priority.HIGH), AGENT).ticket
    assert (ticket.version, ticket.language) == (5, "v4")


def test_after_many_collisions_the_caller_is_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.has(Status.ASSIGNED)
    meddle(office, monkeypatch, times=99)
    with pytest.raises(Conflict, match="changed by others 6 times"):
        office.service.edit_ticket("T-1", TicketEdit(priority=Priority.HIGH), AGENT)


def meddle(office: Office, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Somebody else's change lands right before ours, so many times."""
    store = type(office.world.tickets)
    commit = store.commit
    remaining = [times]

    def commit_late(_: object, change: Change) -> None:
        if remaining[0] > 0:
            remaining[0] -= 1
            stored: Ticket = office.read_stored()
            other = stored.make_next_version(NOON, language=f"v{stored.version + 1}")
            commit(office.world.tickets, make_step(other))
        commit(office.world.tickets, change)

    monkeypatch.setattr(store, "commit", commit_late)
