"""A file of thousands of rows holds up no live ticket."""

import json

import pytest

from tests.fixtures.way import DeskStack, asked, somebody

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("way")]

ROWS = 2_000
WORDS = "The wireless network drops every few minutes."


def test_a_live_ticket_is_done_long_before_an_import_ends(desk_stack: DeskStack) -> None:
    importer, live = somebody("importer"), somebody("live")
    rows = [
        {**asked(f"{WORDS} Desk {number}.", importer), "external_id": f"{importer}-{number}"}
        for number in range(ROWS)
    ]
    key = f"tickets/{importer}.jsonl"
    desk_stack.doors.drop(key, "".join(json.dumps(row) + "\n" for row in rows).encode())
    desk_stack.eventually(lambda: desk_stack.tickets_of(importer), "the first imported ticket")

    desk_stack.doors.sqs({live: asked(WORDS, live)})
    desk_stack.ended(live)

    imported = desk_stack.items(
        "/tickets", requester=importer, status="pending", limit="100"
    ) + desk_stack.items("/tickets", requester=importer, status="routed", limit="100")
    assert imported or desk_stack.doors.report(key) is None
