from dataclasses import dataclass

import pytest

from switchyard.errors import Conflict
from switchyard.learning.service import Learnt, Verdict
from switchyard.outbox.messages import LearnNudge, TicketNudge
from tests.unit.functions.lambda_event import Context, failures, load_handler, sqs_event
from tests.unit.triage.test_head import card


@dataclass
class Service:
    meanwhile: bool = False

    def learn(self) -> Learnt:
        if self.meanwhile:
            raise Conflict("the pointer moved on")
        return Learnt(Verdict.SERVED, card())


def test_a_head_is_learnt_and_its_card_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    handler = load_handler("learn", monkeypatch, learn=Service()).handler
    assert failures(handler(sqs_event(LearnNudge(reason="examples")), Context())) == []
    assert "'accuracy': 0.9" in str(vars(caplog.records[0]))


def test_what_could_not_be_served_is_learnt_again(monkeypatch: pytest.MonkeyPatch) -> None:
    handler = load_handler("learn", monkeypatch, learn=Service(meanwhile=True)).handler
    assert failures(handler(sqs_event(LearnNudge(reason="examples")), Context())) == ["m0"]


def test_another_nudge_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    handler = load_handler("learn", monkeypatch, learn=Service()).handler
    other = TicketNudge(ticket="T-1", version=1, reason="pending")
    assert failures(handler(sqs_event(other), Context())) == ["m0"]
