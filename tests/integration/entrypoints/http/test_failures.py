"""When something breaks: what the caller hears, and what is logged."""

import json
from io import StringIO

import pytest

from switchyard.adapters.dynamodb.tickets import DynamoTicketStore
from switchyard.domain.errors import Conflict, NoCapacity, Unavailable
from switchyard.domain.status import Status
from tests.integration.entrypoints.http.channel import AGENT, Channel

SECRET = "my pin is 1234"


def break_commit(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def commit(*_: object) -> None:
        raise error

    monkeypatch.setattr(DynamoTicketStore, "commit", commit)


def test_an_unknown_failure_is_told_and_logged_without_the_ticket(
    channel: Channel, monkeypatch: pytest.MonkeyPatch, log: StringIO
) -> None:
    break_commit(monkeypatch, ValueError(SECRET))
    answer = channel.send_ticket(description=SECRET)
    assert answer.problem == (500, "internal")
    assert SECRET not in answer.body
    [failure, _] = read_log_lines(log)
    assert str(failure["message"]).startswith("ValueError in")
    assert SECRET not in log.getvalue()


def test_a_store_that_does_not_answer_asks_for_another_try(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_commit(monkeypatch, Unavailable("transaction: timed out at 10.0.0.1"))
    answer = channel.send_ticket()
    assert answer.problem == (503, "unavailable")
    assert answer.headers["retry-after"] == "5"
    assert "10.0.0.1" not in answer.body


@pytest.mark.parametrize(
    ("error", "kind"), [(Conflict("x"), "conflict"), (NoCapacity("x"), "no-room")]
)
def test_who_was_too_late_hears_of_it(
    channel: Channel, monkeypatch: pytest.MonkeyPatch, error: Exception, kind: str
) -> None:
    path = f"/tickets/{channel.has(Status.ASSIGNED, 'E-1').ticket_id}/status"
    break_commit(monkeypatch, error)
    answer = channel.ask("PATCH", path, AGENT, query={"status": "in_progress"})
    assert answer.problem == (409, kind)


def test_every_line_has_the_ticket_and_none_its_words(channel: Channel, log: StringIO) -> None:
    ticket_id = channel.send_ticket(description=SECRET).json["ticket_id"]
    channel.ask("GET", f"/tickets/{ticket_id}")
    assert [line["ticket_id"] for line in read_log_lines(log)] == [ticket_id, ticket_id]
    assert [line["status"] for line in read_log_lines(log)] == [201, 200]
    assert {line["correlation_id"] for line in read_log_lines(log)} == {"request-1"}
    assert SECRET not in log.getvalue()
    assert "ann@example.com" not in log.getvalue()


def test_a_failure_is_logged_with_its_ticket(
    channel: Channel, monkeypatch: pytest.MonkeyPatch, log: StringIO
) -> None:
    ticket_id = channel.has(Status.ROUTED).ticket_id
    break_commit(monkeypatch, Unavailable("timed out"))
    channel.ask("PATCH", f"/tickets/{ticket_id}", AGENT, {"tier": 3})
    [failure, answered] = read_log_lines(log)
    assert (failure["message"], failure["ticket_id"]) == ("unavailable: timed out", ticket_id)
    assert answered["status"] == 503


def test_one_request_says_nothing_of_the_one_before(channel: Channel, log: StringIO) -> None:
    channel.send_ticket()
    channel.ask("GET", "/health", None)
    assert ["ticket_id" in line for line in read_log_lines(log)] == [True, False]


def test_answers_are_counted_by_kind(channel: Channel, capsys: pytest.CaptureFixture[str]) -> None:
    channel.ask("GET", "/tickets/T-NONE")
    assert '"4xx":[1.0]' in capsys.readouterr().out


def read_log_lines(log: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]
