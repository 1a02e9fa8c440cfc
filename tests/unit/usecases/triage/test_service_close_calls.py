"""What a language model may change in triage, and all that it may not."""

import json

import pytest

from switchyard.domain.desk import Rule, RuleActions, RuleCriteria
from switchyard.domain.errors import Unavailable
from switchyard.domain.messages import TicketNudge
from switchyard.domain.status import Status
from switchyard.domain.ticket import Decision, Requester, Ticket
from switchyard.domain.values import DecidedBy, Priority, Tier
from switchyard.ml.language_model.asking import AskVerdict
from switchyard.ports.language_model import Prompt
from switchyard.usecases.triage.service import Run
from testing.language_model import ScriptedReply
from tests.asking import Asking
from tests.desks import NOW, load_made_desk, make_ticket
from tests.triaging import Triage
from tests.unit.usecases.triage.test_close_call import GOOD

SECRET = "4111 1111 1111 1111"


class CloseCalls(Triage):
    """Triage with a language model that gives these replies."""

    def __init__(
        self, *replies: ScriptedReply, rules: tuple[Rule, ...] = (), lasts: float = 0.2
    ) -> None:
        super().__init__(load_made_desk(*rules))
        self.asking = Asking(*replies, lasts=lasts)
        self.service.asker = self.asking.asker
        self.tickets.add_ticket(make_ticket("T-1"), "sure")
        self.tickets.add_ticket(make_ticket("T-2"), "unsure")
        self.tickets.add_ticket(make_ticket("T-3"), "like nothing that is known")
        self.tickets.add_ticket(
            make_ticket("T-4"), "ich habe meine karte verloren und brauche eine neue"
        )

    def triage_tickets(self, *ticket_ids: str) -> Run:
        nudges = [
            TicketNudge(ticket=name, version=1, reason="pending")
            for name in ticket_ids or ("T-1", "T-2", "T-3", "T-4")
        ]
        return self.service.triage_tickets(nudges)

    def read_ticket(self, ticket_id: str = "T-2") -> Ticket:
        return self.tickets.tickets[ticket_id]


def write_answer(**changed: object) -> str:
    return json.dumps({**json.loads(GOOD), **changed})


def describe_decision[T](decision: Decision[T] | None) -> tuple[T, float, DecidedBy]:
    assert decision is not None
    return decision.value, decision.confidence, decision.decided_by


def test_only_close_calls_are_asked_about() -> None:
    triage = CloseCalls(GOOD)
    run = triage.triage_tickets()
    assert run.close_calls == {"T-2": AskVerdict.ANSWERED}
    assert len(triage.asking.model.given) == 1
    assert run.failed == {}


def test_its_choice_routes_the_ticket_with_the_desks_trust_and_says_so() -> None:
    triage = CloseCalls(GOOD)
    run = triage.triage_tickets()
    routed = triage.read_ticket()
    assert routed.status is Status.ROUTED
    assert describe_decision(routed.category) == ("card_broken", 0.7, DecidedBy.LANGUAGE_MODEL)
    assert describe_decision(routed.priority) == (Priority.HIGH, 0.7, DecidedBy.LANGUAGE_MODEL)
    assert describe_decision(routed.tier) == (Tier.FIRST, 0.7, DecidedBy.LANGUAGE_MODEL)
    department, confidence, by = describe_decision(routed.department)
    assert (department, by) == ("cards", DecidedBy.LANGUAGE_MODEL)
    assert 0.7 <= confidence <= 1
    assert "the language model model-1 chose Card broken" in routed.reason
    explanation = run.decided["T-2"].explanation
    assert explanation.tie_break is not None
    assert explanation.tie_break.category == explanation.guesses[0].category == "card_broken"
    assert sum(guess.confidence for guess in explanation.guesses) <= 1


@pytest.mark.parametrize(
    "reply",
    [
        "nonsense",
        write_answer(category="ceo"),
        write_answer(category="(none)"),
        Unavailable("down"),
    ],
)
def test_without_a_usable_answer_the_ticket_is_as_it_would_be_with_no_model(
    reply: ScriptedReply,
) -> None:
    triage, plain = CloseCalls(reply), CloseCalls(GOOD)
    plain.service.asker = None
    assert triage.triage_tickets().decided == plain.triage_tickets().decided
    assert triage.tickets.tickets == plain.tickets.tickets
    assert triage.read_ticket().status is Status.MANUAL_REVIEW


def test_with_no_model_nothing_is_decided_twice() -> None:
    triage = CloseCalls(GOOD)
    triage.service.asker = None
    run = triage.triage_tickets()
    assert (len(run.decided), run.close_calls) == (4, {})
    assert triage.asking.model.given == []


def test_a_sure_ticket_does_not_wait_for_a_question() -> None:
    triage = CloseCalls(GOOD)
    triage.triage_tickets("T-2", "T-1")
    assert [change.ticket.ticket_id for change in triage.tickets.changes] == ["T-1", "T-2"]


def test_all_questions_of_a_batch_end_in_time_and_every_ticket_is_settled() -> None:
    triage = CloseCalls(GOOD, lasts=3.5)
    many = [f"T-{number}" for number in range(10, 20)]
    for name in many:
        triage.tickets.add_ticket(make_ticket(name), "unsure")
    began = triage.asking.time.now
    run = triage.triage_tickets(*many)
    assert triage.asking.time.now - began <= 12.5
    assert sorted(run.decided) == many
    routed = [name for name in many if triage.read_ticket(name).status is Status.ROUTED]
    assert routed == many[: len(routed)]
    assert len(routed) == list(run.close_calls.values()).count(AskVerdict.ANSWERED) == 4
    assert {triage.read_ticket(name).status for name in many[4:]} == {Status.MANUAL_REVIEW}


def test_a_rule_and_a_person_stand_before_its_answer() -> None:
    rule = Rule(
        name="Broken cards are low",
        when=RuleCriteria(category="card_broken"),
        set=RuleActions(priority="low"),
    )
    triage = CloseCalls(GOOD, rules=(rule,))
    person = Decision[Tier](value=Tier.THIRD, confidence=1, decided_by=DecidedBy.PERSON)
    triage.tickets.add_ticket(make_ticket("T-2", tier=person), "unsure")
    triage.triage_tickets("T-2")
    assert describe_decision(triage.read_ticket().category)[0] == "card_broken"
    assert describe_decision(triage.read_ticket().priority) == (Priority.LOW, 1.0, DecidedBy.RULE)
    assert triage.read_ticket().tier == person
    assert "Broken cards are low" in triage.read_ticket().reason


def test_a_person_who_decided_meanwhile_is_not_overruled() -> None:
    triage = CloseCalls(GOOD)
    complete = triage.asking.model.complete_prompt

    def decide_meanwhile(prompt: Prompt, seconds: float) -> str:
        chosen = Decision[str](value="opening_hours", confidence=1, decided_by=DecidedBy.PERSON)
        triage.tickets.tickets["T-2"] = triage.read_ticket().make_next_version(NOW, category=chosen)
        return complete(prompt, seconds)

    triage.asking.model.complete_prompt = decide_meanwhile  # type: ignore[method-assign]
    triage.triage_tickets("T-2")
    assert describe_decision(triage.read_ticket().category) == (
        "opening_hours",
        1.0,
        DecidedBy.PERSON,
    )
    assert len(triage.asking.model.given) == 1


def test_urgent_is_not_reached_by_asking_for_it() -> None:
    triage = CloseCalls(write_answer(priority="urgent", tier=3))
    triage.triage_tickets("T-2")
    assert describe_decision(triage.read_ticket().priority)[0] is Priority.MEDIUM
    assert describe_decision(triage.read_ticket().tier)[0] is Tier.FIRST


def test_skills_are_kept_as_a_proposal() -> None:
    triage = CloseCalls(GOOD)
    assert triage.triage_tickets("T-2").decided["T-2"].explanation.tie_break is not None
    assert triage.read_ticket().tags == ()


def test_the_requesters_name_is_read_and_masked() -> None:
    triage = CloseCalls(GOOD)
    triage.tickets.stored_requesters["ann@example.com"] = Requester(
        requester_id="ann@example.com", name="Ann Quill", created_at=NOW
    )
    text = f"quill asks again, card {SECRET}"
    triage.embedder.vectors[text] = triage.embedder.vectors["unsure"]
    triage.tickets.add_ticket(make_ticket("T-5"), text)
    triage.triage_tickets("T-5")
    [prompt] = triage.asking.model.prompts
    assert "quill" not in prompt.data
    assert SECRET not in prompt.data


def test_nobody_is_asked_where_the_requester_cannot_be_read() -> None:
    triage = CloseCalls(GOOD)

    def fail_to_read(requester_ids: object) -> dict[str, Requester]:
        raise Unavailable(str(requester_ids))

    triage.tickets.read_requesters = fail_to_read  # type: ignore[method-assign]
    assert triage.triage_tickets("T-2").close_calls == {"T-2": AskVerdict.UNAVAILABLE}
    assert triage.asking.model.given == []
    assert triage.read_ticket().status is Status.MANUAL_REVIEW
