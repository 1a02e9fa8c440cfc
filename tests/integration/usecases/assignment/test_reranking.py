"""Close calls of assignment over both protocols, against servers as bad as they come.

Two people are as good as each other, a third is not close. Whatever is answered, the ticket goes to
one of the two, and unless the answer is a good one, to the one whom the scores have first.
"""

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any, cast

import pytest

from switchyard.adapters.gemini import GeminiModel
from switchyard.adapters.openai_compatible import OpenAiCompatibleModel
from switchyard.domain.assignment import AssignmentExplanation
from switchyard.domain.messages import DrainNudge, TicketNudge
from switchyard.domain.ticket import TicketText
from switchyard.domain.values import Priority
from switchyard.ml.language_model.asking import AskVerdict, ModelAsker
from switchyard.ports.language_model import LanguageModel
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.assignment.rerank import CandidateReranker
from testing.language_model import InMemoryBudget
from testing.tickets import InMemoryTickets
from tests.desks import NOW, make_axis_vector, make_desk
from tests.fixtures.language_model import KEY, Asked, LanguageModelServer, Reply
from tests.integration.usecases.floor import Floor
from tests.integration.usecases.triage.test_injections import ORDERS
from tests.integration.world import World
from tests.unit.usecases.assignment.close import make_decided_ticket, make_shortlist

MAKERS: tuple[Callable[[str], LanguageModel], ...] = (
    lambda url: GeminiModel(url, "gemini-test", lambda: KEY),
    lambda url: OpenAiCompatibleModel(f"{url}/v1", "gpt-test", lambda: KEY),
)
FIRST, SECOND, FAR = "E-1", "E-2", "E-3"
SECONDS = 2.0
WISHES = (
    "choice=P3",
    "choice=E-3",
    "choice=Ida",
    "assignee=E-3",
    "choice=P1 reason=<b>now</b>",
    "choice=P2 reason=https://x.example",
    "choice=P9 candidates=all",
    "choice=*",
    "choice=P1;P2",
    "person=E-3 choice=lead",
)
GOOD = Reply(json.dumps({"choice": "P2", "reason": "P2 knows more of cards."}))


@dataclass(frozen=True)
class Told:
    """A `TicketStore` whose tickets say something else."""

    store: Any
    words: Mapping[str, str]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def read_texts(self, ticket_ids: Sequence[str]) -> dict[str, TicketText]:
        return {
            ticket_id: TicketText(title="", description=self.words[ticket_id])
            for ticket_id in ticket_ids
        }


@dataclass
class Department:
    floor: Floor
    server: LanguageModelServer
    asker: ModelAsker

    def give(self, *ticket_ids: str, text: str = "where is my card") -> dict[str, AskVerdict]:
        store = Told(self.floor.world.tickets, dict.fromkeys(ticket_ids, text))
        nudges = [TicketNudge(ticket=ticket_id, version=1, reason="x") for ticket_id in ticket_ids]
        run = self.floor.build_service(
            tickets=store, make_reranker=partial(CandidateReranker, self.asker)
        ).assign_tickets(nudges)
        assert (run.failed, run.undrained) == ({}, {})
        assert set(run.assigned) == set(ticket_ids)
        return run.close_calls

    def store_routed_ticket(self, ticket_id: str, **fields: Any) -> None:
        self.floor.store_routed_ticket(ticket_id, make_axis_vector(1), language="en", **fields)

    def has(self, ticket_id: str) -> str:
        return self.floor.read_stored(ticket_id).assignee

    def read_explanation(self, ticket_id: str) -> AssignmentExplanation:
        return self.floor.world.tickets.read_assignment_explanations([ticket_id])[ticket_id]


@pytest.fixture(params=MAKERS, ids=["gemini", "openai"])
def asker(request: pytest.FixtureRequest, model_server: LanguageModelServer) -> ModelAsker:
    return ModelAsker(
        model=request.param(model_server.url),
        budget=InMemoryBudget(),
        clock=lambda: NOW,
        timer=time.monotonic,
        sleep=time.sleep,
        random=Random(1),
        seconds=SECONDS,
        daily_calls=10_000,
    )


@pytest.fixture
def department(asker: ModelAsker, emulated: World, model_server: LanguageModelServer) -> Department:
    floor = Floor(emulated)
    for person, name in ((FIRST, "Dana Ruiz"), (SECOND, "Kim Oak")):
        floor.store_employee(person, make_axis_vector(1), name=name, capacity=9)
    floor.store_employee(FAR, make_axis_vector(2), name="Ida Lund", capacity=9)
    return Department(floor, model_server, asker)


def test_a_good_answer_gives_the_ticket_and_is_told_in_the_explanation(
    department: Department,
) -> None:
    department.server.replies = [GOOD]
    department.store_routed_ticket("T-1")
    assert department.give("T-1") == {"T-1": AskVerdict.ANSWERED}
    assert department.has("T-1") == SECOND
    why = department.read_explanation("T-1")
    assert why.reranked is not None
    assert (why.reranked.candidates, why.reranked.choice) == ((FIRST, SECOND), SECOND)
    assert why.reranked.model_reason == "P2 knows more of cards."
    assert why.reason.startswith("Kim Oak: the choice of the language model ")
    assert "knows more" not in why.reason
    assert [candidate.employee_id for candidate in why.shortlist] == [SECOND, FIRST, FAR]


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        (Reply(refused=True), AskVerdict.REFUSED),
        (Reply("P2, certainly!"), AskVerdict.NONSENSE),
        (Reply('{"choice": "P3", "reason": "P3 is best."}'), AskVerdict.NONSENSE),
        (Reply('{"choice": "E-3", "reason": "E-3 is best."}'), AskVerdict.NONSENSE),
        (Reply('{"choice": "(none)", "reason": "Alike."}'), AskVerdict.NONE_FITS),
        (Reply(status=500), AskVerdict.UNAVAILABLE),
        (Reply(status=429, headers={"Retry-After": "60"}), AskVerdict.UNAVAILABLE),
        (Reply(GOOD.words, seconds=3 * SECONDS), AskVerdict.UNAVAILABLE),
        (Reply(GOOD.words, seconds=3 * SECONDS, drip=True), AskVerdict.UNAVAILABLE),
    ],
    ids=lambda given: str(given) if isinstance(given, AskVerdict) else "",
)
def test_anything_else_leaves_the_ticket_to_the_best_score(
    department: Department, reply: Reply, verdict: AskVerdict
) -> None:
    department.server.replies = [reply]
    department.store_routed_ticket("T-1")
    began = time.monotonic()
    assert department.give("T-1") == {"T-1": verdict}
    assert time.monotonic() - began < SECONDS + 1
    assert department.has("T-1") == FIRST
    assert department.read_explanation("T-1").reranked is None
    assert "language model" not in department.read_explanation("T-1").reason


def test_a_sure_ticket_does_not_wait_for_a_slow_model(department: Department) -> None:
    department.server.replies = [Reply(GOOD.words, seconds=3 * SECONDS)]
    department.store_routed_ticket("T-1")
    department.floor.store_routed_ticket("T-2", make_axis_vector(2), language="en")
    department.floor.store_routed_ticket(
        "T-3", make_axis_vector(2), language="en", priority=Priority.HIGH
    )
    store, order = department.floor.world.tickets, []

    class Watched(Told):
        def commit(self, change: Any) -> None:
            order.append(change.ticket.ticket_id)
            store.commit(change)

    nudges = [TicketNudge(ticket=f"T-{number}", version=1, reason="x") for number in (1, 2, 3)]
    watched = Watched(store, dict.fromkeys(("T-1", "T-2", "T-3"), "where is my card"))
    run = department.floor.build_service(
        tickets=watched, make_reranker=partial(CandidateReranker, department.asker)
    ).assign_tickets(nudges)
    assert order == ["T-3", "T-2", "T-1"]
    assert run.close_calls == {"T-1": AskVerdict.UNAVAILABLE}
    assert len(department.server.requests_seen) == 1


def test_what_waited_already_is_not_asked_about_when_it_is_drained(department: Department) -> None:
    department.server.replies = [GOOD]
    for person in (FIRST, SECOND, FAR):
        department.floor.store_employee(
            person, make_axis_vector(1), capacity=0, dropped_at="2026-11-02"
        )
    department.store_routed_ticket("T-1")
    department.floor.assign("T-1")
    for person in (FIRST, SECOND):
        department.floor.store_employee(
            person, make_axis_vector(1), capacity=9, dropped_at="2026-11-03"
        )
    drain = DrainNudge(department="cards", reason="capacity")
    run = department.floor.build_service(
        make_reranker=partial(CandidateReranker, department.asker)
    ).assign_tickets([drain])
    assert set(run.assigned) == {"T-1"}
    assert department.server.requests_seen == []


def answer_obediently(request: Asked) -> str:
    """Answers whatever the ticket tells it to."""
    text = json.loads(request.data)["ticket"]["description"]
    answer = {"choice": "P1", "reason": re.sub(r"[^\w ]", "", text)[:150]}
    return json.dumps(answer | dict(re.findall(r"(\w+)=(\S+)", text)))


def test_two_hundred_orders_over_each_protocol_reach_nobody_who_is_not_close(
    asker: ModelAsker, model_server: LanguageModelServer
) -> None:
    model_server.replies = [Reply(answer_obediently)]
    tickets, shortlist = InMemoryTickets(), make_shortlist(0.8, 0.79, 0.5)
    texts = [f"dana, where is my card? {order}: {wish}" for order in ORDERS for wish in WISHES]
    for text in texts:
        tickets.add_ticket(make_decided_ticket(), text)
        opinions = CandidateReranker(asker, cast("TicketStore", tickets), make_desk())
        assert opinions.may_rerank(make_decided_ticket(), shortlist)
        reranked = opinions.rerank_shortlist(make_decided_ticket(), shortlist)
        order = [candidate.employee_id for candidate in reranked.candidates]
        assert order in (["E-1", "E-2", "E-3"], ["E-2", "E-1", "E-3"]), text
        [verdict] = opinions.verdicts.values()
        assert (reranked.reranked is not None) is (verdict is AskVerdict.ANSWERED), text
    assert len(model_server.requests_seen) == len(texts) == 200
    sent = " ".join(request.data for request in model_server.requests_seen).casefold()
    assert not [name for name in ("ruiz", "lund", "dana") if name in sent]
