from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from switchyard.domain.errors import Unavailable
from switchyard.domain.messages import DrainNudge, HandoverNudge, LearnNudge, TicketNudge
from switchyard.ml.language_model.asking import Verdict
from switchyard.usecases.assignment.service import AssignmentNudge, Run
from tests.unit.functions.lambda_event import Context, failures, load_handler, sqs_event

SECRET = "my card number is 4111"


@dataclass
class Service:
    run: Run = field(default_factory=Run)
    nudged: list[AssignmentNudge] = field(default_factory=list)

    def assign(self, nudges: Sequence[AssignmentNudge]) -> Run:
        self.nudged.extend(nudges)
        return self.run


@dataclass
class Leaving:
    becomes: dict[str, list[str] | Exception]
    asked: list[str] = field(default_factory=list)

    def hand_over(self, employee_id: str) -> list[str]:
        self.asked.append(employee_id)
        found = self.becomes[employee_id]
        if isinstance(found, Exception):
            raise found
        return found


def nudge(ticket_id: str) -> TicketNudge:
    return TicketNudge(ticket=ticket_id, version=2, reason="routed")


DRAIN = DrainNudge(department="cards", reason="freed")


def test_a_batch_of_both_kinds_is_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service()
    handler = load_handler("assign", monkeypatch, assignment=service).handler
    assert failures(handler(sqs_event(nudge("T-1"), DRAIN), Context())) == []
    assert service.nudged == [nudge("T-1"), DRAIN]


def test_only_what_failed_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(failed={"T-2": Unavailable("no")}, undrained={"cards": Unavailable("no")})
    handler = load_handler("assign", monkeypatch, assignment=Service(run)).handler
    loans = DrainNudge(department="loans", reason="freed")
    event = sqs_event(nudge("T-1"), nudge("T-2"), DRAIN, loans)
    assert failures(handler(event, Context())) == ["m1", "m2"]


def test_who_leaves_hands_over(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    service, leaving = Service(), Leaving({"E-1": ["T-7", "T-8"]})
    handler = load_handler("assign", monkeypatch, assignment=service, leaving=leaving).handler
    both = sqs_event(HandoverNudge(employee="E-1", reason="leaves"), nudge("T-1"))
    assert failures(handler(both, Context())) == []
    assert (leaving.asked, service.nudged) == (["E-1"], [nudge("T-1")])
    assert '"TicketsHandedOver":[2.0]' in capsys.readouterr().out.replace(" ", "")


def test_a_handover_that_failed_comes_again_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    leaving = Leaving({"E-1": Unavailable(SECRET), "E-2": []})
    handler = load_handler("assign", monkeypatch, assignment=Service(), leaving=leaving).handler
    nudges = [HandoverNudge(employee=one, reason="leaves") for one in ("E-1", "E-2")]
    assert failures(handler(sqs_event(*nudges), Context())) == ["m0"]
    assert SECRET not in "".join(capsys.readouterr())


@pytest.mark.parametrize("body", ["not JSON", "{}", LearnNudge(reason="x").model_dump_json()])
def test_a_message_of_another_kind_fails_alone(monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    service = Service()
    handler = load_handler("assign", monkeypatch, assignment=service).handler
    assert failures(handler(sqs_event(body, nudge("T-1")), Context())) == ["m0"]
    assert service.nudged == [nudge("T-1")]


def test_logs_name_every_ticket_and_hold_no_word_of_it(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = Run({"T-1": "E-1"}, ["T-2"], {"T-3": Unavailable(SECRET)}, {"cards": Unavailable(SECRET)})
    handler = load_handler("assign", monkeypatch, assignment=Service(run)).handler
    event = sqs_event(SECRET, nudge("T-1"), nudge("T-2"), nudge("T-3"), DRAIN)
    handler(event, Context())
    lines = [str(vars(record)) for record in caplog.records]
    assert not any("4111" in line for line in lines)
    named = ("m0", "'ticket_id': 'T-1'", "'ticket_id': 'T-2'", "'ticket_id': 'T-3'", "'cards'")
    assert [one in line for one, line in zip(named, lines, strict=True)] == [True] * 5
    counted = capsys.readouterr().out
    assert '"TicketsAssigned":[1.0]' in counted
    assert '"TicketsWaiting":[1.0]' in counted


def test_close_calls_are_counted_by_what_came_of_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Run(close_calls={"T-1": Verdict.ANSWERED, "T-2": Verdict.NONSENSE})
    handler = load_handler("assign", monkeypatch, assignment=Service(run)).handler
    handler(sqs_event(nudge("T-1"), nudge("T-2")), Context())
    counted = capsys.readouterr().out
    assert '"CloseCallsAnswered":[1.0]' in counted
    assert '"CloseCallsUnanswered":[1.0]' in counted
