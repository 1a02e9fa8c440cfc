"""A person corrects a ticket, and its near twin goes right."""

import secrets
import time

import pytest

from local.tour.rows import get_value
from switchyard import bootstrap
from tests.fixtures.way import DeskStack, build_row, make_requester

pytestmark = pytest.mark.slow

WORDS = "The parrot in reception repeats the meeting room booking and will not stop."
TWIN = "Hello, the parrot in reception repeats the meeting room booking and will not stop. Thanks!"
LABEL = "glove_box"


def test_after_a_correction_the_near_twin_goes_right_and_says_why(desk_stack: DeskStack) -> None:
    first, second = make_requester(), make_requester()
    ticket_id = desk_stack.channels.send_by_https(build_row(WORDS, first), secrets.token_hex(8))
    (before,) = desk_stack.wait_for_ended_tickets(first)
    assert get_value(before, "category") != LABEL

    desk_stack.sign_in("admin").post(
        f"/tickets/{ticket_id}/corrections", json={"category": LABEL}
    ).raise_for_status()
    desk_stack.wait_for(
        lambda: "ticket_corrected" in desk_stack.heard.group_by_name(ticket_id),
        "the event of the correction",
    )
    # The longest that triage may not have seen a correction.
    time.sleep(bootstrap.external.INDEX_RECHECK_MS / 1000)
    desk_stack.channels.send_by_sqs({second: build_row(TWIN, second)})

    (twin,) = desk_stack.wait_for_ended_tickets(second)
    assert get_value(twin, "category") == LABEL
    explanation = desk_stack.get(f"/tickets/{twin['ticket_id']}/explanation")
    assert ticket_id in str(explanation["triage"])
