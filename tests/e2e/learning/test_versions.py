"""The desk is taught by one correction, learns, refuses what is worse, and goes back."""

import json
import secrets
import time

import pytest

from local.tour.rows import Json, get_value
from switchyard import bootstrap
from tests.fixtures.way import DESK, DeskStack, asked, somebody

pytestmark = pytest.mark.slow

WORDS = "The carrier pigeon on the roof is tired and wants a colleague."
TWIN = "Hello, the carrier pigeon on the roof is tired and wants a colleague!"
LABEL = "device_request"


def test_a_wrong_ticket_teaches_a_head_serves_a_worse_one_is_refused_and_one_call_goes_back(
    desk_stack: DeskStack,
) -> None:
    first = _serving(desk_stack)
    odd = _odd(desk_stack)
    _say(desk_stack, odd, "admin")
    twin = _twin(desk_stack)
    assert get_value(twin, "category") == LABEL

    _say(desk_stack, str(twin["ticket_id"]), "lead")
    desk_stack.signed_in("admin").post("/triage/training").raise_for_status()
    desk_stack.eventually(lambda: _serving(desk_stack) != first, "another classifier")
    second = _serving(desk_stack)
    classifiers = desk_stack.items("/triage/classifiers")
    newest = [classifier["version"] for classifier in classifiers]
    assert newest[0] == second
    assert first in newest

    report = desk_stack.report("examples/mixed-up.csv", (DESK / "mixed-up.csv").read_bytes())
    assert report["state"] == "done"
    desk_stack.eventually(lambda: "worse" in _verdicts(desk_stack), "the guard's verdict")
    assert _serving(desk_stack) == second

    for _ in range(2):
        _roll_back(desk_stack, first)
        assert _serving(desk_stack) == first
    desk_stack.quiet()
    assert _serving(desk_stack) == first
    assert _head_of(_twin(desk_stack)) == first


def _serving(stack: DeskStack) -> str:
    return str(stack.get("/triage/classifiers")["serving"])


def _roll_back(stack: DeskStack, version: str) -> None:
    stack.signed_in("admin").post(f"/triage/classifiers/{version}/rollback").raise_for_status()


def _odd(stack: DeskStack) -> str:
    """A ticket that does not go right by itself."""
    requester = somebody()
    ticket_id = stack.channels.send_by_https(asked(WORDS, requester), secrets.token_hex(8))
    (ticket,) = stack.ended(requester)
    assert get_value(ticket, "category") != LABEL or ticket["status"] == "manual_review"
    return ticket_id


def _say(stack: DeskStack, ticket_id: str, role: str) -> None:
    """A person says what is right; nobody is heard alone beyond tickets all but the same."""
    stack.signed_in(role).post(
        f"/tickets/{ticket_id}/corrections", json={"category": LABEL}
    ).raise_for_status()
    stack.eventually(lambda: "corrected" in stack.heard.about(ticket_id), "the correction")
    # The longest that triage may not have seen a correction.
    time.sleep(bootstrap.external.INDEX_RECHECK_MS / 1000)


def _twin(stack: DeskStack) -> Json:
    requester = somebody()
    stack.channels.send_by_sqs({requester: asked(TWIN, requester)})
    (ticket,) = stack.ended(requester)
    return ticket


def _head_of(ticket: Json) -> object:
    versions = ticket["decided_with"]
    assert isinstance(versions, dict)
    return versions["classifier"]


def _verdicts(stack: DeskStack) -> set[str]:
    """What came of each training, by the log of the learn function."""
    lines = stack.log.read_text(encoding="utf-8", errors="replace").splitlines()
    said = [line[line.index("{") :] for line in lines if '"message":"learnt"' in line]
    return {str(json.loads(one)["verdict"]) for one in said}
