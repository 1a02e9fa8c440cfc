from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from switchyard.domain.errors import Unavailable
from switchyard.domain.mail import Mail, MailKind, MailState
from switchyard.domain.messages import LearnNudge, MailNudge
from switchyard.domain.values import Lane
from switchyard.usecases.notifications.service import Run
from tests.desks import NOW
from tests.unit.functions.lambda_event import Context, failures, load_handler, sqs_event

SECRET = "my card number is 4111"


@dataclass
class Service:
    run: Run = field(default_factory=Run)
    nudged: list[MailNudge] = field(default_factory=list)

    def notify(self, nudges: Sequence[MailNudge]) -> Run:
        self.nudged.extend(nudges)
        return self.run


def nudge(ticket_id: str) -> MailNudge:
    return MailNudge(ticket=ticket_id, mail="assigned-1", reason="due")


def ended(ticket_id: str, state: MailState, attempts: int = 1) -> Mail:
    return Mail(
        ticket_id=ticket_id,
        mail_id="assigned-1",
        kind=MailKind.ASSIGNED,
        to="E-1",
        lane=Lane.LIVE,
        state=state,
        created_at=NOW,
        attempts=attempts,
    )


def test_a_batch_is_one_run_and_only_what_failed_comes_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service = Service(Run(failed={("T-2", "assigned-1"): Unavailable("no")}))
    handler = load_handler("notify", monkeypatch, notifications=service).handler
    assert failures(handler(sqs_event(nudge("T-1"), nudge("T-2")), Context())) == ["m1"]
    assert service.nudged == [nudge("T-1"), nudge("T-2")]


@pytest.mark.parametrize("body", ["not JSON", "{}", LearnNudge(reason="x").model_dump_json()])
def test_a_message_of_another_kind_fails_alone(monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    service = Service()
    handler = load_handler("notify", monkeypatch, notifications=service).handler
    assert failures(handler(sqs_event(body, nudge("T-1")), Context())) == ["m0"]
    assert service.nudged == [nudge("T-1")]


def test_mails_are_counted_by_how_they_ended_and_second_attempts_apart(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = Run(
        [
            ended("T-1", MailState.SENT),
            ended("T-2", MailState.SENT, attempts=2),
            ended("T-3", MailState.FAILED),
            ended("T-4", MailState.SKIPPED),
        ],
        {("T-5", "assigned-1"): Unavailable(SECRET)},
    )
    handler = load_handler("notify", monkeypatch, notifications=Service(run)).handler
    handler(sqs_event(SECRET, *(nudge(f"T-{number}") for number in range(1, 6))), Context())
    counted = capsys.readouterr().out
    for name, count in {"MailsSent": 2, "MailsSentAgain": 1, "MailsFailed": 1}.items():
        assert f'"{name}":[{count}.0]' in counted
    lines = [str(vars(record)) for record in caplog.records]
    assert not any("4111" in line for line in lines)
    for number in range(1, 6):
        assert f"'ticket_id': 'T-{number}'" in lines[number]
