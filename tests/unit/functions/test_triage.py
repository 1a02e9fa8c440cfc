import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from switchyard.domain.errors import Unavailable
from switchyard.domain.messages import LearnNudge, ParentNudge, TicketNudge
from switchyard.domain.ticket import TicketText
from switchyard.ml.language_model.asking import Verdict
from switchyard.usecases.incidents.follow_parent import Run as Followed
from switchyard.usecases.triage.decide import Decider
from switchyard.usecases.triage.service import Run
from tests.desks import MODEL, axis, loaded, near, ticket, triaged
from tests.unit.functions.lambda_event import Context, failures, load_handler, sqs_event

SECRET = "my card number is 4111"


@dataclass
class Service:
    run: Run
    nudged: list[TicketNudge] = field(default_factory=list)

    def triage(self, nudges: Sequence[TicketNudge]) -> Run:
        self.nudged.extend(nudges)
        return self.run


def nudge(ticket_id: str) -> TicketNudge:
    return TicketNudge(ticket=ticket_id, version=1, reason="pending")


def settled(*failed: str) -> Run:
    text = TicketText(title="", description=SECRET)
    found = triaged(Decider(loaded(), None, MODEL), ticket(), text, near(axis(0), 0.9))
    return Run({"T-1": found}, {one: Unavailable(SECRET) for one in failed})


def test_a_batch_is_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service(settled())
    handler = load_handler("triage", monkeypatch, triage=service).handler
    assert failures(handler(sqs_event(nudge("T-1"), nudge("T-2")), Context())) == []
    assert [one.ticket for one in service.nudged] == ["T-1", "T-2"]


def test_only_the_message_of_a_ticket_that_failed_comes_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    handler = load_handler("triage", monkeypatch, triage=Service(settled("T-2"))).handler
    assert failures(handler(sqs_event(nudge("T-1"), nudge("T-2")), Context())) == ["m1"]


@pytest.mark.parametrize("body", ["not JSON", "{}", LearnNudge(reason="x").model_dump_json()])
def test_a_message_that_is_no_ticket_nudge_fails_alone(
    monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    service = Service(settled())
    handler = load_handler("triage", monkeypatch, triage=service).handler
    assert failures(handler(sqs_event(body, nudge("T-1")), Context())) == ["m0"]
    assert [one.ticket for one in service.nudged] == ["T-1"]


@dataclass
class Follow:
    run: Followed
    nudged: list[ParentNudge] = field(default_factory=list)

    def follow(self, nudges: Sequence[ParentNudge]) -> Followed:
        self.nudged.extend(nudges)
        return self.run


def test_tickets_that_wait_on_another_follow_after_the_batch_and_fail_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service, follow = Service(settled()), Follow(Followed(failed={"T-9": Unavailable(SECRET)}))
    handler = load_handler("triage", monkeypatch, triage=service, follow=follow).handler
    parents = [ParentNudge(ticket=one, reason="resolved") for one in ("T-8", "T-9")]
    assert failures(handler(sqs_event(nudge("T-1"), *parents), Context())) == ["m2"]
    assert [one.ticket for one in service.nudged] == ["T-1"]
    assert follow.nudged == parents


def test_logs_name_the_ticket_and_hold_none_of_its_words(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    handler = load_handler("triage", monkeypatch, triage=Service(settled("T-2"))).handler
    handler(sqs_event(nudge("T-1"), nudge("T-2")), Context())
    lines = [str(vars(record)) for record in caplog.records]
    assert ["T-1" in lines[0], "T-2" in lines[1]] == [True, True]
    assert not any("4111" in line for line in lines)


def counted(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    return {name: value for line in lines for name, value in line.items()}


def test_close_calls_are_counted_by_what_came_of_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = settled()
    run.close_calls.update(
        {"T-1": Verdict.ANSWERED, "T-2": Verdict.NONSENSE, "T-3": Verdict.REFUSED}
    )
    handler = load_handler("triage", monkeypatch, triage=Service(run)).handler
    handler(sqs_event(nudge("T-1")), Context())
    found = counted(capsys)
    assert (found["CloseCallsAnswered"], found["CloseCallsUnanswered"]) == ([1.0], [2.0])


def test_where_there_is_no_language_model_nothing_is_counted_for_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = load_handler("triage", monkeypatch, triage=Service(settled())).handler
    handler(sqs_event(nudge("T-1")), Context())
    found = counted(capsys)
    assert "TicketsRouted" in found
    assert not [name for name in found if name.startswith("CloseCalls")]
