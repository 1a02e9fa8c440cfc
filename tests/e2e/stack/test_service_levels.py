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
from tests.fixtures.way import DESK, LAB_PERSON, DeskStack, asked

pytestmark = pytest.mark.slow

WORDS = "The glove box leaks"
PERSON, LEAD = "gus.glover@example.com", "lea.lab@example.com"
CALENDAR = read_desk((DESK / "desk.yaml").read_bytes()).calendar
RESPONSE = timedelta(minutes=240)
"""What the sample desk gives a ticket of medium priority."""


@pytest.fixture
def ticket_id(desk_stack: DeskStack) -> Iterator[str]:
    """A ticket of the signed-in requester that the one person of the lab has."""
    for held in desk_stack.items("/tickets", department="lab", limit="100"):
        if held["status"] != "closed":
            moves(desk_stack, str(held["ticket_id"]), "closed")
    requester = desk_stack.email("requester")
    sent = desk_stack.channels.send_by_https(asked(WORDS, requester), secrets.token_hex(8))
    comes_to(desk_stack, sent, "assigned")
    yield sent
    moves(desk_stack, sent, "closed")


def moves(stack: DeskStack, ticket_id: str, status: str) -> None:
    path = f"/tickets/{ticket_id}/status"
    stack.signed_in("admin").patch(path, params={"status": status}).raise_for_status()


def comes_to(stack: DeskStack, ticket_id: str, status: str) -> Json:
    def there() -> Json | None:
        ticket = stack.get(f"/tickets/{ticket_id}")
        return ticket if ticket["status"] == status else None

    return stack.eventually(there, f"{ticket_id} in {status}")


def came_in(worked: timedelta) -> datetime:
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


def writes(stack: DeskStack, ticket_id: str, expression: str, **times: datetime) -> None:
    """As if time had passed: no desk can wait for that in a test."""
    stack.aws.client("dynamodb").update_item(
        TableName=stack.deployment.outputs["DeskTableName"],
        Key=keys.build_ticket_key(ticket_id),
        UpdateExpression=expression,
        ConditionExpression="attribute_exists(service)",
        ExpressionAttributeValues={f":{name}": encode_value(at) for name, at in times.items()},
    )


def sweeps(stack: DeskStack, ticket_id: str, worked: timedelta) -> None:
    """The sweep looks at a ticket that came in so long ago."""
    created, past = came_in(worked), datetime.now(UTC) - timedelta(seconds=1)
    expression = "SET created_at = :created, due_at = :past"
    writes(stack, ticket_id, expression, created=created, past=past)
    for _ in range(2):
        stack.sweep()
    stack.quiet()


def service(stack: DeskStack, ticket_id: str) -> Json:
    found = stack.get(f"/tickets/{ticket_id}")["service"]
    assert isinstance(found, dict)
    return found


def told(stack: DeskStack, ticket_id: str, opening: str) -> list[str]:
    """To whom mails of this kind went."""
    mails = stack.mails_about(ticket_id)
    return sorted(mail.to for mail in mails if mail.subject.startswith(opening))


def says(stack: DeskStack, ticket_id: str, role: str, text: str) -> None:
    path = f"/tickets/{ticket_id}/comments"
    stack.signed_in(role).post(path, json={"text": text}).raise_for_status()


def heard(stack: DeskStack, ticket_id: str, name: str) -> int:
    return len(stack.heard.about(ticket_id).get(name, []))


def test_a_promise_is_warned_of_then_broken_and_each_is_told_once(
    desk_stack: DeskStack, ticket_id: str
) -> None:
    stack = desk_stack
    assert service(stack, ticket_id)["response"] == "on_time"

    sweeps(stack, ticket_id, RESPONSE * 0.8)
    assert service(stack, ticket_id)["response"] == "due_soon"
    stack.eventually(lambda: told(stack, ticket_id, "Due soon") == [PERSON], "the warning")
    stack.eventually(lambda: heard(stack, ticket_id, "due_soon") == 1, "the event of it")

    sweeps(stack, ticket_id, RESPONSE * 1.2)
    assert service(stack, ticket_id)["response"] == "breached"
    stack.eventually(lambda: told(stack, ticket_id, "Overdue") == [PERSON, LEAD], "the escalation")
    stack.eventually(lambda: heard(stack, ticket_id, "breached") == 1, "the event of it")

    sweeps(stack, ticket_id, RESPONSE * 1.3)
    assert told(stack, ticket_id, "Due soon") == [PERSON]
    assert told(stack, ticket_id, "Overdue") == [PERSON, LEAD]
    assert (heard(stack, ticket_id, "due_soon"), heard(stack, ticket_id, "breached")) == (1, 1)
    ticket = stack.get(f"/tickets/{ticket_id}")
    assert (ticket["status"], ticket["assignee"]) == ("assigned", LAB_PERSON)


def test_on_hold_the_clock_stands_and_a_reply_brings_the_ticket_back(
    desk_stack: DeskStack, ticket_id: str
) -> None:
    stack = desk_stack
    says(stack, ticket_id, "admin", "Which of the two gloves?")
    stack.eventually(
        lambda: told(stack, ticket_id, "An answer") == [stack.email("requester")], "the answer"
    )
    assert service(stack, ticket_id)["response"] == "met"
    moves(stack, ticket_id, "on_hold")
    assert service(stack, ticket_id)["resolution"] == "paused"

    created = came_in(timedelta(days=10))
    held = created + timedelta(minutes=1)
    expression = "SET created_at = :created, service.paused_since = :held"
    writes(stack, ticket_id, expression, created=created, held=held)

    says(stack, ticket_id, "requester", "The left one.")
    ticket = stack.get(f"/tickets/{ticket_id}")
    assert (ticket["status"], ticket["assignee"]) == ("in_progress", LAB_PERSON)
    stack.eventually(lambda: told(stack, ticket_id, "Reply") == [PERSON], "the reply")
    after = service(stack, ticket_id)
    assert after["resolution"] == "on_time"
    assert datetime.fromisoformat(str(after["resolve_by"])) > datetime.now(UTC)


def test_a_reply_to_a_closed_ticket_returns_it_to_who_had_it(
    desk_stack: DeskStack, ticket_id: str
) -> None:
    stack = desk_stack
    moves(stack, ticket_id, "resolved")
    says(stack, ticket_id, "requester", "It leaks again.")
    assert comes_to(stack, ticket_id, "assigned")["assignee"] == LAB_PERSON
    said = stack.items(f"/tickets/{ticket_id}/comments", role="requester")
    assert [one["text"] for one in said] == ["It leaks again."]
