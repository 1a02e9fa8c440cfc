"""A message that is no submission is refused: its source hears why, and nothing is lost."""

import json
import secrets

import pytest

from local.listen import Event
from tests.fixtures.way import DeskStack, build_row, make_requester

pytestmark = pytest.mark.slow

WORDS = "The scanner on the third floor jams."


def build_envelope(external_id: str, **fields: object) -> str:
    ticket = build_row(WORDS, make_requester())
    return json.dumps(
        {
            "schema_version": "1",
            "source": "way",
            "external_id": external_id,
            "ticket": ticket,
            **fields,
        }
    )


def build_other_event(external_id: str) -> str:
    """Well-formed, and meant for somebody else."""
    detail = {"order": external_id, "paid": True}
    return json.dumps({"source": "shop", "detail-type": "paid", "detail": detail})


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (build_envelope("{id}", schema_version="7"), "schema_version"),
        (build_envelope("{id}", ticket={"description": WORDS}), "requester"),
        (build_envelope("{id}", ticket=build_row(" \t ", "ann@example.com")), "description"),
        (build_envelope("{id}", ticket=build_row("nul \x00", "ann@example.com")), "description"),
        (build_envelope("{id}", ticket=build_row("x" * 60_000, "ann@example.com")), "description"),
        (build_envelope("{id}", ticket=build_row(WORDS, "nobody")), "email"),
        (
            build_envelope("{id}", ticket=build_row(WORDS, make_requester(), department="moon")),
            "department",
        ),
    ],
)
def test_a_producer_hears_what_was_wrong_with_its_submission(
    desk_stack: DeskStack, body: str, field: str
) -> None:
    external_id = f"order-{secrets.token_hex(4)}"

    _put(desk_stack, body.replace("{id}", external_id))

    (refusal,) = desk_stack.wait_for(
        lambda: desk_stack.heard.list_refusals(external_id), "the refusal of " + external_id
    )
    problems = refusal["problems"]
    assert isinstance(problems, list)
    assert field in str(problems[0]["column"]) or field in str(problems[0]["reason"]), problems
    assert WORDS not in json.dumps(refusal)


@pytest.mark.parametrize(
    "body",
    ["title=My scanner jams", '{"half": ', "[]", "null", "\u4f60\u597d", build_other_event("4711")],
)
def test_a_message_that_is_no_submission_is_refused_and_kept_as_it_came(
    desk_stack: DeskStack, body: str
) -> None:
    message_id = _put(desk_stack, body)

    refusal = desk_stack.wait_for(
        lambda: _find_refusal(desk_stack, message_id), "the refusal of " + body
    )
    assert refusal["problems"]
    assert body.encode() in _read_stored_body(desk_stack, str(refusal["refusal_id"]))


def test_a_message_refused_ten_times_is_heard_of_as_one_refusal(desk_stack: DeskStack) -> None:
    external_id = f"order-{secrets.token_hex(4)}"
    for _ in range(10):
        _put(desk_stack, build_envelope(external_id, ticket={"description": WORDS}))

    desk_stack.wait_for(lambda: desk_stack.heard.list_refusals(external_id), "a refusal")
    desk_stack.wait_until_quiet()
    assert len({str(row["refusal_id"]) for row in desk_stack.heard.list_refusals(external_id)}) == 1


def test_a_good_submission_beside_bad_ones_goes_through(desk_stack: DeskStack) -> None:
    requester = make_requester()

    _put(desk_stack, "not a submission")
    desk_stack.channels.send_by_sqs({requester: build_row(WORDS, requester)})
    _put(desk_stack, "not a submission either")

    assert len(desk_stack.wait_for_ended_tickets(requester)) == 1


def _put(stack: DeskStack, body: str) -> str:
    """The id of the message in the submissions queue."""
    sent = stack.sqs.send_message(QueueUrl=stack.deployment.submissions_url, MessageBody=body)
    return sent["MessageId"]


def _find_refusal(stack: DeskStack, message_id: str) -> Event | None:
    details = stack.heard.list_details("submission_refused")
    return next((detail for detail in details if detail["message_id"] == message_id), None)


def _read_stored_body(stack: DeskStack, refusal_id: str) -> bytes:
    """What the content table holds of a refused message."""
    items = stack.aws.client("dynamodb").query(
        TableName=stack.deployment.outputs["ContentTableName"],
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"REFUSAL#{refusal_id}"}},
    )["Items"]
    values = [value for item in items for value in item.values()]
    return b"".join(bytes(value["B"]) if "B" in value else b"" for value in values)
