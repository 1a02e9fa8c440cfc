import json
from collections.abc import Callable

import pytest

from switchyard.domain.desk import LanguageModelPolicy, TriagePolicy
from switchyard.domain.errors import Unavailable
from switchyard.domain.ticket import TicketText
from switchyard.domain.triage import TieBreak
from switchyard.domain.values import Lane
from switchyard.ml.language_model.asking import NONE_FITS, Reply, Verdict
from switchyard.ports.language_model import Refused
from switchyard.usecases.triage.close_call import is_close_call, opinion
from switchyard.usecases.triage.close_call_prompt import question
from tests.asking import NEVER, Asking, Said
from tests.desks import loaded
from tests.unit.triage.test_question import unsure

GOOD = json.dumps(
    {"category": "card_broken", "priority": "high", "tier": 1, "skills": [], "reason": "Broken."}
)


def asked(reply: Said) -> Reply[TieBreak]:
    text = TicketText(title="", description="where is my card")
    made = question(loaded().desk, unsure(), text, ("ann@example.com",))
    return opinion(Asking(reply).asker, made, Lane.LIVE, NEVER)


def test_a_good_answer_is_a_tie_break_that_names_the_model() -> None:
    said = asked(GOOD)
    assert said.verdict is Verdict.ANSWERED
    assert said.answer is not None
    assert said.answer.model_dump(mode="json") == {
        "model": "model-1",
        "category": "card_broken",
        "priority": "high",
        "tier": 1,
        "skills": [],
        "said": "Broken.",
    }


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("certainly! The category is card_broken.", Verdict.NONSENSE),
        (GOOD.replace("card_broken", "ceo"), Verdict.NONSENSE),
        (GOOD.replace("card_broken", NONE_FITS), Verdict.NONE_FITS),
        (Refused("no"), Verdict.REFUSED),
        (Unavailable("500"), Verdict.UNAVAILABLE),
    ],
)
def test_anything_else_is_no_tie_break(reply: Said, verdict: Verdict) -> None:
    assert asked(reply) == (verdict, None)


def policy(**fields: object) -> TriagePolicy:
    return TriagePolicy.model_validate({"threshold": 0.6, **fields})


def with_confidence(confidence: float) -> Callable[[TriagePolicy], bool]:
    triage = unsure()
    assert triage.category is not None
    category = triage.category.model_copy(update={"confidence": confidence})
    made = triage.model_copy(update={"category": category})
    return lambda asked: is_close_call(made, asked)


@pytest.mark.parametrize(
    ("confidence", "close"), [(0.29, False), (0.3, True), (0.59, True), (0.6, False)]
)
def test_a_close_call_lies_between_the_low_confidence_and_the_threshold(
    confidence: float, close: bool
) -> None:
    assert with_confidence(confidence)(policy()) is close


def test_a_ticket_about_two_things_is_no_close_call() -> None:
    triage = unsure()
    explanation = triage.explanation.model_copy(update={"issues": ("card_arrival", "card_broken")})
    assert is_close_call(triage, policy())
    assert not is_close_call(triage.model_copy(update={"explanation": explanation}), policy())


def test_a_ticket_whose_names_cannot_be_told_is_no_close_call() -> None:
    german = unsure().model_copy(update={"language": "de"})
    assert not is_close_call(german, policy())


def test_a_desk_that_trusts_an_answer_too_little_asks_for_none() -> None:
    close = with_confidence(0.5)
    assert close(policy())
    assert not close(policy(language_model=LanguageModelPolicy(trust=0.55)))
    assert not close(policy(wanted_precision=0.98))
    assert close(policy(wanted_precision=0.98, language_model=LanguageModelPolicy(trust=0.99)))
