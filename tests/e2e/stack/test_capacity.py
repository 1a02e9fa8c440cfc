"""A ticket waits while its people are full, and is drained when a slot frees."""

import secrets

import pytest

from local.tour.rows import Json
from tests.fixtures.way import LAB_PERSON, DeskStack, build_row, make_requester

pytestmark = pytest.mark.slow

WORDS = "The glove box hisses"


def test_a_waiting_ticket_is_assigned_as_soon_as_a_slot_frees(desk_stack: DeskStack) -> None:
    _close_all(desk_stack)
    first, second = make_requester("first"), make_requester("second")
    held = desk_stack.channels.send_by_https(build_row(WORDS, first), secrets.token_hex(8))
    (ticket,) = desk_stack.wait_for_ended_tickets(first)
    assert (ticket["status"], ticket["assignee"]) == ("assigned", LAB_PERSON)

    waits = desk_stack.channels.send_by_https(build_row(WORDS, second), secrets.token_hex(8))
    (ticket,) = desk_stack.wait_for_ended_tickets(second)
    assert ticket["status"] == "waiting"
    assert "lea.lab@example.com" in {mail.to for mail in desk_stack.list_mails(waits)}

    _close(desk_stack, held)

    desk_stack.wait_for(lambda: _read_assignee(desk_stack, waits) == LAB_PERSON, "the drain")
    desk_stack.wait_until_quiet()
    properties = [mail.to for mail in desk_stack.list_mails(waits)]
    assert properties.count("gus.glover@example.com") == 1
    _close(desk_stack, waits)


def _read_assignee(stack: DeskStack, ticket_id: str) -> object:
    return stack.get(f"/tickets/{ticket_id}")["assignee"]


def _close_all(stack: DeskStack) -> None:
    while tickets := _open_in_the_lab(stack):
        for ticket in tickets:
            _close(stack, str(ticket["ticket_id"]))
        stack.wait_until_quiet()


def _open_in_the_lab(stack: DeskStack) -> list[Json]:
    tickets = stack.list_items("/tickets", department="lab", limit="100")
    return [ticket for ticket in tickets if ticket["status"] != "closed"]


def _close(stack: DeskStack, ticket_id: str) -> None:
    stack.sign_in("admin").patch(
        f"/tickets/{ticket_id}/status", params={"status": "closed"}
    ).raise_for_status()
