"""A file of thousands of rows holds up no live ticket."""

import json

import pytest

from tests.fixtures.way import DeskStack, asked, somebody

pytestmark = pytest.mark.slow

ROWS, A_PAGE = 3_000, 100
IMPORTED = "Please put this on microfilm."
LIVE = "The wireless network drops every few minutes."


def test_a_live_ticket_is_done_long_before_an_import_ends(desk_stack: DeskStack) -> None:
    importer, live = somebody("importer"), somebody("live")
    lines = [
        json.dumps({**asked(f"{IMPORTED} Film {number}.", importer), "external_id": str(number)})
        for number in range(ROWS)
    ]
    desk_stack.doors.drop(f"tickets/{importer}.jsonl", "\n".join(lines).encode())
    desk_stack.eventually(lambda: desk_stack.tickets_of(importer), "the first imported ticket")

    desk_stack.doors.sqs({live: asked(LIVE, live)})
    desk_stack.ended(live)

    pending = desk_stack.items("/tickets", requester=importer, status="pending", limit=str(A_PAGE))
    assert len(pending) == A_PAGE, "the import was over as soon as the live ticket"
