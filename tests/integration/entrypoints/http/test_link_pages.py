"""The pages behind the links of e-mails, for readers and for the programs that scan e-mails."""

import re
from base64 import b64encode
from datetime import timedelta
from html.parser import HTMLParser
from io import StringIO
from urllib.parse import urlencode

import pytest

from switchyard import bootstrap
from switchyard.domain.email_link import MailAction, MailLink
from switchyard.domain.errors import Unavailable
from switchyard.domain.ids import derive_id
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import read_utc_clock
from switchyard.entrypoints.http.link_pages import DECLINE_REASONS
from tests.builders import make_creation, make_decisions, make_new_ticket, make_step
from tests.integration.entrypoints.http.channel import AGENT, Answer, Channel, make_http_event
from tests.unit.entrypoints.lambda_event import Context

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


def has(channel: Channel) -> Ticket:
    """A new ticket that E-1 has, as it is stored."""
    return read_stored(channel, channel.has(Status.ASSIGNED, "E-1"))


def make_token(ticket: Ticket, action: MailAction, **fields: object) -> str:
    link = MailLink(
        ticket_id=ticket.ticket_id,
        assignment=1,
        employee_id="E-1",
        action=action,
        expires_at=read_utc_clock() + timedelta(days=1),
    )
    return link.model_copy(update=fields).encode_token(
        bootstrap.stores.make_link_key_store().read_key()
    )


def open_page(channel: Channel, of: str, method: str = "GET") -> Answer:
    return channel.ask(method, "/links", None, query={"token": of})


def press_button(channel: Channel, **fields: str) -> Answer:
    return channel.ask("POST", "/links", None, urlencode(fields), FORM)


def read_stored(channel: Channel, ticket: Ticket) -> Ticket:
    return channel.world.read_stored(ticket.ticket_id)


@pytest.mark.parametrize("action", MailAction)
def test_a_link_opens_a_page_that_asks_once_and_its_button_acts(
    channel: Channel, action: MailAction
) -> None:
    ticket = has(channel)
    answer = open_page(channel, make_token(ticket, action))
    page = Page(answer.body)
    assert answer.status == 200
    assert (page.tags.count("form"), page.tags.count("button")) == (1, 1)
    for page_text in (ticket.ticket_id, "My card", "Cards", action.label):
        assert page_text in page.words
    assert "It has not come yet." not in answer.body
    assert read_stored(channel, ticket) == ticket
    assert press_button(channel, **page.fields).status == 200
    assert read_stored(channel, ticket).version == ticket.version + 1


def test_programs_that_scan_e_mails_change_nothing(channel: Channel) -> None:
    ticket = has(channel)
    for action in MailAction:
        link = make_token(ticket, action)
        for _ in range(10):
            assert open_page(channel, link).status == 200
        for method in ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"):
            assert open_page(channel, link, method).status in (405, 422)
        assert channel.ask("POST", "/links", None, query={"token": link}).status == 400
    assert read_stored(channel, ticket) == ticket


def test_a_form_comes_through_the_gateway_as_base64(channel: Channel) -> None:
    ticket = has(channel)
    form = urlencode({"token": make_token(ticket, MailAction.ACKNOWLEDGE)})
    event = make_http_event("POST", "/links", None, b64encode(form.encode()).decode(), FORM)
    assert channel.handler({**event, "isBase64Encoded": True}, Context())["statusCode"] == 200
    assert read_stored(channel, ticket).acknowledged_at


@pytest.mark.parametrize("reason", DECLINE_REASONS)
def test_who_declines_may_choose_why(channel: Channel, reason: str) -> None:
    ticket = has(channel)
    link = make_token(ticket, MailAction.DECLINE)
    assert DECLINE_REASONS[reason] in Page(open_page(channel, link).body).words
    assert press_button(channel, token=link, reason=reason).status == 200
    properties = channel.ask("GET", f"/tickets/{ticket.ticket_id}/explanation", AGENT).json[
        "history"
    ]
    assert properties[-1]["why"] == DECLINE_REASONS[reason]


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
    channel: Channel, body: str, headers: dict[str, str]
) -> None:
    answer = channel.ask("POST", "/links", None, body, headers)
    assert answer.status == 400
    assert "This link does not work" in Page(answer.body).words


def test_a_reason_that_the_page_does_not_offer_changes_nothing(channel: Channel) -> None:
    ticket = has(channel)
    link = make_token(ticket, MailAction.DECLINE)
    assert press_button(channel, token=link, reason="<b>free text</b>").status == 400
    assert read_stored(channel, ticket) == ticket


def test_each_link_that_does_nothing_says_why(channel: Channel) -> None:
    ticket = has(channel)
    used = make_token(ticket, MailAction.ACKNOWLEDGE)
    assert press_button(channel, token=used).status == 200
    for link, status, page_text in (
        (used, 410, "This link was used before"),
        (f"{used}A", 400, "This link does not work"),
        (
            make_token(ticket, MailAction.DECLINE, expires_at=read_utc_clock()),
            410,
            "This link is too old",
        ),
        (make_token(ticket, MailAction.DECLINE, assignment=2), 410, "The ticket has moved on"),
        ("", 400, "This link does not work"),
    ):
        before = read_stored(channel, ticket)
        for answer in (open_page(channel, link), press_button(channel, token=link)):
            page = Page(answer.body)
            assert answer.status == status
            assert page_text in page.words
            assert "Nothing was changed now." in page.words
            assert "form" not in page.tags
            assert ticket.ticket_id not in answer.body
        assert read_stored(channel, ticket) == before


def test_no_page_may_be_kept_framed_found_or_load_anything(channel: Channel) -> None:
    link = make_token(has(channel), MailAction.DECLINE)
    for answer in (
        open_page(channel, link),
        open_page(channel, "x"),
        press_button(channel, token=link),
    ):
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


def test_pages_say_their_language_and_name_what_is_chosen(channel: Channel) -> None:
    body = open_page(channel, make_token(has(channel), MailAction.DECLINE)).body
    assert '<html lang="en">' in body
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in body
    assert re.search(r"<title>.+</title>", body)
    assert '<label for="reason">' in body
    assert '<select id="reason"' in body


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", '"><img src=x>', "$title &lt;"])
def test_no_word_of_a_ticket_is_markup(channel: Channel, evil: str) -> None:
    ticket = make_new_ticket(derive_id("T-", evil))
    channel.world.tickets.commit(make_creation(ticket, evil))
    ticket = ticket.make_next_version(
        ticket.updated_at, status=Status.ROUTED, **make_decisions("cards")
    )
    channel.world.tickets.commit(make_step(ticket))
    given = {"assignee": "E-1", "effort": 1, "assignments": 1}
    ticket = ticket.make_next_version(ticket.updated_at, status=Status.ASSIGNED, **given)
    channel.world.tickets.commit(make_step(ticket))
    page = Page(open_page(channel, make_token(ticket, MailAction.ACKNOWLEDGE)).body)
    assert not {"script", "img"} & set(page.tags)
    assert evil in page.words


def test_no_log_has_a_link(channel: Channel, log: StringIO) -> None:
    link = make_token(has(channel), MailAction.ACKNOWLEDGE)
    open_page(channel, link)
    press_button(channel, token=link)
    press_button(channel, token=link)
    assert log.getvalue().count('"path":"/links"') == 3
    assert link not in log.getvalue()
    assert link[1:40] not in log.getvalue()


def test_where_the_store_does_not_answer_the_page_says_to_try_again(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = make_token(has(channel), MailAction.ACKNOWLEDGE)
    key = bootstrap.stores.make_link_key_store()
    monkeypatch.setattr(type(key), "read_key", raise_unavailable)
    for answer in (open_page(channel, link), press_button(channel, token=link)):
        assert answer.status == 503
        assert "This did not work just now" in Page(answer.body).words


def raise_unavailable(_: object) -> bytes:
    raise Unavailable("no answer")
