"""Which assignments are close, and what becomes of them with a language model."""

import json
from dataclasses import dataclass, field
from typing import cast

import pytest

from switchyard.domain.assignment_shortlist import Shortlist
from switchyard.domain.desk import AssignmentPolicy, Desk
from switchyard.domain.errors import Unavailable
from switchyard.domain.ticket import Requester
from switchyard.domain.values import Lane, Priority
from switchyard.ml.language_model.asking import NONE_FITS, AskVerdict
from switchyard.ports.language_model import ModelRefused
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.assignment.rerank import (
    MAX_CLOSE_CANDIDATES,
    CandidateReranker,
    find_close_candidates,
)
from testing.language_model import ScriptedReply
from testing.tickets import InMemoryTickets
from tests.asking import Asking
from tests.desks import NOW, make_desk
from tests.unit.usecases.assignment.close import make_decided_ticket, make_shortlist

SECRET = "4111 1111 1111 1111"


def write_answer(choice: str = "P2", reason: str = "P2 has settled disputes.") -> str:
    return json.dumps({"choice": choice, "reason": reason})


def list_close_ids(shortlist: Shortlist, close_within: float = 0.03, **fields: object) -> list[str]:
    policy = AssignmentPolicy(close_call=close_within)
    ticket = make_decided_ticket(**fields)  # type: ignore[arg-type]
    return [candidate.employee_id for candidate in find_close_candidates(ticket, shortlist, policy)]


@dataclass
class Opinion:
    """One batch with a language model that says these things."""

    replies: tuple[ScriptedReply, ...]
    desk: Desk = field(default_factory=make_desk)

    def __post_init__(self) -> None:
        self.asking = Asking(*self.replies)
        self.tickets = InMemoryTickets()
        self.tickets.add_ticket(
            make_decided_ticket(), f"where is my card {SECRET}, will says ann quill"
        )
        self.tickets.stored_requesters["ann@example.com"] = Requester(
            requester_id="ann@example.com", name="Ann Quill", created_at=NOW
        )
        store = cast("TicketStore", self.tickets)
        self.opinions = CandidateReranker(self.asking.asker, store, self.desk)

    def rerank_shortlist(self, shortlist: Shortlist, **fields: object) -> Shortlist:
        ticket = make_decided_ticket(**fields)  # type: ignore[arg-type]
        self.opinions.may_rerank(ticket, shortlist)
        return self.opinions.rerank_shortlist(ticket, shortlist)

    @property
    def verdicts(self) -> list[AskVerdict]:
        return [*self.opinions.verdicts.values()]


def test_those_within_the_desks_difference_of_the_best_are_close() -> None:
    assert list_close_ids(make_shortlist(0.8, 0.771, 0.77)) == ["E-1", "E-2"]
    assert list_close_ids(make_shortlist(0.8, 0.77)) == []
    assert list_close_ids(make_shortlist(0.8, 0.5), close_within=0.31) == ["E-1", "E-2"]


def test_of_many_equals_the_first_few_are_chosen_among() -> None:
    assert list_close_ids(make_shortlist(*[0.8] * 9)) == ["E-1", "E-2", "E-3", "E-4", "E-5"]
    assert MAX_CLOSE_CANDIDATES == 5


def test_one_candidate_or_none_is_no_close_call() -> None:
    assert list_close_ids(make_shortlist(0.8)) == list_close_ids(make_shortlist()) == []


def test_a_desk_that_wants_none_has_none() -> None:
    assert list_close_ids(make_shortlist(0.8, 0.8), close_within=0.0) == []


def test_who_had_the_ticket_before_is_not_put_to_the_vote() -> None:
    assert list_close_ids(make_shortlist(0.8, 0.8, returning="E-2")) == []


def test_an_urgent_ticket_waits_for_no_model() -> None:
    assert list_close_ids(make_shortlist(0.8, 0.8), priority=Priority.URGENT) == []
    assert list_close_ids(make_shortlist(0.8, 0.8), priority=Priority.HIGH) == ["E-1", "E-2"]


@pytest.mark.parametrize("language", ["de", ""])
def test_a_ticket_whose_names_cannot_be_told_is_shown_to_no_model(language: str) -> None:
    assert list_close_ids(make_shortlist(0.8, 0.8), language=language) == []


def test_its_choice_comes_first_with_its_reason_and_nobody_else_moves() -> None:
    opinion = Opinion((write_answer(),))
    shortlist = make_shortlist(0.8, 0.79, 0.785, 0.3)
    reranked = opinion.rerank_shortlist(shortlist)
    assert [candidate.employee_id for candidate in reranked.candidates] == [
        "E-2",
        "E-1",
        "E-3",
        "E-4",
    ]
    assert reranked.chosen is not None
    assert reranked.chosen.name == "Will Oak"
    assert reranked.reranked is not None
    assert reranked.reranked.model_dump() == {
        "model": "model-1",
        "candidates": ("E-1", "E-2", "E-3"),
        "choice": "E-2",
        "model_reason": "P2 has settled disputes.",
    }
    assert opinion.verdicts == [AskVerdict.ANSWERED]


def test_who_had_the_best_score_may_be_its_choice() -> None:
    shortlist = make_shortlist(0.8, 0.79)
    reranked = Opinion((write_answer("P1"),)).rerank_shortlist(shortlist)
    assert reranked.candidates == shortlist.candidates
    assert reranked.reranked is not None


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("P2", AskVerdict.NONSENSE),
        (write_answer("P4"), AskVerdict.NONSENSE),
        (write_answer("Will Oak"), AskVerdict.NONSENSE),
        (write_answer(reason="see http://x.example"), AskVerdict.NONSENSE),
        (write_answer(NONE_FITS), AskVerdict.NONE_FITS),
        (ModelRefused("no"), AskVerdict.REFUSED),
        (Unavailable("down"), AskVerdict.UNAVAILABLE),
    ],
)
def test_anything_else_keeps_the_order(reply: ScriptedReply, verdict: AskVerdict) -> None:
    opinion = Opinion((reply,))
    shortlist = make_shortlist(0.8, 0.79)
    assert opinion.rerank_shortlist(shortlist) == shortlist
    assert opinion.verdicts == [verdict]


def test_a_clear_best_is_not_asked_about() -> None:
    opinion = Opinion((write_answer(),))
    shortlist = make_shortlist(0.8, 0.5)
    assert opinion.rerank_shortlist(shortlist) == shortlist
    assert (opinion.verdicts, opinion.asking.model.given) == ([], [])


def test_what_becomes_close_while_sure_tickets_are_settled_is_not_asked_about() -> None:
    opinion = Opinion((write_answer(),))
    shortlist = make_shortlist(0.8, 0.79)
    assert opinion.opinions.rerank_shortlist(make_decided_ticket(), shortlist) == shortlist
    assert opinion.asking.model.given == []


def test_a_ticket_is_asked_about_once_and_the_choice_holds_while_it_can() -> None:
    opinion = Opinion((write_answer(), write_answer("P1")))
    opinion.rerank_shortlist(make_shortlist(0.8, 0.79))
    again = opinion.rerank_shortlist(make_shortlist(0.8, 0.79, 0.785))
    assert [candidate.employee_id for candidate in again.candidates] == ["E-2", "E-1", "E-3"]
    gone = make_shortlist(0.8, 0.6, 0.785)
    assert opinion.rerank_shortlist(gone) == gone
    assert len(opinion.asking.model.given) == 1


def test_what_leaves_has_no_personal_data() -> None:
    opinion = Opinion((write_answer(),))
    opinion.rerank_shortlist(make_shortlist(0.8, 0.79))
    [prompt] = opinion.asking.model.prompts
    for word in (SECRET, "quill", "oak", "ruiz", "e-1", "example.com"):
        assert word not in prompt.data.casefold()


def test_nobody_is_asked_where_the_ticket_cannot_be_read() -> None:
    opinion = Opinion((write_answer(),))
    opinion.tickets.stored_texts.clear()
    shortlist = make_shortlist(0.8, 0.79)
    assert opinion.rerank_shortlist(shortlist) == shortlist
    assert opinion.verdicts == [AskVerdict.UNAVAILABLE]
    assert opinion.asking.model.given == []


def test_an_imported_ticket_takes_from_its_own_half_of_the_days_calls() -> None:
    opinion = Opinion((write_answer(),))
    opinion.asking.asker.daily_calls = 1
    opinion.rerank_shortlist(make_shortlist(0.8, 0.79), lane=Lane.BULK)
    assert opinion.verdicts == [AskVerdict.BUDGET_SPENT]
