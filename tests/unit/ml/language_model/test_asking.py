from datetime import date, timedelta

import pytest

from switchyard.domain.errors import Unavailable
from switchyard.domain.values import Lane
from switchyard.ml.language_model.asking import (
    MAX_FAILURES,
    MAX_PAUSE_SECONDS,
    REST_SECONDS,
    AskVerdict,
)
from switchyard.ports.language_model import ModelBusy, ModelRefused
from testing.language_model import ScriptedReply
from tests.asking import Asking
from tests.desks import NOW

GOOD = "good"


def test_a_failure_is_tried_once_more_after_a_short_pause() -> None:
    asking = Asking(Unavailable("500"), GOOD)
    assert asking.ask() is AskVerdict.ANSWERED
    [pause] = asking.time.slept
    assert 0 <= pause <= MAX_PAUSE_SECONDS
    assert asking.budget.calls == {NOW.date(): 2}


@pytest.mark.parametrize("reply", ["nonsense", ModelRefused("no")])
def test_nonsense_and_refusals_are_not_asked_again(reply: ScriptedReply) -> None:
    asking = Asking(reply, GOOD)
    asking.ask()
    assert len(asking.model.given) == 1


def test_both_attempts_share_one_box_of_time() -> None:
    asking = Asking(Unavailable("slow"), lasts=3.0)
    began = asking.time.now
    assert asking.ask() is AskVerdict.UNAVAILABLE
    assert asking.time.now - began <= 4.0
    assert asking.model.given[0] == 4.0
    assert all(given <= 1.0 for given in asking.model.given[1:])


def test_after_a_time_out_there_is_no_time_for_another() -> None:
    asking = Asking(Unavailable("slow"), lasts=4.0)
    asking.ask()
    assert len(asking.model.given) == 1


def test_a_busy_server_is_asked_again_when_it_says_if_that_is_soon() -> None:
    asking = Asking(ModelBusy("busy", 2.0), GOOD)
    assert asking.ask() is AskVerdict.ANSWERED
    assert asking.time.slept == [2.0]


def test_a_server_that_is_busy_for_long_is_left_alone_for_so_long() -> None:
    asking = Asking(ModelBusy("busy", 30.0), GOOD)
    assert asking.ask() is AskVerdict.UNAVAILABLE
    assert asking.time.slept == []
    assert asking.ask() is AskVerdict.RESTING
    asking.time.now += 30.0
    assert asking.ask() is AskVerdict.ANSWERED


def test_after_failures_in_a_row_it_rests_a_minute() -> None:
    asking = Asking(Unavailable("500"), lasts=4.0)
    assert [asking.ask() for _ in range(MAX_FAILURES)] == [AskVerdict.UNAVAILABLE] * MAX_FAILURES
    assert asking.ask() is AskVerdict.RESTING
    assert len(asking.model.given) == MAX_FAILURES
    asking.time.now += REST_SECONDS
    asking.model.replies = [GOOD]
    assert asking.ask() is AskVerdict.ANSWERED


def test_one_answer_between_failures_ends_the_row() -> None:
    failure = Unavailable("500")
    asking = Asking(failure, failure, GOOD, failure, lasts=3.6)
    verdicts = [asking.ask() for _ in range(5)]
    assert AskVerdict.RESTING not in verdicts
    assert verdicts[2] is AskVerdict.ANSWERED


def test_a_days_calls_are_bounded_and_the_next_day_has_its_own() -> None:
    asking = Asking(GOOD, daily_calls=2)
    verdicts = [asking.ask() for _ in range(3)]
    assert verdicts == [AskVerdict.ANSWERED, AskVerdict.ANSWERED, AskVerdict.BUDGET_SPENT]
    assert len(asking.model.given) == 2
    asking.today += timedelta(days=1)
    assert asking.ask() is AskVerdict.ANSWERED


def test_an_import_leaves_half_of_the_days_calls_to_live_tickets() -> None:
    asking = Asking(GOOD, daily_calls=4)
    bulk = [asking.ask(lane=Lane.BULK) for _ in range(3)]
    assert bulk == [AskVerdict.ANSWERED, AskVerdict.ANSWERED, AskVerdict.BUDGET_SPENT]
    assert [asking.ask() for _ in range(2)] == [AskVerdict.ANSWERED, AskVerdict.ANSWERED]


def test_nobody_is_asked_where_calls_cannot_be_counted() -> None:
    asking = Asking(GOOD)

    def fail_to_count(day: date, max_calls: int) -> bool:
        raise Unavailable(f"{day} {max_calls}")

    asking.budget.take_call = fail_to_count  # type: ignore[method-assign]
    assert asking.ask() is AskVerdict.UNAVAILABLE
    assert asking.model.given == []


def test_what_is_left_of_a_batch_bounds_a_question() -> None:
    asking = Asking(GOOD)
    assert asking.ask(deadline=asking.time.now + 1.5) is AskVerdict.ANSWERED
    assert asking.model.given == [1.5]
    assert asking.ask(deadline=asking.time.now + 0.1) is AskVerdict.NO_TIME
