"""Every outcome is an event that keeps its schema and says nothing of the ticket's words."""

import json
import secrets
from pathlib import Path

from jsonschema import Draft202012Validator, FormatChecker

from local.paths import REPOSITORY
from switchyard.domain.messages import EventName
from tests.fixtures.way import LAB_PERSON, DeskStack, build_row, make_requester

SCHEMAS = REPOSITORY / "docs" / "schemas" / "events"
SECRET = "quixotrillian"
WORDS = f"The glove box {SECRET} leaks"
MYSTERY = f"{SECRET} wherefore art thou"
BY_THE_CLOCK = {EventName.SERVICE_LEVEL_WARNING, EventName.SERVICE_LEVEL_BREACHED}
"""tests/e2e/stack/test_service_levels.py lets the time go by."""


def find_schema(name: str) -> Path:
    return SCHEMAS / f"{name}.v1.schema.json"


def test_every_outcome_has_its_event_and_each_keeps_its_schema(desk_stack: DeskStack) -> None:
    _cause_every_event(desk_stack)
    wanted = set(EventName) - BY_THE_CLOCK
    desk_stack.wait_for(lambda: wanted <= _list_event_names(desk_stack), "an event of each name")

    for event in desk_stack.heard.list_events():
        name = str(event["detail-type"])
        schema = json.loads(find_schema(name).read_text(encoding="utf-8"))
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(event["detail"])
        assert event["source"] == "switchyard"
        assert SECRET not in json.dumps(event)
        assert "@" not in json.dumps(_select_payload(event["detail"]))


def _select_payload(detail: object) -> dict[str, object]:
    """All but the sender's own ids, which come back as they were."""
    assert isinstance(detail, dict)
    return {name: value for name, value in detail.items() if name != "origin"}


def _list_event_names(stack: DeskStack) -> set[str]:
    return {str(event["detail-type"]) for event in stack.heard.list_events()}


def _cause_every_event(stack: DeskStack) -> None:
    """Assigned or waiting in the lab, in review, corrected, of an incident, closed, refused."""
    requester = make_requester()
    keys = [f"{secrets.token_hex(6)}" for _ in range(3)]
    tickets = [
        stack.channels.send_by_https(build_row(words, requester), key)
        for words, key in zip((WORDS, f"{WORDS} Box 2.", MYSTERY), keys, strict=True)
    ]
    stack.wait_for_ended_tickets(requester, len(tickets))
    admin = stack.sign_in("admin")
    admin.post(
        f"/tickets/{tickets[2]}/corrections", json={"category": "glove_box"}
    ).raise_for_status()
    _take_up_and_give_back(stack, tickets[1])
    other = make_requester("other")
    waits = stack.channels.send_by_https(build_row(WORDS, other), secrets.token_hex(6))
    stack.wait_for_ended_tickets(other)
    admin.put(f"/tickets/{waits}/link", json={"parent": tickets[0]}).raise_for_status()
    stack.sqs.send_message(
        QueueUrl=stack.deployment.submissions_url, MessageBody=f"not JSON {SECRET}"
    )
    for ticket_id in tickets:
        admin.patch(f"/tickets/{ticket_id}/status", params={"status": "closed"}).raise_for_status()


def _take_up_and_give_back(stack: DeskStack, ticket_id: str) -> None:
    admin, path = stack.sign_in("admin"), f"/tickets/{ticket_id}"
    for answer in (
        admin.put(f"{path}/assignee", json={"employee_id": LAB_PERSON}),
        admin.patch(f"{path}/status", params={"status": "in_progress"}),
        admin.post(f"{path}/handover", json={"reason": f"{SECRET} needs other hands"}),
    ):
        answer.raise_for_status()
