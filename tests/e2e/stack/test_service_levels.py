"""What the desk promises on the local stack: warned, broken, paused, and a reply that goes on."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from local.tour.rows import Json
from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import encode_value
from switchyard.domain.calendar import measure_working_time
from switchyard.usecases.desk.loader import read_desk
from tests.fixtures.way import DESK, LAB_PERSON, DeskStack, build_row

pytestmark = pytest.mark.slow

WORDS = "The glove box leaks"
PERSON, LEAD = "gus.glover@example.com", "lea.lab@example.com"
CALENDAR = read_desk((DESK / "desk.yaml").read_bytes()).calendar
RESPONSE = timedelta(minutes=240)
"""What the sample desk gives a ticket of medium priority."""


@pytest.fixture
def ticket_id(desk_stack: DeskStack) -> Iterator[str]:
    """A ticket of the signed-in requester that the one person of the lab has."""
    for held in desk_stack.list_items("/tickets", department="lab", limit="100"):
        if held["status"] != "closed":
            move_ticket(desk_stack, str(held["ticket_id"]), "closed")
    requester = desk_stack.build_email("requester")
    sent = desk_stack.channels.send_by_https(build_row(WORDS, requester), secrets.token_hex(8))
    wait_for_status(desk_stack, sent, "assigned")
    yield sent
    move_ticket(desk_stack, sent, "closed")


def move_ticket(stack: DeskStack, ticket_id: str, status: str) -> None:
    path = f"/tickets/{ticket_id}/status"
    stack.sign_in("admin").patch(path, params={"status": status}).raise_for_status()


def wait_for_status(stack: DeskStack, ticket_id: str, status: str) -> Json:
    def find_ticket() -> Json | None:
        ticket = stack.get(f"/tickets/{ticket_id}")
        return ticket if ticket["status"] == status else None

    return stack.wait_for(find_ticket, f"{ticket_id} in {status}")


def calculate_arrival(worked: timedelta) -> datetime:
    """The moment since which the desk has worked for so long."""
    now = datetime.now(UTC)
    least, most = timedelta(0), timedelta(days=60)
    while most - least > timedelta(seconds=1):
        middle = (least + most) / 2
        if measure_working_time(now - middle, now, CALENDAR) < worked:
            least = middle
        else:
            most = middle
    return now - most


def write_times(stack: DeskStack, ticket_id: str, expression: str, **times: datetime) -> None:
    """As if time had passed: no desk can wait for that in a test."""
    stack.aws.client("dynamodb").update_item(
        TableName=stack.deployment.outputs["DeskTableName"],
        Key=keys.build_ticket_key(ticket_id),
        UpdateExpression=expression,
        ConditionExpression="attribute_exists(service)",
        ExpressionAttributeValues={f":{name}": encode_value(at) for name, at in times.items()},
    )


def sweep_ticket(stack: DeskStack, ticket_id: str, worked: timedelta) -> None:
    """The sweep looks at a ticket that came in so long ago."""
    created, past = calculate_arrival(worked), datetime.now(UTC) - timedelta(seconds=1)
    expression = "SET created_at = :created, due_at = :past"
    write_times(stack, ticket_id, expression, created=created, past=past)
    for _ in range(2):
        stack.sweep()
    stack.wait_until_quiet()


def read_service_level(stack: DeskStack, ticket_id: str) -> Json:
    result = stack.get(f"/tickets/{ticket_id}")["service"]
    assert isinstance(result, dict)
    return result


def list_mails(stack: DeskStack, ticket_id: str, opening: str) -> list[str]:
    """To whom mails of this kind went."""
    mails = stack.list_mails(ticket_id)
    return sorted(mail.to for mail in mails if mail.subject.startswith(opening))


def send_comment(stack: DeskStack, ticket_id: str, role: str, text: str) -> None:
    path = f"/tickets/{ticket_id}/comments"
    stack.sign_in(role).post(path, json={"text": text}).raise_for_status()


def count_events(stack: DeskStack, ticket_id: str, name: str) -> int:
    return len(stack.heard.group_by_name(ticket_id).get(name, []))


def test_a_promise_is_warned_of_then_broken_and_each_is_told_once(
    desk_stack: DeskStack, ticket_id: str
) -> None:
    stack = desk_stack
    assert read_service_level(stack, ticket_id)["response"] == "on_time"

    sweep_ticket(stack, ticket_id, RESPONSE * 0.8)
    assert read_service_level(stack, ticket_id)["response"] == "due_soon"
    stack.wait_for(lambda: list_mails(stack, ticket_id, "Due soon") == [PERSON], "the warning")
    stack.wait_for(
        lambda: count_events(stack, ticket_id, "service_level_warning") == 1, "the event of it"
    )

    sweep_ticket(stack, ticket_id, RESPONSE * 1.2)
    assert read_service_level(stack, ticket_id)["response"] == "breached"
    stack.wait_for(
        lambda: list_mails(stack, ticket_id, "Overdue") == [PERSON, LEAD], "the escalation"
    )
    stack.wait_for(
        lambda: count_events(stack, ticket_id, "service_level_breached") == 1, "the event of it"
    )

    sweep_ticket(stack, ticket_id, RESPONSE * 1.3)
    assert list_mails(stack, ticket_id, "Due soon") == [PERSON]
    assert list_mails(stack, ticket_id, "Overdue") == [PERSON, LEAD]
    assert (
        count_events(stack, ticket_id, "service_level_warning"),
        count_events(stack, ticket_id, "service_level_breached"),
    ) == (1, 1)
    ticket = stack.get(f"/tickets/{ticket_id}")
    assert (ticket["status"], ticket["assignee"]) == ("assigned", LAB_PERSON)


def test_on_hold_the_clock_stands_and_a_reply_brings_the_ticket_back(
    desk_stack: DeskStack, ticket_id: str
) -> None:
    stack = desk_stack
    send_comment(stack, ticket_id, "admin", "Which of the two gloves?")
    stack.wait_for(
        lambda: list_mails(stack, ticket_id, "An answer") == [stack.build_email("requester")],
        "the answer",
    )
    assert read_service_level(stack, ticket_id)["response"] == "met"
    move_ticket(stack, ticket_id, "on_hold")
    assert read_service_level(stack, ticket_id)["resolution"] == "paused"

    created = calculate_arrival(timedelta(days=10))
    held = created + timedelta(minutes=1)
    expression = "SET created_at = :created, service.paused_since = :held"
    write_times(stack, ticket_id, expression, created=created, held=held)

    send_comment(stack, ticket_id, "requester", "The left one.")
    ticket = stack.get(f"/tickets/{ticket_id}")
    assert (ticket["status"], ticket["assignee"]) == ("in_progress", LAB_PERSON)
    stack.wait_for(lambda: list_mails(stack, ticket_id, "Reply") == [PERSON], "the reply")
    after = read_service_level(stack, ticket_id)
    assert after["resolution"] == "on_time"
    assert datetime.fromisoformat(str(after["resolve_by"])) > datetime.now(UTC)


def test_a_reply_to_a_closed_ticket_returns_it_to_who_had_it(
    desk_stack: DeskStack, ticket_id: str
) -> None:
    stack = desk_stack
    move_ticket(stack, ticket_id, "resolved")
    send_comment(stack, ticket_id, "requester", "It leaks again.")
    assert wait_for_status(stack, ticket_id, "assigned")["assignee"] == LAB_PERSON
    answer = stack.list_items(f"/tickets/{ticket_id}/comments", role="requester")
    assert [row["text"] for row in answer] == ["It leaks again."]
