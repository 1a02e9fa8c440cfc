"""What senders get wrong, and what they hear."""

import json

import pytest

from switchyard.domain.status import Status
from tests.integration.entrypoints.http.channel import (
    ADA,
    AGENT,
    ANN,
    Answer,
    Channel,
    build_letter,
)


def send_ticket(channel: Channel, **fields: object) -> Answer:
    return channel.ask("POST", "/tickets", ANN, build_letter(**fields))


def read_refusal(answer: Answer) -> dict[str, str]:
    assert answer.problem == (422, "invalid")
    return answer.errors


def test_a_ticket_of_200_kb_names_its_field_and_limit(channel: Channel) -> None:
    errors = read_refusal(send_ticket(channel, description="x" * 200_000))
    assert errors == {"description": "is too long: it has 200000, at most 50000"}


def test_a_body_beyond_any_ticket_is_not_read(channel: Channel) -> None:
    answer = send_ticket(channel, description="x" * 1_100_000)
    assert answer.problem == (413, "too-large")


@pytest.mark.parametrize("words", ["", "   ", "\n\t ", "\u2003"])
def test_a_ticket_of_white_space_only_has_no_words(channel: Channel, words: str) -> None:
    errors = read_refusal(send_ticket(channel, title=words, description=words))
    assert errors == {"body": "title or description: at least one must have words in it"}


@pytest.mark.parametrize("field", ["title", "description"])
def test_a_nul_is_named_with_its_place(channel: Channel, field: str) -> None:
    errors = read_refusal(send_ticket(channel, **{field: "ab\x00c"}))
    assert errors == {field: "has the control character U+0000 at position 3"}


def test_a_nul_in_a_tag_or_name_is_named_too(channel: Channel) -> None:
    assert "tags.0" in read_refusal(send_ticket(channel, tags=["a\x00b"]))
    name = {"email": ANN.email, "name": "A\x00"}
    assert "requester.name" in read_refusal(send_ticket(channel, requester=name))


@pytest.mark.parametrize("words", ["我的卡还没有到", "بطاقتي لم تصل", "💳🚫", "x" * 50_000])
def test_any_language_and_length_within_the_limit_is_taken(channel: Channel, words: str) -> None:
    answer = send_ticket(channel, title="", description=words)
    assert answer.status == 201
    assert answer.json["description"] == words


def test_half_a_character_is_no_text(channel: Channel) -> None:
    body = json.dumps(build_letter()).replace("My card", "My card \\ud800")
    errors = read_refusal(channel.ask("POST", "/tickets", ANN, body))
    assert "title" in errors


@pytest.mark.parametrize("email", ["a\x00b@example.com", "a\ud800@example.com", "ann", "a@b"])
def test_an_address_is_one_that_mail_reaches(channel: Channel, email: str) -> None:
    body = json.dumps(build_letter(requester={"email": email}))
    assert list(read_refusal(channel.ask("POST", "/tickets", ADA, body))) == ["requester.email"]


@pytest.mark.parametrize(
    "body", ["", "{", "null", "[]", '"x"', "{}", "[" * 5000, '{"title": ' + "1" * 6000 + "}"]
)
def test_what_is_no_ticket_is_refused(channel: Channel, body: str) -> None:
    assert channel.ask("POST", "/tickets", ANN, body).problem[0] in (400, 422)


def test_what_is_not_json_is_malformed(channel: Channel) -> None:
    answer = channel.ask("POST", "/tickets", ANN, "title=My card")
    assert answer.problem == (400, "malformed")
    assert answer.json["detail"] == "the body must be one JSON object in UTF-8"


def test_another_content_type_is_refused(channel: Channel) -> None:
    body = json.dumps(build_letter())
    answer = channel.ask("POST", "/tickets", ANN, body, {"content-type": "text/plain"})
    assert answer.problem[0] in (415, 422)


def test_every_wrong_field_is_named_at_once(channel: Channel) -> None:
    errors = read_refusal(
        send_ticket(
            channel,
            requester={"email": "ann"},
            priority="soon",
            tier=4,
            tags=[""],
            colour="red",
            department="no such place!",
        )
    )
    assert set(errors) == {
        "requester.email",
        "priority",
        "tier",
        "tags.0",
        "colour",
        "department",
    }
    assert errors["requester.email"] == "must be one e-mail address, such as ann@example.com"
    assert "'low', 'medium', 'high' or 'urgent'" in errors["priority"]


def test_an_error_never_repeats_what_was_sent(channel: Channel) -> None:
    assert "s3cret" not in send_ticket(channel, priority="s3cret").body
    assert "s3cret" not in send_ticket(channel, title="s3cret", description="x" * 60_000).body


def test_an_unknown_department_names_those_there_are(channel: Channel) -> None:
    errors = read_refusal(send_ticket(channel, department="parking"))
    assert errors == {"department": "there is no parking here; there are front, cards, fraud"}


def test_an_unknown_category_in_a_correction_is_named(channel: Channel) -> None:
    path = f"/tickets/{channel.has(Status.ROUTED).ticket_id}/corrections"
    assert "category" in read_refusal(channel.ask("POST", path, ADA, {"category": "card_arival"}))
    assert "body" in read_refusal(channel.ask("POST", path, ADA, {}))


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "many"},
        {"status": "lost"},
        {"cursor": "%%%"},
        {"stauts": "closed"},
    ],
)
def test_a_wrong_filter_is_named(channel: Channel, query: dict[str, str]) -> None:
    assert list(query) == list(read_refusal(channel.ask("GET", "/tickets", ANN, query=query)))


def test_an_admins_list_must_be_narrowed(channel: Channel) -> None:
    errors = read_refusal(channel.ask("GET", "/tickets", ADA))
    assert errors == {"department": "give a department, an assignee or a requester"}


@pytest.mark.parametrize("query", [{}, {"status": "lost"}])
def test_a_wrong_status_is_named(channel: Channel, query: dict[str, str]) -> None:
    path = f"/tickets/{channel.has(Status.ROUTED).ticket_id}/status"
    assert list(read_refusal(channel.ask("PATCH", path, AGENT, query=query))) == ["status"]


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_has_a_length(channel: Channel, key: str) -> None:
    answer = channel.ask("POST", "/tickets", ANN, build_letter(), {"Idempotency-Key": key})
    assert list(read_refusal(answer)) == ["Idempotency-Key"]


@pytest.mark.parametrize("path", ["/tickets/T-NONE", "/nowhere", "/tickets/", "/uploads/../x"])
def test_what_is_not_there_is_not_found(channel: Channel, path: str) -> None:
    assert channel.ask("GET", path, ADA).problem == (404, "not-found")


def test_a_method_that_is_not_there_is_not_allowed(channel: Channel) -> None:
    assert channel.ask("DELETE", "/tickets", ADA).problem == (405, "method-not-allowed")


@pytest.mark.parametrize(
    ("kind", "filename", "field"),
    [
        ("secrets", "a.csv", "kind"),
        ("tickets", "a.exe", "filename"),
        ("roster", "a.jsonl", "filename"),
        ("desk", "../../desk.yaml", "filename"),
        ("tickets", "é.csv", "filename"),
        ("tickets", "a" * 101 + ".csv", "filename"),
    ],
)
def test_a_wrong_upload_is_named(channel: Channel, kind: str, filename: str, field: str) -> None:
    answer = channel.ask("POST", "/uploads", ADA, {"kind": kind, "filename": filename})
    assert list(read_refusal(answer)) == [field]
