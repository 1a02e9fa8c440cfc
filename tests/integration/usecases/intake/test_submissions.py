"""The queue's channel on real stores: a ticket once, or a refusal once, and nothing lost."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import boto3
import pytest
from jsonschema import Draft202012Validator

from switchyard.adapters.dynamodb.codec import decode_model
from switchyard.adapters.dynamodb.keys import build_refusal_key
from switchyard.domain.ids import derive_id
from switchyard.domain.ticket import Ticket
from switchyard.domain.upload import RefusedSubmission
from switchyard.domain.values import Channel, Lane
from switchyard.usecases.intake.submissions import build_submission_schema
from tests.fixtures.stores import build_file_store
from tests.integration.usecases.intake.dropping import Dropping
from tests.integration.world import World

DESK = Path("examples/it/desk.yaml").read_bytes()
WORDS = "The scanner jams, my secret is 4711"


@pytest.fixture
def dropping(emulated: World, emulator: boto3.Session) -> Dropping:
    """A desk in force, and nothing else."""
    made = Dropping(emulated, build_file_store(emulator))
    made.drop("desk/desk.yaml", DESK)
    return made


def build_body(**changed: object) -> str:
    ticket = {"description": WORDS, "requester": {"email": "Ann@Example.com", "name": "Ann"}}
    return json.dumps(
        {"schema_version": "1", "source": "shop", "external_id": "o-1", "ticket": ticket} | changed
    )


def build_request(**changed: object) -> dict[str, object]:
    return {"description": WORDS, "requester": {"email": "ann@example.com"}} | changed


def send_submission(
    dropping: Dropping, text: str, message_id: str = "m-1"
) -> Ticket | RefusedSubmission:
    service = dropping.submissions
    return service.receive_message(text, message_id, service.make_intake())


def send_refused(dropping: Dropping, text: str, message_id: str = "m-1") -> RefusedSubmission:
    refusal = send_submission(dropping, text, message_id)
    assert isinstance(refusal, RefusedSubmission)
    return refusal


def read_stored_body(dropping: Dropping, refusal: RefusedSubmission) -> bytes:
    """What the content table holds of the message."""
    client = dropping.world.database.client
    items = client.query(
        TableName=dropping.world.content,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": build_refusal_key(refusal.refusal_id)["pk"]},
    )["Items"]
    return b"".join(bytes(item["raw"]["B"]) for item in items)


def test_a_submission_is_a_ticket_with_its_producers_ids(dropping: Dropping) -> None:
    ticket = send_submission(dropping, build_body())
    assert isinstance(ticket, Ticket)
    assert ticket.ticket_id == derive_id("T-", "sqs", "shop", "o-1")
    assert (ticket.channel, ticket.lane) == (Channel.SQS, Lane.LIVE)
    assert (ticket.origin.source, ticket.origin.external_id) == ("shop", "o-1")
    assert dropping.world.read_stored(ticket.ticket_id) == ticket
    assert dropping.world.tickets.read_history(ticket.ticket_id)[0].actor == "shop"


def test_a_submission_sent_ten_times_at_once_is_one_ticket(dropping: Dropping) -> None:
    with ThreadPoolExecutor(5) as senders:
        matches = list(
            senders.map(
                lambda number: send_submission(dropping, build_body(), f"m-{number}"), range(10)
            )
        )
    tickets = [entry for entry in matches if isinstance(entry, Ticket)]
    assert len(tickets) == 10
    assert {ticket.ticket_id for ticket in tickets} == {tickets[0].ticket_id}
    assert {ticket.version for ticket in tickets} == {1}


def test_the_same_id_with_other_words_is_refused_and_the_first_ticket_stays(
    dropping: Dropping,
) -> None:
    send_submission(dropping, build_body())
    refusal = send_refused(dropping, build_body(ticket=build_request(description="Something else")))
    (problem,) = refusal.problems
    assert problem.column == "external_id"
    assert "sent before with other content" in problem.reason
    ticket_id = derive_id("T-", "sqs", "shop", "o-1")
    assert dropping.world.tickets.read_texts([ticket_id])[ticket_id].description == WORDS


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"schema_version": "2"}, "schema_version"),
        ({"schema_version": 1}, "schema_version"),
        ({"colour": "red"}, "colour"),
        ({"external_id": ""}, "external_id"),
        ({"source": "a shop"}, "source"),
        ({"ticket": {"description": WORDS}}, "ticket.requester"),
        ({"ticket": build_request(description="x" * 200_000)}, "ticket.description"),
        ({"ticket": build_request(description="nul\x00")}, "ticket.description"),
        ({"ticket": build_request(description=" \n ")}, "ticket"),
        ({"ticket": build_request(title="\ud800")}, "ticket.title"),
        ({"ticket": build_request(priority="soon")}, "ticket.priority"),
        ({"ticket": build_request(department="moon")}, "department"),
    ],
)
def test_what_is_wrong_is_named_without_the_tickets_words(
    dropping: Dropping, changed: dict[str, object], column: str
) -> None:
    refusal = send_refused(dropping, build_body(**changed))
    assert [row_problem.column for row_problem in refusal.problems] == [column]
    assert "4711" not in refusal.model_dump_json()
    assert len(refusal.model_dump_json()) < 2000
    assert read_stored_body(dropping, refusal) == build_body(**changed).encode()


@pytest.mark.parametrize(
    "text",
    ["title=Help", '{"half": ', "[]", "null", "你好", "[" * 100_000, '{"a": ' + "9" * 5000 + "}"],
)
def test_a_message_that_is_no_submission_is_refused_and_kept_as_it_came(
    dropping: Dropping, text: str
) -> None:
    refusal = send_refused(dropping, text)
    assert refusal.message_id == "m-1"
    assert refusal.problems
    assert read_stored_body(dropping, refusal) == text.encode()


def test_another_event_is_refused_with_what_can_be_told_of_its_sender(dropping: Dropping) -> None:
    text = json.dumps({"source": "shop", "external_id": "o-9", "event": "paid"})
    refusal = send_refused(dropping, text)
    assert (refusal.source, refusal.external_id) == ("shop", "o-9")
    assert {row_problem.column for row_problem in refusal.problems} == {
        "schema_version",
        "ticket",
        "event",
    }


def test_a_message_refused_twice_is_one_refusal(dropping: Dropping) -> None:
    first, second = (
        send_refused(dropping, "no json", "m-1"),
        send_refused(dropping, "no json", "m-1"),
    )
    assert first.refusal_id == second.refusal_id
    stored = dropping.world.database.read_item(
        dropping.world.desk, build_refusal_key(first.refusal_id)
    )
    assert stored is not None
    assert decode_model(RefusedSubmission, stored) == first
    assert send_refused(dropping, "no json", "m-2").refusal_id != first.refusal_id


def test_the_same_bad_submission_in_two_messages_is_one_refusal(dropping: Dropping) -> None:
    bad = build_body(schema_version="2")
    assert (
        send_refused(dropping, bad, "m-1").refusal_id
        == send_refused(dropping, bad, "m-2").refusal_id
    )


def test_what_a_system_knows_of_the_requester_comes_with_the_ticket(dropping: Dropping) -> None:
    known = {"email": "ann@example.com", "vip": True, "site": "Oslo", "contract": "gold"}
    ticket = send_submission(
        dropping, build_body(ticket=build_request(requester=known, fields={"Region": "EMEA"}))
    )
    assert isinstance(ticket, Ticket)
    stored = dropping.world.read_stored(ticket.ticket_id)
    assert stored.requester_attributes.vip
    assert stored.requester_attributes.contract == "gold"
    assert stored.fields == {"region": "EMEA"}


def test_the_schema_says_what_the_channel_does() -> None:
    validator = Draft202012Validator(build_submission_schema())
    assert validator.is_valid(json.loads(build_body()))
    assert not validator.is_valid(json.loads(build_body(schema_version="2")))
    assert not validator.is_valid(json.loads(build_body(colour="red")))
    assert validator.is_valid(
        json.loads(build_body(ticket=build_request(fields={"Region": "EMEA"})))
    )
    many = {str(number): "x" for number in range(21)}
    for fields in (many, {"a": "x" * 201}, {"not a name": "x"}, {"a": 1}):
        assert not validator.is_valid(json.loads(build_body(ticket=build_request(fields=fields))))
