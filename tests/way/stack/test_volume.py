"""A file of thousands of rows holds up no live ticket."""

import json
import time

import pytest

from tests.fixtures.way import DeskStack, asked, somebody

pytestmark = pytest.mark.slow

ROWS, FEW, HALF, A_PAGE = 3_000, 500, 1_500, 100
MOST_SECONDS = 40
"""Alone it takes one; the functions may have to start anew beside those of the import."""
IMPORTED = "Please put this on microfilm."
LIVE = "The wireless network drops every few minutes."


def test_a_live_ticket_overtakes_an_import_that_came_before_it(desk_stack: DeskStack) -> None:
    importer, live = somebody("importer"), somebody("live")
    lines = [
        json.dumps({**asked(f"{IMPORTED} Film {number}.", importer), "external_id": str(number)})
        for number in range(ROWS)
    ]
    desk_stack.doors.drop(f"tickets/{importer}.jsonl", "\n".join(lines).encode())
    desk_stack.eventually(lambda: _pending(desk_stack, importer, FEW) == FEW, "rows that wait")

    start = time.monotonic()
    desk_stack.doors.sqs({live: asked(LIVE, live)})
    desk_stack.ended(live)

    assert time.monotonic() - start < MOST_SECONDS
    assert _pending(desk_stack, importer, HALF) == HALF, "it came among the last"


def _pending(stack: DeskStack, requester: str, enough: int) -> int:
    """How many tickets of theirs wait for triage; stops counting at `enough`."""
    count, cursor = 0, ""
    while count < enough:
        query = {"requester": requester, "status": "pending", "limit": str(A_PAGE)}
        page = stack.get("/tickets", **query, **({"cursor": cursor} if cursor else {}))
        items = page["items"]
        assert isinstance(items, list)
        count, cursor = count + len(items), str(page["cursor"] or "")
        if not cursor:
            break
    return count
