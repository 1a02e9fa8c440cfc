"""Tickets over HTTPS that somebody got wrong, and what each role may see."""

import json
import secrets

import httpx
import pytest

from tests.fixtures.way import DeskStack, build_row, make_requester

WORDS = "My mouse does not move."
CHINESE = "我的笔记本电脑无法连接到公司的无线网络，请帮忙看一下。"


def post(stack: DeskStack, ticket: object, role: str = "admin") -> httpx.Response:
    return stack.sign_in(role).post(
        "/tickets", json=ticket, headers={"Idempotency-Key": secrets.token_hex(8)}
    )


@pytest.mark.parametrize(
    ("ticket", "field"),
    [
        (build_row("x" * 200_000, "ann@example.com"), "description"),
        (build_row(" \t\n ", "ann@example.com"), "description"),
        (build_row("nul \x00 inside", "ann@example.com"), "description"),
        (build_row(WORDS, "ann@example.com", department="moon"), "department"),
        (build_row(WORDS, "ann@example.com", priority="now"), "priority"),
        (build_row(WORDS, "not an address"), "email"),
        ({"description": WORDS}, "requester"),
    ],
)
def test_a_wrong_ticket_gets_a_problem_that_names_the_field(
    desk_stack: DeskStack, ticket: object, field: str
) -> None:
    answer = post(desk_stack, ticket)

    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert field in answer.text
    assert {"type", "title", "status"} <= answer.json().keys()


def test_a_body_that_is_not_json_gets_a_problem(desk_stack: DeskStack) -> None:
    answer = desk_stack.sign_in("admin").post(
        "/tickets", content=b'{"half": ', headers={"Content-Type": "application/json"}
    )

    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_a_ticket_in_chinese_goes_to_a_person_for_review(desk_stack: DeskStack) -> None:
    requester = make_requester()

    assert post(desk_stack, build_row(CHINESE, requester)).status_code == 201

    (ticket,) = desk_stack.wait_for_ended_tickets(requester)
    assert ticket["status"] == "manual_review"


def test_without_a_token_nothing_is_seen(desk_stack: DeskStack) -> None:
    with desk_stack.deployment.open_http() as stranger:
        assert stranger.get("/tickets").status_code == 401
        assert stranger.get("/health").status_code == 200


def test_requesters_see_only_their_own(desk_stack: DeskStack) -> None:
    fields, other = desk_stack.build_email("requester"), make_requester()
    mine = desk_stack.channels.send_by_https(build_row(WORDS, fields), secrets.token_hex(8))
    theirs = desk_stack.channels.send_by_https(build_row(WORDS, other), secrets.token_hex(8))
    api = desk_stack.sign_in("requester")

    assert api.get(f"/tickets/{mine}").status_code == 200
    assert api.get(f"/tickets/{theirs}").status_code == 404
    assert api.get(f"/tickets/{theirs}/explanation").status_code == 404
    listed = desk_stack.list_items("/tickets", role="requester")
    assert mine in {ticket["ticket_id"] for ticket in listed}
    assert {ticket["requester"] for ticket in listed} == {fields}


def test_a_requester_may_not_write_in_another_name(desk_stack: DeskStack) -> None:
    answer = post(desk_stack, build_row(WORDS, make_requester()), role="requester")

    assert answer.status_code == 403
    assert json.loads(answer.text)["type"]
