from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from switchyard.domain.errors import Unavailable
from switchyard.domain.mail import Mail, MailKind, MailState
from switchyard.domain.messages import LearnNudge, MailNudge
from switchyard.domain.values import Lane
from switchyard.entrypoints.mail_nudges import create_mail_handler
from switchyard.usecases.notifications.service import NotificationRun
from tests.desks import NOW
from tests.unit.entrypoints.lambda_event import Context, make_factory, make_sqs_event, read_failures

SECRET = "my card number is 4111"


@dataclass
class Service:
    run: NotificationRun = field(default_factory=NotificationRun)
    nudged: list[MailNudge] = field(default_factory=list)

    def send_mails(self, nudges: Sequence[MailNudge]) -> NotificationRun:
        self.nudged.extend(nudges)
        return self.run


def make_nudge(ticket_id: str) -> MailNudge:
    return MailNudge(ticket=ticket_id, mail="assigned-1", reason="due")


def make_mail(ticket_id: str, state: MailState, attempts: int = 1) -> Mail:
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


def test_a_batch_is_one_run_and_only_what_failed_comes_again() -> None:
    service = Service(NotificationRun(failed={("T-2", "assigned-1"): Unavailable("no")}))
    handler = create_mail_handler(make_factory(service))
    assert read_failures(
        handler(make_sqs_event(make_nudge("T-1"), make_nudge("T-2")), Context())
    ) == ["m1"]
    assert service.nudged == [make_nudge("T-1"), make_nudge("T-2")]


@pytest.mark.parametrize("body", ["not JSON", "{}", LearnNudge(reason="x").model_dump_json()])
def test_a_message_of_another_kind_fails_alone(body: str) -> None:
    service = Service()
    handler = create_mail_handler(make_factory(service))
    assert read_failures(handler(make_sqs_event(body, make_nudge("T-1")), Context())) == ["m0"]
    assert service.nudged == [make_nudge("T-1")]


def test_mails_are_counted_by_how_they_ended_and_second_attempts_apart(
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = NotificationRun(
        [
            make_mail("T-1", MailState.SENT),
            make_mail("T-2", MailState.SENT, attempts=2),
            make_mail("T-3", MailState.FAILED),
            make_mail("T-4", MailState.SKIPPED),
        ],
        {("T-5", "assigned-1"): Unavailable(SECRET)},
    )
    handler = create_mail_handler(make_factory(Service(run)))
    handler(
        make_sqs_event(SECRET, *(make_nudge(f"T-{number}") for number in range(1, 6))), Context()
    )
    counted = capsys.readouterr().out
    for name, count in {"MailsSent": 2, "MailsSentAgain": 1, "MailsFailed": 1}.items():
        assert f'"{name}":[{count}.0]' in counted
    lines = [str(vars(record)) for record in caplog.records]
    assert not any("4111" in line for line in lines)
    for number in range(1, 6):
        assert f"'ticket_id': 'T-{number}'" in lines[number]
