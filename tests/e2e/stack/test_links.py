"""The links of a real e-mail, opened in a real browser."""

import base64
import re
import secrets
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, Response

from local.mailbox import ReceivedMail
from local.stack import STAGE
from local.tour.rows import Json
from switchyard.adapters.dynamodb.links import LINK_KEY
from switchyard.domain.email_link import MailAction, MailLink, decode_token
from tests.fixtures.way import DeskStack, build_row, make_requester

WORDS = "The VPN client asks for my password again and again, since this morning."
SCANS = 10
OK, BAD_REQUEST, GONE = 200, 400, 410


@pytest.fixture
def mail(desk_stack: DeskStack) -> ReceivedMail:
    """That somebody was given a ticket."""
    return wait_for_assignment_mail(desk_stack)


def wait_for_assignment_mail(stack: DeskStack) -> ReceivedMail:
    requester = make_requester()
    ticket_id = stack.channels.send_by_https(build_row(WORDS, requester), secrets.token_hex(8))
    stack.wait_for_ended_tickets(requester)
    return stack.wait_for(lambda: find_mail_about(stack, ticket_id), "the mail to whoever has it")


def find_mail_about(stack: DeskStack, ticket_id: str) -> ReceivedMail | None:
    mails = stack.list_mails(ticket_id)
    return next((mail for mail in mails if MailAction.ACKNOWLEDGE.label in mail.text), None)


def read_link_url(mail: ReceivedMail, action: MailAction) -> str:
    match = re.search(rf"^{action.label}: (https://\S+)", mail.text, re.MULTILINE)
    assert match
    return match[1]


def read_token(address: str) -> str:
    return address.partition("?token=")[2]


def read_ticket(stack: DeskStack, mail: ReceivedMail) -> Json:
    return stack.get(f"/tickets/{mail.ticket_id}")


def open_page(page: Page, address: str) -> int:
    answer: Response | None = page.goto(address)
    assert answer
    return answer.status


def read_heading(page: Page) -> str:
    return page.get_by_role("heading").inner_text()


def press(page: Page, action: MailAction) -> None:
    page.get_by_role("button", name=action.label).click()


def expect_refusal(
    stack: DeskStack, mail: ReceivedMail, page: Page, address: str
) -> tuple[int, str]:
    """What the page says; there is nothing to press, and the ticket stays as it is."""
    before = read_ticket(stack, mail)
    status = open_page(page, address)
    assert page.get_by_role("button").count() == 0
    assert "Nothing was changed now." in page.content()
    assert read_ticket(stack, mail) == before
    return status, read_heading(page)


def read_key(stack: DeskStack) -> bytes:
    table = stack.deployment.outputs["OpsTableName"]
    item = stack.aws.client("dynamodb").get_item(TableName=table, Key=LINK_KEY)["Item"]
    stored: bytes = item["key"]["B"]
    return stored


def splice_tokens(text: str, other: str) -> str:
    """The signature of one link before what another says."""
    parts = [
        base64.urlsafe_b64decode(f"{text[1:]}==") for text in (read_token(text), read_token(other))
    ]
    mixed = base64.urlsafe_b64encode(parts[0][:32] + parts[1][32:]).rstrip(b"=").decode()
    return text.replace(read_token(text), f"1{mixed}")


def test_a_ticket_is_acknowledged_from_the_e_mail_itself(
    desk_stack: DeskStack, mail: ReceivedMail, page: Page
) -> None:
    before = read_ticket(desk_stack, mail)
    page.set_content(mail.html)
    page.get_by_role("link", name=MailAction.ACKNOWLEDGE.label).click()
    assert read_heading(page) == "Do you have it?"
    assert mail.ticket_id in page.content()
    assert read_ticket(desk_stack, mail) == before

    press(page, MailAction.ACKNOWLEDGE)

    assert read_heading(page) == "Thank you, it is yours"
    after = read_ticket(desk_stack, mail)
    assert after["acknowledged_at"]
    assert after["assignee"] == before["assignee"]
    assert expect_refusal(desk_stack, mail, page, read_link_url(mail, MailAction.ACKNOWLEDGE)) == (
        GONE,
        "This link was used before",
    )


def test_a_ticket_is_declined_with_a_reason_and_goes_to_somebody_else(
    desk_stack: DeskStack, mail: ReceivedMail, page: Page
) -> None:
    before = read_ticket(desk_stack, mail)
    assert open_page(page, read_link_url(mail, MailAction.DECLINE)) == OK
    page.get_by_label("Why").select_option("I am away")
    press(page, MailAction.DECLINE)
    assert read_heading(page) == "Thank you, somebody else takes it"

    def is_elsewhere() -> bool:
        now = read_ticket(desk_stack, mail)
        moved_on = now["status"] in ("assigned", "waiting", "manual_review")
        return moved_on and now["assignee"] != before["assignee"]

    desk_stack.wait_for(is_elsewhere, "somebody else")
    for action in (MailAction.ACKNOWLEDGE, MailAction.WRONG_DEPARTMENT):
        assert expect_refusal(desk_stack, mail, page, read_link_url(mail, action)) == (
            GONE,
            "The ticket has moved on",
        )


def test_a_ticket_leaves_the_wrong_department(
    desk_stack: DeskStack, mail: ReceivedMail, page: Page
) -> None:
    assert open_page(page, read_link_url(mail, MailAction.WRONG_DEPARTMENT)) == OK
    press(page, MailAction.WRONG_DEPARTMENT)
    assert read_heading(page) == "Thank you, it is sorted anew"
    history = desk_stack.get(f"/tickets/{mail.ticket_id}/explanation")["history"]
    assert "wrong" in str(history)


def test_a_button_that_is_pressed_twice_acts_once(
    desk_stack: DeskStack, mail: ReceivedMail, page: Page
) -> None:
    address = read_link_url(mail, MailAction.ACKNOWLEDGE)
    second = page.context.new_page()
    assert (open_page(page, address), open_page(second, address)) == (OK, OK)
    press(page, MailAction.ACKNOWLEDGE)
    before = read_ticket(desk_stack, mail)
    press(second, MailAction.ACKNOWLEDGE)
    assert read_heading(second) == "This link was used before"
    assert read_ticket(desk_stack, mail) == before


def test_a_link_that_is_altered_expired_or_of_another_ticket_does_nothing(
    desk_stack: DeskStack, mail: ReceivedMail, page: Page
) -> None:
    address, other = read_link_url(mail, MailAction.DECLINE), wait_for_assignment_mail(desk_stack)
    untouched = read_ticket(desk_stack, other)
    ours = read_key(desk_stack)
    mail_link: MailLink = decode_token(read_token(address), ours)
    expired = mail_link.model_copy(update={"expires_at": datetime.now(UTC)}).encode_token(ours)
    does_not_work, too_old = "This link does not work", "This link is too old"
    for wrong, expected in (
        (address[:-3], (BAD_REQUEST, does_not_work)),
        (
            address.replace(read_token(address), read_token(address).swapcase()),
            (BAD_REQUEST, does_not_work),
        ),
        (
            splice_tokens(address, read_link_url(other, MailAction.DECLINE)),
            (BAD_REQUEST, does_not_work),
        ),
        (
            splice_tokens(read_link_url(other, MailAction.DECLINE), address),
            (BAD_REQUEST, does_not_work),
        ),
        (address.replace(read_token(address), expired), (GONE, too_old)),
    ):
        assert expect_refusal(desk_stack, mail, page, wrong) == expected
    assert read_ticket(desk_stack, other) == untouched


def test_programs_that_scan_the_e_mail_change_nothing(
    desk_stack: DeskStack, mail: ReceivedMail, page: Page
) -> None:
    before = read_ticket(desk_stack, mail)
    with desk_stack.deployment.open_http() as stranger:
        for action in MailAction:
            assert open_page(page, read_link_url(mail, action)) == OK
            query = {"token": read_token(read_link_url(mail, action))}
            for _ in range(SCANS):
                assert stranger.get("/links", params=query).status_code == OK
            for method in ("HEAD", "OPTIONS", "PUT", "DELETE"):
                assert stranger.request(method, "/links", params=query).status_code != OK
    assert read_ticket(desk_stack, mail) == before


def test_no_log_has_a_link(desk_stack: DeskStack, mail: ReceivedMail, page: Page) -> None:
    address = read_link_url(mail, MailAction.ACKNOWLEDGE)
    open_page(page, address)
    press(page, MailAction.ACKNOWLEDGE)
    lines = desk_stack.wait_for(lambda: read_log(desk_stack, '"path":"/links"'), "its lines")
    assert '"status":200' in lines
    assert read_token(address)[1:60] not in lines
    assert read_token(address)[1:60] not in desk_stack.log.read_text(
        encoding="utf-8", errors="replace"
    )


def read_log(stack: DeskStack, of: str) -> str:
    """All that the API logged so far, once this is in it."""
    pages = stack.aws.client("logs").get_paginator("filter_log_events")
    result = pages.paginate(logGroupName=f"/switchyard/{STAGE}/api")
    lines = "\n".join(event["message"] for entry in result for event in entry["events"])
    return lines if of in lines else ""
