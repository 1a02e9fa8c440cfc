"""A file of thousands of rows holds up no live ticket."""

import pytest

from tests.fixtures.way import DeskStack, build_row, make_requester

pytestmark = pytest.mark.slow

ROWS, FEW, HALF, A_PAGE = 2_000, 500, 1_000, 100
IMPORTED = "Please put this on microfilm."
LIVE = "The wireless network drops every few minutes."


def test_a_live_ticket_passes_an_import_that_stands_still(desk_stack: DeskStack) -> None:
    importer, live = make_requester("importer"), make_requester("live")
    reader = _find_bulk_reader(desk_stack)
    functions = desk_stack.aws.client("lambda")
    functions.update_event_source_mapping(UUID=reader, Enabled=False)
    _drop(desk_stack, importer, A_PAGE)
    desk_stack.wait_for(
        lambda: _count_pending(desk_stack, importer, A_PAGE) == A_PAGE, "all its rows"
    )

    desk_stack.channels.send_by_sqs({live: build_row(LIVE, live)})
    desk_stack.wait_for_ended_tickets(live)

    assert _count_pending(desk_stack, importer, A_PAGE) == A_PAGE
    functions.update_event_source_mapping(UUID=reader, Enabled=True)
    desk_stack.wait_for(
        lambda: _count_pending(desk_stack, importer, A_PAGE) == 0, "the import's end"
    )


def test_a_live_ticket_overtakes_an_import_that_came_before_it(desk_stack: DeskStack) -> None:
    importer, live = make_requester("importer"), make_requester("live")
    _drop(desk_stack, importer, ROWS)
    desk_stack.wait_for(lambda: _count_pending(desk_stack, importer, FEW) == FEW, "rows that wait")

    desk_stack.channels.send_by_sqs({live: build_row(LIVE, live)})
    desk_stack.wait_for_ended_tickets(live)

    assert _count_pending(desk_stack, importer, HALF) == HALF, "it came among the last"


def _drop(stack: DeskStack, requester: str, rows: int) -> None:
    stack.channels.drop_tickets(
        f"tickets/{requester}.jsonl",
        (
            {**build_row(f"{IMPORTED} Film {number}.", requester), "external_id": str(number)}
            for number in range(rows)
        ),
    )


def _find_bulk_reader(stack: DeskStack) -> str:
    """The mapping that hands imported tickets' records to `publish`."""
    mappings = stack.aws.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    [result] = [
        str(entry["UUID"])
        for entry in mappings
        if "anything-but" in str(entry.get("FilterCriteria"))
    ]
    return result


def _count_pending(stack: DeskStack, requester: str, enough: int) -> int:
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
