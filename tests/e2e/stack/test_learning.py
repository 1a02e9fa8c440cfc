"""A person corrects a ticket, and its near twin goes right."""

import secrets
import time

import pytest

from local.tour.rows import get_value
from switchyard import bootstrap
from tests.fixtures.way import DeskStack, asked, somebody

pytestmark = pytest.mark.slow

WORDS = "The parrot in reception repeats the meeting room booking and will not stop."
TWIN = "Hello, the parrot in reception repeats the meeting room booking and will not stop. Thanks!"
LABEL = "glove_box"


def test_after_a_correction_the_near_twin_goes_right_and_says_why(desk_stack: DeskStack) -> None:
    first, second = somebody(), somebody()
    ticket_id = desk_stack.channels.send_by_https(asked(WORDS, first), secrets.token_hex(8))
    (before,) = desk_stack.ended(first)
    assert get_value(before, "category") != LABEL

    desk_stack.signed_in("admin").post(
        f"/tickets/{ticket_id}/corrections", json={"category": LABEL}
    ).raise_for_status()
    desk_stack.eventually(
        lambda: "corrected" in desk_stack.heard.about(ticket_id), "the event of the correction"
    )
    # The longest that triage may not have seen a correction.
    time.sleep(bootstrap.external.INDEX_RECHECK_MS / 1000)
    desk_stack.channels.send_by_sqs({second: asked(TWIN, second)})

    (twin,) = desk_stack.ended(second)
    assert get_value(twin, "category") == LABEL
    explanation = desk_stack.get(f"/tickets/{twin['ticket_id']}/explanation")
    assert ticket_id in str(explanation["triage"])
