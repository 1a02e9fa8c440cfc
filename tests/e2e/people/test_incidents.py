"""Forty people report one outage, and one person tells the same twice."""

import secrets
from itertools import product

import pytest

from local.tour.rows import Json
from tests.fixtures.way import DeskStack, asked, somebody

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
    people = [somebody(f"p{number}") for number in range(PEOPLE)]
    before = _load(desk_stack)
    words = [f"{one} {other}" for one, other in product(OPENINGS, ENDINGS)]
    desk_stack.channels.send_by_sqs(
        {who: asked(text, who) for who, text in zip(people, words, strict=True)}
    )
    desk_stack.eventually(lambda: _waiting(desk_stack, people) == PEOPLE - 1, "the children")
    desk_stack.quiet()

    tickets = _tickets(desk_stack, people)
    [parent] = [one for one in tickets if one["incident"]]
    name = str(parent["ticket_id"])
    children = [one for one in tickets if one is not parent]
    assert {one["status"] for one in children} == {"on_hold"}
    assert {one["assignee"] for one in children} == {""}
    assert all(name in str(one["reason"]) for one in children)
    assert len(desk_stack.items(f"/tickets/{name}/children", limit="100")) == PEOPLE - 1
    assert len(desk_stack.heard.about(name)["incident"]) == 1
    assert _mails(desk_stack, "Incident:", tickets) == [name]
    assert _load(desk_stack) <= before + 3, "only the parent holds anybody's capacity"

    _has_somebody(desk_stack, parent)
    _set(desk_stack, name, "resolved")
    desk_stack.eventually(lambda: _of_status(desk_stack, people, "resolved"), "the end of all")
    desk_stack.quiet()
    told = _mails(desk_stack, "Solved:", tickets)
    assert sorted(told) == sorted(str(one["ticket_id"]) for one in children)
    assert _load(desk_stack) == before


def test_what_somebody_tells_twice_waits_on_the_first_and_ends_with_it(
    desk_stack: DeskStack,
) -> None:
    who = somebody()
    first = desk_stack.channels.send_by_https(asked(TWICE, who), secrets.token_hex(8))
    desk_stack.ended(who)
    second = desk_stack.channels.send_by_https(asked(TWICE, who), secrets.token_hex(8))
    desk_stack.eventually(lambda: _get(desk_stack, second)["link"], "the link")
    ticket = _get(desk_stack, second)
    assert ticket["link"] == {"kind": "duplicate", "parent": first}
    assert (ticket["status"], ticket["assignee"]) == ("on_hold", "")

    _set(desk_stack, first, "closed")
    desk_stack.eventually(lambda: _get(desk_stack, second)["status"] == "closed", "its end")


def _tickets(stack: DeskStack, people: list[str]) -> list[Json]:
    return [one for who in people for one in stack.tickets_of(who)]


def _waiting(stack: DeskStack, people: list[str]) -> int:
    return sum(one["status"] == "on_hold" for one in _tickets(stack, people))


def _of_status(stack: DeskStack, people: list[str], status: str) -> bool:
    return {one["status"] for one in _tickets(stack, people)} == {status}


def _get(stack: DeskStack, ticket_id: str) -> Json:
    return stack.get(f"/tickets/{ticket_id}")


def _mails(stack: DeskStack, opening: str, tickets: list[Json]) -> list[str]:
    """Which of these tickets such a mail is about."""
    about = {one["ticket_id"] for one in tickets}
    mails = [one for one in stack.mailbox.read_mails() if one.subject.startswith(opening)]
    return [one.ticket_id for one in mails if one.ticket_id in about]


def _load(stack: DeskStack) -> int:
    return sum(int(str(one["load"])) for one in stack.items("/employees", limit="100"))


def _has_somebody(stack: DeskStack, parent: Json) -> None:
    """A new kind of outage may be for a person to sort first."""
    if parent["status"] == "manual_review":
        stack.signed_in("admin").post(
            f"/tickets/{parent['ticket_id']}/corrections", json={"category": "software_failure"}
        ).raise_for_status()
    name = str(parent["ticket_id"])
    stack.eventually(lambda: _get(stack, name)["assignee"], "somebody for the parent")


def _set(stack: DeskStack, ticket_id: str, status: str) -> None:
    stack.signed_in("admin").patch(
        f"/tickets/{ticket_id}/status", params={"status": status}
    ).raise_for_status()
