import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from switchyard.domain.errors import Unavailable
from switchyard.domain.messages import LearnNudge, ParentNudge, TicketNudge
from switchyard.domain.ticket import TicketText
from switchyard.entrypoints.nudges import SqsHandler
from switchyard.entrypoints.triage_nudges import create_triage_handler
from switchyard.ml.language_model.asking import AskVerdict
from switchyard.usecases.incidents.follow_parent import FollowRun
from switchyard.usecases.triage.decide import Decider
from switchyard.usecases.triage.service import Run
from tests.desks import (
    MODEL,
    load_made_desk,
    make_axis_vector,
    make_near_vector,
    make_ticket,
    triage_ticket,
)
from tests.unit.entrypoints.lambda_event import Context, make_factory, make_sqs_event, read_failures

SECRET = "my card number is 4111"


@dataclass
class Service:
    run: Run
    nudged: list[TicketNudge] = field(default_factory=list)

    def triage_tickets(self, nudges: Sequence[TicketNudge]) -> Run:
        self.nudged.extend(nudges)
        return self.run


@dataclass
class Follow:
    run: FollowRun
    nudged: list[ParentNudge] = field(default_factory=list)

    def follow_parents(self, nudges: Sequence[ParentNudge]) -> FollowRun:
        self.nudged.extend(nudges)
        return self.run


def create_handler(service: Service, follow: Follow | None = None) -> SqsHandler:
    return create_triage_handler(make_factory(service), make_factory(follow))


def make_nudge(ticket_id: str) -> TicketNudge:
    return TicketNudge(ticket=ticket_id, version=1, reason="pending")


def make_run(*failed: str) -> Run:
    text = TicketText(title="", description=SECRET)
    triage = triage_ticket(
        Decider(load_made_desk(), None, MODEL),
        make_ticket(),
        text,
        make_near_vector(make_axis_vector(0), 0.9),
    )
    return Run({"T-1": triage}, {ticket_id: Unavailable(SECRET) for ticket_id in failed})


def test_a_batch_is_one_run() -> None:
    service = Service(make_run())
    handler = create_handler(service)
    assert (
        read_failures(handler(make_sqs_event(make_nudge("T-1"), make_nudge("T-2")), Context()))
        == []
    )
    assert [nudge.ticket for nudge in service.nudged] == ["T-1", "T-2"]


def test_only_the_message_of_a_ticket_that_failed_comes_again() -> None:
    handler = create_handler(Service(make_run("T-2")))
    assert read_failures(
        handler(make_sqs_event(make_nudge("T-1"), make_nudge("T-2")), Context())
    ) == ["m1"]


@pytest.mark.parametrize("body", ["not JSON", "{}", LearnNudge(reason="x").model_dump_json()])
def test_a_message_that_is_no_ticket_nudge_fails_alone(body: str) -> None:
    service = Service(make_run())
    handler = create_handler(service)
    assert read_failures(handler(make_sqs_event(body, make_nudge("T-1")), Context())) == ["m0"]
    assert [nudge.ticket for nudge in service.nudged] == ["T-1"]


def test_tickets_that_wait_on_another_follow_after_the_batch_and_fail_alone() -> None:
    service, follow = Service(make_run()), Follow(FollowRun(failed={"T-9": Unavailable(SECRET)}))
    handler = create_handler(service, follow)
    parents = [ParentNudge(ticket=ticket_id, reason="resolved") for ticket_id in ("T-8", "T-9")]
    assert read_failures(handler(make_sqs_event(make_nudge("T-1"), *parents), Context())) == ["m2"]
    assert [nudge.ticket for nudge in service.nudged] == ["T-1"]
    assert follow.nudged == parents


def test_logs_name_the_ticket_and_hold_none_of_its_words(caplog: pytest.LogCaptureFixture) -> None:
    handler = create_handler(Service(make_run("T-2")))
    handler(make_sqs_event(make_nudge("T-1"), make_nudge("T-2")), Context())
    lines = [str(vars(record)) for record in caplog.records]
    assert ["T-1" in lines[0], "T-2" in lines[1]] == [True, True]
    assert not any("4111" in line for line in lines)


def read_counts(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    return {name: value for line in lines for name, value in line.items()}


def test_close_calls_are_counted_by_what_came_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    run = make_run()
    run.close_calls.update(
        {"T-1": AskVerdict.ANSWERED, "T-2": AskVerdict.NONSENSE, "T-3": AskVerdict.REFUSED}
    )
    handler = create_handler(Service(run))
    handler(make_sqs_event(make_nudge("T-1")), Context())
    counts = read_counts(capsys)
    assert (counts["CloseCallsAnswered"], counts["CloseCallsUnanswered"]) == ([1.0], [2.0])


def test_where_there_is_no_language_model_nothing_is_counted_for_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    handler = create_handler(Service(make_run()))
    handler(make_sqs_event(make_nudge("T-1")), Context())
    counts = read_counts(capsys)
    assert "TicketsRouted" in counts
    assert not [name for name in counts if name.startswith("CloseCalls")]
