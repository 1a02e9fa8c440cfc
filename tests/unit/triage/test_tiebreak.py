import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import pytest

from switchyard.desk.model import LanguageModelPolicy, TriagePolicy
from switchyard.errors import Unavailable
from switchyard.tickets.model import TicketText
from switchyard.triage.answer import NONE_FITS
from switchyard.triage.ports import Busy, Prompt, Refused
from switchyard.triage.question import Question, question
from switchyard.triage.tiebreak import (
    FAILURES,
    LONGEST_PAUSE,
    REST_SECONDS,
    TieBreaker,
    Verdict,
    is_close_call,
)
from switchyard.values import Lane
from tests.desks import NOW, loaded
from tests.unit.triage.test_question import unsure

GOOD = json.dumps(
    {"category": "card_broken", "priority": "high", "tier": 1, "skills": [], "reason": "Broken."}
)
NEVER = 1e9
type Reply = str | Exception


@dataclass
class Time:
    """Seconds that pass only when somebody sleeps or takes their time."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Model:
    """Gives its replies in turn, the last for ever; each takes `lasts` seconds."""

    time: Time
    replies: list[Reply]
    lasts: float = 0.2
    given: list[float] = field(default_factory=list)
    prompts: list[Prompt] = field(default_factory=list)
    name: str = "model-1"

    def complete(self, prompt: Prompt, seconds: float) -> str:
        self.prompts.append(prompt)
        self.given.append(seconds)
        self.time.now += min(self.lasts, seconds)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, Exception):
            raise reply
        return reply


@dataclass
class Budget:
    calls: dict[date, int] = field(default_factory=dict)

    def take(self, day: date, most: int) -> bool:
        if self.calls.get(day, 0) >= most:
            return False
        self.calls[day] = self.calls.get(day, 0) + 1
        return True


class Asking:
    def __init__(self, *replies: Reply, daily_calls: int = 100, lasts: float = 0.2) -> None:
        self.time, self.budget, self.today = Time(), Budget(), NOW
        self.model = Model(self.time, list(replies), lasts)
        self.breaker = TieBreaker(
            model=self.model,
            budget=self.budget,
            clock=lambda: self.today,
            timer=self.time,
            sleep=self.time.sleep,
            random=Random(1),
            seconds=4.0,
            daily_calls=daily_calls,
        )

    def ask(self, deadline: float = NEVER, lane: Lane = Lane.LIVE) -> Verdict:
        return self.breaker.ask(close_call(), lane, deadline).verdict


def close_call() -> Question:
    text = TicketText(title="", description="where is my card")
    return question(loaded().desk, unsure(), text, ("ann@example.com",))


def test_a_good_answer_is_a_tie_break_that_names_the_model() -> None:
    opinion = Asking(GOOD).breaker.ask(close_call(), Lane.LIVE, NEVER)
    assert opinion.verdict is Verdict.ANSWERED
    assert opinion.tie_break is not None
    assert opinion.tie_break.model_dump(mode="json") == {
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
def test_anything_else_is_no_tie_break(reply: Reply, verdict: Verdict) -> None:
    opinion = Asking(reply).breaker.ask(close_call(), Lane.LIVE, NEVER)
    assert (opinion.verdict, opinion.tie_break) == (verdict, None)


def test_a_failure_is_tried_once_more_after_a_short_pause() -> None:
    asking = Asking(Unavailable("500"), GOOD)
    assert asking.ask() is Verdict.ANSWERED
    [pause] = asking.time.slept
    assert 0 <= pause <= LONGEST_PAUSE
    assert asking.budget.calls == {NOW.date(): 2}


@pytest.mark.parametrize("reply", ["nonsense", Refused("no")])
def test_nonsense_and_refusals_are_not_asked_again(reply: Reply) -> None:
    asking = Asking(reply, GOOD)
    asking.ask()
    assert len(asking.model.given) == 1


def test_both_attempts_share_one_box_of_time() -> None:
    asking = Asking(Unavailable("slow"), lasts=3.0)
    began = asking.time.now
    assert asking.ask() is Verdict.UNAVAILABLE
    assert asking.time.now - began <= 4.0
    assert asking.model.given[0] == 4.0
    assert all(given <= 1.0 for given in asking.model.given[1:])


def test_after_a_time_out_there_is_no_time_for_another() -> None:
    asking = Asking(Unavailable("slow"), lasts=4.0)
    asking.ask()
    assert len(asking.model.given) == 1


def test_a_busy_server_is_asked_again_when_it_says_if_that_is_soon() -> None:
    asking = Asking(Busy("busy", 2.0), GOOD)
    assert asking.ask() is Verdict.ANSWERED
    assert asking.time.slept == [2.0]


def test_a_server_that_is_busy_for_long_is_left_alone_for_so_long() -> None:
    asking = Asking(Busy("busy", 30.0), GOOD)
    assert asking.ask() is Verdict.UNAVAILABLE
    assert asking.time.slept == []
    assert asking.ask() is Verdict.RESTING
    asking.time.now += 30.0
    assert asking.ask() is Verdict.ANSWERED


def test_after_failures_in_a_row_it_rests_a_minute() -> None:
    asking = Asking(Unavailable("500"), lasts=4.0)
    assert [asking.ask() for _ in range(FAILURES)] == [Verdict.UNAVAILABLE] * FAILURES
    assert asking.ask() is Verdict.RESTING
    assert len(asking.model.given) == FAILURES
    asking.time.now += REST_SECONDS
    asking.model.replies = [GOOD]
    assert asking.ask() is Verdict.ANSWERED


def test_one_answer_between_failures_ends_the_row() -> None:
    failure = Unavailable("500")
    asking = Asking(failure, failure, GOOD, failure, lasts=3.6)
    verdicts = [asking.ask() for _ in range(5)]
    assert Verdict.RESTING not in verdicts
    assert verdicts[2] is Verdict.ANSWERED


def test_a_days_calls_are_bounded_and_the_next_day_has_its_own() -> None:
    asking = Asking(GOOD, daily_calls=2)
    verdicts = [asking.ask() for _ in range(3)]
    assert verdicts == [Verdict.ANSWERED, Verdict.ANSWERED, Verdict.BUDGET_SPENT]
    assert len(asking.model.given) == 2
    asking.today += timedelta(days=1)
    assert asking.ask() is Verdict.ANSWERED


def test_an_import_leaves_half_of_the_days_calls_to_live_tickets() -> None:
    asking = Asking(GOOD, daily_calls=4)
    bulk = [asking.ask(lane=Lane.BULK) for _ in range(3)]
    assert bulk == [Verdict.ANSWERED, Verdict.ANSWERED, Verdict.BUDGET_SPENT]
    assert [asking.ask() for _ in range(2)] == [Verdict.ANSWERED, Verdict.ANSWERED]


def test_nobody_is_asked_where_calls_cannot_be_counted() -> None:
    asking = Asking(GOOD)

    def broken(day: date, most: int) -> bool:
        raise Unavailable(f"{day} {most}")

    asking.budget.take = broken  # type: ignore[method-assign]
    assert asking.ask() is Verdict.UNAVAILABLE
    assert asking.model.given == []


def test_what_is_left_of_a_batch_bounds_a_question() -> None:
    asking = Asking(GOOD)
    assert asking.ask(deadline=asking.time.now + 1.5) is Verdict.ANSWERED
    assert asking.model.given == [1.5]
    assert asking.ask(deadline=asking.time.now + 0.1) is Verdict.NO_TIME


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
