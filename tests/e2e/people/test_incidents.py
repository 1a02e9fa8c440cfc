"""Forty people report one outage, and one person tells the same twice."""

import secrets
from itertools import product

import pytest

from local.tour.rows import Json
from tests.fixtures.way import DeskStack, build_row, make_requester

pytestmark = pytest.mark.slow

PEOPLE = 40
OPENINGS = (
    "Our e-mail is down:",
    "Since this morning the e-mail does not work.",
    "Is there an e-mail outage?",
    "Hello, my e-mail stopped working.",
    "Nobody here has e-mail any more,",
    "The mail server seems to be down.",
    "E-mail is not working at all;",
    "Please help, we have no e-mail.",
)
ENDINGS = (
    "I can neither send nor receive messages.",
    "Outlook cannot reach the mail server.",
    "nothing arrives in my inbox, and mails I send do not go out.",
    "no new messages come in, and sending fails.",
    "Outlook says that the server is not available.",
)
TWICE = "My new keyboard arrived with a broken key, please send me another one."


def test_forty_alike_tickets_are_one_incident_and_end_with_their_parent(
    desk_stack: DeskStack,
) -> None:
    people = [make_requester(f"p{number}") for number in range(PEOPLE)]
    before = _load(desk_stack)
    words = [f"{text} {other}" for text, other in product(OPENINGS, ENDINGS)]
    desk_stack.channels.send_by_sqs(
        {who: build_row(text, who) for who, text in zip(people, words, strict=True)}
    )
    desk_stack.wait_for(lambda: _count_waiting(desk_stack, people) == PEOPLE - 1, "the children")
    desk_stack.wait_until_quiet()

    tickets = _list_tickets(desk_stack, people)
    [parent] = [ticket for ticket in tickets if ticket["incident"]]
    name = str(parent["ticket_id"])
    children = [ticket for ticket in tickets if ticket is not parent]
    assert {child["status"] for child in children} == {"on_hold"}
    assert {child["assignee"] for child in children} == {""}
    assert all(name in str(child["reason"]) for child in children)
    assert len(desk_stack.list_items(f"/tickets/{name}/children", limit="100")) == PEOPLE - 1
    assert len(desk_stack.heard.group_by_name(name)["incident_opened"]) == 1
    assert _list_mails(desk_stack, "Incident:", tickets) == [name]
    assert _load(desk_stack) <= before + 3, "only the parent holds anybody's capacity"

    _has_somebody(desk_stack, parent)
    _set(desk_stack, name, "resolved")
    desk_stack.wait_for(lambda: _has_status(desk_stack, people, "resolved"), "the end of all")
    desk_stack.wait_until_quiet()
    properties = _list_mails(desk_stack, "Solved:", tickets)
    assert sorted(properties) == sorted(str(child["ticket_id"]) for child in children)
    assert _load(desk_stack) == before


def test_what_somebody_tells_twice_waits_on_the_first_and_ends_with_it(
    desk_stack: DeskStack,
) -> None:
    who = make_requester()
    first = desk_stack.channels.send_by_https(build_row(TWICE, who), secrets.token_hex(8))
    desk_stack.wait_for_ended_tickets(who)
    second = desk_stack.channels.send_by_https(build_row(TWICE, who), secrets.token_hex(8))
    desk_stack.wait_for(lambda: _get(desk_stack, second)["link"], "the link")
    ticket = _get(desk_stack, second)
    assert ticket["link"] == {"kind": "duplicate", "parent": first}
    assert (ticket["status"], ticket["assignee"]) == ("on_hold", "")

    _set(desk_stack, first, "closed")
    desk_stack.wait_for(lambda: _get(desk_stack, second)["status"] == "closed", "its end")


def _list_tickets(stack: DeskStack, people: list[str]) -> list[Json]:
    return [row for who in people for row in stack.list_tickets(who)]


def _count_waiting(stack: DeskStack, people: list[str]) -> int:
    return sum(ticket["status"] == "on_hold" for ticket in _list_tickets(stack, people))


def _has_status(stack: DeskStack, people: list[str], status: str) -> bool:
    return {ticket["status"] for ticket in _list_tickets(stack, people)} == {status}


def _get(stack: DeskStack, ticket_id: str) -> Json:
    return stack.get(f"/tickets/{ticket_id}")


def _list_mails(stack: DeskStack, opening: str, tickets: list[Json]) -> list[str]:
    """Which of these tickets such a mail is about."""
    about = {ticket["ticket_id"] for ticket in tickets}
    mails = [
        received_mail
        for received_mail in stack.mailbox.read_mails()
        if received_mail.subject.startswith(opening)
    ]
    return [received_mail.ticket_id for received_mail in mails if received_mail.ticket_id in about]


def _load(stack: DeskStack) -> int:
    return sum(int(str(row["load"])) for row in stack.list_items("/employees", limit="100"))


def _has_somebody(stack: DeskStack, parent: Json) -> None:
    """A new kind of outage may be for a person to sort first."""
    if parent["status"] == "manual_review":
        stack.sign_in("admin").post(
            f"/tickets/{parent['ticket_id']}/corrections", json={"category": "software_failure"}
        ).raise_for_status()
    name = str(parent["ticket_id"])
    stack.wait_for(lambda: _get(stack, name)["assignee"], "somebody for the parent")


def _set(stack: DeskStack, ticket_id: str, status: str) -> None:
    stack.sign_in("admin").patch(
        f"/tickets/{ticket_id}/status", params={"status": status}
    ).raise_for_status()
