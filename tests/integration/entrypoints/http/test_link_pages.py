"""The pages behind the links of e-mails, for readers and for the programs that scan e-mails."""

import re
from base64 import b64encode
from datetime import timedelta
from html.parser import HTMLParser
from io import StringIO
from urllib.parse import urlencode

import pytest

from switchyard import bootstrap
from switchyard.domain.email_link import Action, MailLink
from switchyard.domain.errors import Unavailable
from switchyard.domain.ids import derived_id
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import now_utc
from switchyard.entrypoints.http.link_pages import REASONS
from tests.builders import created, decisions, new_ticket, step
from tests.unit.entrypoints.lambda_event import Context
from tests.integration.entrypoints.http.door import AGENT, Answer, Door, http_event

FORM = {"content-type": "application/x-www-form-urlencoded"}


class Page(HTMLParser):
    """What a page consists of."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fields: dict[str, str] = {}
        self.words = ""
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = {name: value or "" for name, value in attrs}
        if tag == "input":
            self.fields[given["name"]] = given["value"]

    def handle_data(self, data: str) -> None:
        self.words += data


def has(door: Door) -> Ticket:
    """A new ticket that E-1 has, as it is stored."""
    return stored(door, door.has(Status.ASSIGNED, "E-1"))


def token(ticket: Ticket, action: Action, **said: object) -> str:
    link = MailLink(
        ticket_id=ticket.ticket_id,
        assignment=1,
        employee_id="E-1",
        action=action,
        expires_at=now_utc() + timedelta(days=1),
    )
    return link.model_copy(update=said).token(bootstrap.stores.link_key().read())


def opened(door: Door, of: str, method: str = "GET") -> Answer:
    return door.ask(method, "/links", None, query={"token": of})


def pressed(door: Door, **fields: str) -> Answer:
    return door.ask("POST", "/links", None, urlencode(fields), FORM)


def stored(door: Door, ticket: Ticket) -> Ticket:
    return door.world.stored(ticket.ticket_id)


@pytest.mark.parametrize("action", Action)
def test_a_link_opens_a_page_that_asks_once_and_its_button_acts(door: Door, action: Action) -> None:
    ticket = has(door)
    answer = opened(door, token(ticket, action))
    page = Page(answer.body)
    assert answer.status == 200
    assert (page.tags.count("form"), page.tags.count("button")) == (1, 1)
    for said in (ticket.ticket_id, "My card", "Cards", action.label):
        assert said in page.words
    assert "It has not come yet." not in answer.body
    assert stored(door, ticket) == ticket
    assert pressed(door, **page.fields).status == 200
    assert stored(door, ticket).version == ticket.version + 1


def test_programs_that_scan_e_mails_change_nothing(door: Door) -> None:
    ticket = has(door)
    for action in Action:
        link = token(ticket, action)
        for _ in range(10):
            assert opened(door, link).status == 200
        for method in ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"):
            assert opened(door, link, method).status in (405, 422)
        assert door.ask("POST", "/links", None, query={"token": link}).status == 400
    assert stored(door, ticket) == ticket


def test_a_form_comes_through_the_gateway_as_base64(door: Door) -> None:
    ticket = has(door)
    form = urlencode({"token": token(ticket, Action.ACKNOWLEDGE)})
    event = http_event("POST", "/links", None, b64encode(form.encode()).decode(), FORM)
    assert door.handler({**event, "isBase64Encoded": True}, Context())["statusCode"] == 200
    assert stored(door, ticket).acknowledged_at


@pytest.mark.parametrize("reason", REASONS)
def test_who_declines_may_choose_why(door: Door, reason: str) -> None:
    ticket = has(door)
    link = token(ticket, Action.DECLINE)
    assert REASONS[reason] in Page(opened(door, link).body).words
    assert pressed(door, token=link, reason=reason).status == 200
    told = door.ask("GET", f"/tickets/{ticket.ticket_id}/explanation", AGENT).json["history"]
    assert told[-1]["why"] == REASONS[reason]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ("", FORM),
        ("token", FORM),
        ("token=", FORM),
        ("token=%ff&reason=none", FORM),
        ("token=a&token=b", FORM),
        ("a=1&b=2&c=3&d=4&e=5", FORM),
        ("tökén", FORM),
        ('{"token": "x"}', {"content-type": "application/json"}),
    ],
)
def test_a_form_that_is_not_ours_gets_a_page_that_says_so(
    door: Door, body: str, headers: dict[str, str]
) -> None:
    answer = door.ask("POST", "/links", None, body, headers)
    assert answer.status == 400
    assert "This link does not work" in Page(answer.body).words


def test_a_reason_that_the_page_does_not_offer_changes_nothing(door: Door) -> None:
    ticket = has(door)
    link = token(ticket, Action.DECLINE)
    assert pressed(door, token=link, reason="<b>free text</b>").status == 400
    assert stored(door, ticket) == ticket


def test_each_link_that_does_nothing_says_why(door: Door) -> None:
    ticket = has(door)
    used = token(ticket, Action.ACKNOWLEDGE)
    assert pressed(door, token=used).status == 200
    for link, status, said in (
        (used, 410, "This link was used before"),
        (f"{used}A", 400, "This link does not work"),
        (token(ticket, Action.DECLINE, expires_at=now_utc()), 410, "This link is too old"),
        (token(ticket, Action.DECLINE, assignment=2), 410, "The ticket has moved on"),
        ("", 400, "This link does not work"),
    ):
        before = stored(door, ticket)
        for answer in (opened(door, link), pressed(door, token=link)):
            page = Page(answer.body)
            assert answer.status == status
            assert said in page.words
            assert "Nothing was changed now." in page.words
            assert "form" not in page.tags
            assert ticket.ticket_id not in answer.body
        assert stored(door, ticket) == before


def test_no_page_may_be_kept_framed_found_or_load_anything(door: Door) -> None:
    link = token(has(door), Action.DECLINE)
    for answer in (opened(door, link), opened(door, "x"), pressed(door, token=link)):
        headers = answer.headers
        assert headers["content-type"] == "text/html; charset=utf-8"
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-robots-tag"] == "noindex, nofollow"
        policy = headers["content-security-policy"]
        for rule in ("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'"):
            assert rule in policy
        assert "script" not in policy
        assert "unsafe" not in policy
        assert not {"script", "img", "link", "iframe"} & set(Page(answer.body).tags)


def test_pages_say_their_language_and_name_what_is_chosen(door: Door) -> None:
    body = opened(door, token(has(door), Action.DECLINE)).body
    assert '<html lang="en">' in body
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in body
    assert re.search(r"<title>.+</title>", body)
    assert '<label for="reason">' in body
    assert '<select id="reason"' in body


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", '"><img src=x>', "$title &lt;"])
def test_no_word_of_a_ticket_is_markup(door: Door, evil: str) -> None:
    ticket = new_ticket(derived_id("T-", evil))
    door.world.tickets.commit(created(ticket, evil))
    ticket = ticket.changed(ticket.updated_at, status=Status.ROUTED, **decisions("cards"))
    door.world.tickets.commit(step(ticket))
    given = {"assignee": "E-1", "effort": 1, "assignments": 1}
    ticket = ticket.changed(ticket.updated_at, status=Status.ASSIGNED, **given)
    door.world.tickets.commit(step(ticket))
    page = Page(opened(door, token(ticket, Action.ACKNOWLEDGE)).body)
    assert not {"script", "img"} & set(page.tags)
    assert evil in page.words


def test_no_log_has_a_link(door: Door, log: StringIO) -> None:
    link = token(has(door), Action.ACKNOWLEDGE)
    opened(door, link)
    pressed(door, token=link)
    pressed(door, token=link)
    assert log.getvalue().count('"path":"/links"') == 3
    assert link not in log.getvalue()
    assert link[1:40] not in log.getvalue()


def test_where_the_store_does_not_answer_the_page_says_to_try_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = token(has(door), Action.ACKNOWLEDGE)
    key = bootstrap.stores.link_key()
    monkeypatch.setattr(type(key), "read", unavailable)
    for answer in (opened(door, link), pressed(door, token=link)):
        assert answer.status == 503
        assert "This did not work just now" in Page(answer.body).words


def unavailable(_: object) -> bytes:
    raise Unavailable("no answer")
