"""The desk is taught by one correction, learns, refuses what is worse, and goes back."""

import json
import secrets
import time

import pytest

from local.tour.rows import Json, get_value
from switchyard import bootstrap
from tests.fixtures.way import DESK, DeskStack, build_row, make_requester

pytestmark = pytest.mark.slow

WORDS = "The carrier pigeon on the roof is tired and wants a colleague."
TWIN = "Hello, the carrier pigeon on the roof is tired and wants a colleague!"
LABEL = "device_request"


def test_a_wrong_ticket_teaches_a_head_serves_a_worse_one_is_refused_and_one_call_goes_back(
    desk_stack: DeskStack,
) -> None:
    first = _read_serving_version(desk_stack)
    odd = _make_odd_classifier(desk_stack)
    _say(desk_stack, odd, "admin")
    twin = _make_twin_classifier(desk_stack)
    assert get_value(twin, "category") == LABEL

    _say(desk_stack, str(twin["ticket_id"]), "lead")
    desk_stack.sign_in("admin").post("/triage/training").raise_for_status()
    desk_stack.wait_for(lambda: _read_serving_version(desk_stack) != first, "another classifier")
    second = _read_serving_version(desk_stack)
    classifiers = desk_stack.list_items("/triage/classifiers")
    newest = [classifier["version"] for classifier in classifiers]
    assert newest[0] == second
    assert first in newest

    report = desk_stack.read_report("examples/mixed-up.csv", (DESK / "mixed-up.csv").read_bytes())
    assert report["state"] == "done"
    desk_stack.wait_for(lambda: "worse" in _read_verdicts(desk_stack), "the guard's verdict")
    assert _read_serving_version(desk_stack) == second

    for _ in range(2):
        _roll_back(desk_stack, first)
        assert _read_serving_version(desk_stack) == first
    desk_stack.wait_until_quiet()
    assert _read_serving_version(desk_stack) == first
    assert _read_classifier(_make_twin_classifier(desk_stack)) == first


def _read_serving_version(stack: DeskStack) -> str:
    return str(stack.get("/triage/classifiers")["serving"])


def _roll_back(stack: DeskStack, version: str) -> None:
    stack.sign_in("admin").post(f"/triage/classifiers/{version}/rollback").raise_for_status()


def _make_odd_classifier(stack: DeskStack) -> str:
    """A ticket that does not go right by itself."""
    requester = make_requester()
    ticket_id = stack.channels.send_by_https(build_row(WORDS, requester), secrets.token_hex(8))
    (ticket,) = stack.wait_for_ended_tickets(requester)
    assert get_value(ticket, "category") != LABEL or ticket["status"] == "manual_review"
    return ticket_id


def _say(stack: DeskStack, ticket_id: str, role: str) -> None:
    """A person says what is right; nobody is heard alone beyond tickets all but the same."""
    stack.sign_in(role).post(
        f"/tickets/{ticket_id}/corrections", json={"category": LABEL}
    ).raise_for_status()
    stack.wait_for(
        lambda: "ticket_corrected" in stack.heard.group_by_name(ticket_id), "the correction"
    )
    # The longest that triage may not have seen a correction.
    time.sleep(bootstrap.external.INDEX_RECHECK_MS / 1000)


def _make_twin_classifier(stack: DeskStack) -> Json:
    requester = make_requester()
    stack.channels.send_by_sqs({requester: build_row(TWIN, requester)})
    (ticket,) = stack.wait_for_ended_tickets(requester)
    return ticket


def _read_classifier(ticket: Json) -> object:
    versions = ticket["decided_with"]
    assert isinstance(versions, dict)
    return versions["classifier"]


def _read_verdicts(stack: DeskStack) -> set[str]:
    """What came of each training, by the log of the learn function."""
    lines = stack.log.read_text(encoding="utf-8", errors="replace").splitlines()
    answer = [line[line.index("{") :] for line in lines if '"message":"learnt"' in line]
    return {str(json.loads(text)["verdict"]) for text in answer}
