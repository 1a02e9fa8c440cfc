from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from switchyard.domain.errors import Unavailable
from switchyard.domain.messages import DrainNudge, HandoverNudge, LearnNudge, TicketNudge
from switchyard.entrypoints.assignment_nudges import create_assignment_handler
from switchyard.entrypoints.nudges import SqsHandler
from switchyard.ml.language_model.asking import AskVerdict
from switchyard.usecases.assignment.service import AssignmentNudge, AssignmentRun
from tests.unit.entrypoints.lambda_event import Context, make_factory, make_sqs_event, read_failures

SECRET = "my card number is 4111"


@dataclass
class Service:
    run: AssignmentRun = field(default_factory=AssignmentRun)
    nudged: list[AssignmentNudge] = field(default_factory=list)

    def assign_tickets(self, nudges: Sequence[AssignmentNudge]) -> AssignmentRun:
        self.nudged.extend(nudges)
        return self.run


@dataclass
class Leaving:
    becomes: dict[str, list[str] | Exception]
    employees: list[str] = field(default_factory=list)

    def hand_over_tickets(self, employee_id: str) -> list[str]:
        self.employees.append(employee_id)
        outcome = self.becomes[employee_id]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def create_handler(service: Service, leaving: Leaving | None = None) -> SqsHandler:
    return create_assignment_handler(make_factory(service), make_factory(leaving))


def make_nudge(ticket_id: str) -> TicketNudge:
    return TicketNudge(ticket=ticket_id, version=2, reason="routed")


DRAIN = DrainNudge(department="cards", reason="freed")


def test_a_batch_of_both_kinds_is_one_run() -> None:
    service = Service()
    handler = create_handler(service)
    assert read_failures(handler(make_sqs_event(make_nudge("T-1"), DRAIN), Context())) == []
    assert service.nudged == [make_nudge("T-1"), DRAIN]


def test_only_what_failed_comes_again() -> None:
    run = AssignmentRun(failed={"T-2": Unavailable("no")}, undrained={"cards": Unavailable("no")})
    handler = create_handler(Service(run))
    loans = DrainNudge(department="loans", reason="freed")
    event = make_sqs_event(make_nudge("T-1"), make_nudge("T-2"), DRAIN, loans)
    assert read_failures(handler(event, Context())) == ["m1", "m2"]


def test_the_tickets_of_an_employee_who_leaves_are_handed_over(
    capsys: pytest.CaptureFixture[str],
) -> None:
    service, leaving = Service(), Leaving({"E-1": ["T-7", "T-8"]})
    handler = create_handler(service, leaving)
    both = make_sqs_event(HandoverNudge(employee="E-1", reason="leaves"), make_nudge("T-1"))
    assert read_failures(handler(both, Context())) == []
    assert (leaving.employees, service.nudged) == (["E-1"], [make_nudge("T-1")])
    assert '"TicketsHandedOver":[2.0]' in capsys.readouterr().out.replace(" ", "")


def test_a_handover_that_failed_comes_again_alone(capsys: pytest.CaptureFixture[str]) -> None:
    leaving = Leaving({"E-1": Unavailable(SECRET), "E-2": []})
    handler = create_handler(Service(), leaving)
    nudges = [HandoverNudge(employee=employee, reason="leaves") for employee in ("E-1", "E-2")]
    assert read_failures(handler(make_sqs_event(*nudges), Context())) == ["m0"]
    assert SECRET not in "".join(capsys.readouterr())


@pytest.mark.parametrize("body", ["not JSON", "{}", LearnNudge(reason="x").model_dump_json()])
def test_a_message_of_another_kind_fails_alone(body: str) -> None:
    service = Service()
    handler = create_handler(service)
    assert read_failures(handler(make_sqs_event(body, make_nudge("T-1")), Context())) == ["m0"]
    assert service.nudged == [make_nudge("T-1")]


def test_logs_name_every_ticket_and_hold_no_word_of_it(
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = AssignmentRun(
        {"T-1": "E-1"}, ["T-2"], {"T-3": Unavailable(SECRET)}, {"cards": Unavailable(SECRET)}
    )
    handler = create_handler(Service(run))
    event = make_sqs_event(SECRET, make_nudge("T-1"), make_nudge("T-2"), make_nudge("T-3"), DRAIN)
    handler(event, Context())
    lines = [str(vars(record)) for record in caplog.records]
    assert not any("4111" in line for line in lines)
    named = ("m0", "'ticket_id': 'T-1'", "'ticket_id': 'T-2'", "'ticket_id': 'T-3'", "'cards'")
    assert [name in line for name, line in zip(named, lines, strict=True)] == [True] * 5
    counted = capsys.readouterr().out
    assert '"TicketsAssigned":[1.0]' in counted
    assert '"TicketsWaiting":[1.0]' in counted


def test_close_calls_are_counted_by_what_came_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    run = AssignmentRun(close_calls={"T-1": AskVerdict.ANSWERED, "T-2": AskVerdict.NONSENSE})
    handler = create_handler(Service(run))
    handler(make_sqs_event(make_nudge("T-1"), make_nudge("T-2")), Context())
    counted = capsys.readouterr().out
    assert '"CloseCallsAnswered":[1.0]' in counted
    assert '"CloseCallsUnanswered":[1.0]' in counted
