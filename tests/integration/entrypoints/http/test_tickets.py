import pytest

from switchyard.domain.status import Status
from switchyard.domain.vector import VectorKind
from tests.integration.entrypoints.http.channel import (
    ADA,
    AGENT,
    ANN,
    BOB,
    LEAD,
    Answer,
    Channel,
    Who,
    build_letter,
)

CID = Who("cid@example.com")
KEY = "k-0"


def send_with_key(channel: Channel, key: str, **fields: object) -> Answer:
    return channel.ask("POST", "/tickets", ANN, build_letter(**fields), {"Idempotency-Key": key})


def test_a_ticket_is_pending_and_has_a_place(channel: Channel) -> None:
    answer = channel.send_ticket(department="cards", priority="high", tier=2, tags=["vip"])
    assert answer.status == 201
    ticket = answer.json
    assert ticket["status"] == "pending"
    assert ticket["title"] == "My card"
    assert ticket["requested"] == {
        "department": "cards",
        "priority": "high",
        "tier": 2,
        "tags": ["vip"],
    }
    assert answer.headers["etag"] == '"1"'
    again = channel.ask("GET", answer.headers["location"], ANN)
    assert again.json == ticket
    assert again.headers["etag"] == '"1"'


def test_what_is_known_of_the_requester_is_shown_and_said_by_others_only(channel: Channel) -> None:
    requester = {"email": ANN.email, "vip": True, "site": "Oslo"}
    given = build_letter(requester=requester, fields={"region": "EMEA"})
    ticket = channel.ask("POST", "/tickets", AGENT, given).json
    assert ticket["requester_attributes"] == {"vip": True, "site": "Oslo", "contract": ""}
    assert ticket["fields"] == {"region": "EMEA"}
    refused = channel.ask("POST", "/tickets", ANN, given)
    assert refused.status == 403
    assert channel.send_ticket(fields={"region": "EMEA"}).status == 201


def test_nothing_of_it_is_kept_on_the_way(channel: Channel) -> None:
    assert channel.send_ticket().headers["cache-control"] == "no-store"


def test_without_a_key_each_is_a_ticket_of_its_own(channel: Channel) -> None:
    assert channel.send_ticket().json["ticket_id"] != channel.send_ticket().json["ticket_id"]


def test_with_a_key_it_is_one_ticket_however_often_it_comes(channel: Channel) -> None:
    first, second = send_with_key(channel, KEY), send_with_key(channel, KEY)
    assert (first.status, second.status) == (201, 201)
    assert first.json == second.json


def test_a_key_is_the_senders_own(channel: Channel) -> None:
    ours = send_with_key(channel, "k-1")
    body = build_letter(requester={"email": BOB.email})
    theirs = channel.ask("POST", "/tickets", BOB, body, {"Idempotency-Key": "k-1"})
    assert theirs.status == 201
    assert ours.json["ticket_id"] != theirs.json["ticket_id"]


def test_a_key_with_other_content_is_refused(channel: Channel) -> None:
    send_with_key(channel, "k-2")
    assert send_with_key(channel, "k-2", title="Another").problem == (409, "already-exists")


def test_lists_go_newest_first_page_by_page(channel: Channel) -> None:
    sent = [channel.send_ticket(CID).json["ticket_id"] for _ in range(3)]
    first = channel.ask("GET", "/tickets", CID, query={"limit": "2"}).json
    rest = {"limit": "2", "cursor": first["cursor"]}
    second = channel.ask("GET", "/tickets", CID, query=rest).json
    assert [item["ticket_id"] for item in first["items"] + second["items"]] == sent[::-1]
    assert second["cursor"] is None


def test_a_cursor_of_another_list_is_refused(channel: Channel) -> None:
    for _ in range(2):
        channel.send_ticket()
    cursor = channel.ask("GET", "/tickets", ANN, query={"limit": "1"}).json["cursor"]
    answer = channel.ask("GET", "/tickets", BOB, query={"cursor": cursor})
    assert answer.problem == (422, "invalid")
    assert "cursor" in answer.errors


def test_an_edit_is_made_only_to_the_version_that_was_seen(channel: Channel) -> None:
    path = f"/tickets/{channel.has(Status.ROUTED).ticket_id}"
    edited = channel.ask("PATCH", path, AGENT, {"priority": "high"}, {"If-Match": '"2"'})
    assert (edited.status, edited.headers["etag"]) == (200, '"3"')
    assert edited.json["priority"] == {
        "value": "high",
        "confidence": 1.0,
        "decided_by": "person",
    }
    late = channel.ask("PATCH", path, AGENT, {"priority": "low"}, {"If-Match": '"2"'})
    assert late.problem == (412, "precondition-failed")
    assert "at version 3 by now, not 2" in late.json["detail"]


@pytest.mark.parametrize(("tag", "status"), [("*", 200), ('W/"2"', 412), ("2", 412), ('"x"', 412)])
def test_if_match_takes_a_strong_etag(channel: Channel, tag: str, status: int) -> None:
    path = f"/tickets/{channel.has(Status.ROUTED).ticket_id}"
    answer = channel.ask("PATCH", path, AGENT, {"tier": 3}, {"If-Match": tag})
    assert answer.status == status


def test_a_status_is_set_and_reopening_routes_it(channel: Channel) -> None:
    path = f"/tickets/{channel.has(Status.ASSIGNED, 'E-1').ticket_id}/status"
    for who, status in ((AGENT, "in_progress"), (AGENT, "resolved"), (ANN, "closed")):
        assert channel.ask("PATCH", path, who, query={"status": status}).json["status"] == status
    reopened = channel.ask("PATCH", path, ANN, query={"status": "routed"})
    assert (reopened.json["status"], reopened.json["assignee"]) == ("routed", "")


def test_a_status_that_cannot_be_reached_is_a_conflict(channel: Channel) -> None:
    path = f"/tickets/{channel.has(Status.ROUTED).ticket_id}/status"
    answer = channel.ask("PATCH", path, AGENT, query={"status": "resolved"})
    assert answer.problem == (409, "illegal-transition")
    assert "a ticket that is routed can become" in answer.json["detail"]


def test_a_correction_routes_the_ticket_and_teaches(channel: Channel) -> None:
    ticket_id = channel.has(Status.ROUTED).ticket_id
    answer = channel.ask(
        "POST", f"/tickets/{ticket_id}/corrections", LEAD, {"category": "stolen_card"}
    )
    assert answer.status == 200
    assert answer.json["department"]["value"] == "fraud"
    assert answer.json["corrections"] == 1
    assert answer.headers["etag"] == '"3"'
    # It was never embedded, so there is nothing to compare others with.
    assert channel.world.vectors.read_changes(VectorKind.PRECEDENT, "fraud", 0) == []


def test_the_explanation_of_a_ticket_says_why(channel: Channel) -> None:
    ticket_id = channel.has(Status.ROUTED).ticket_id
    channel.ask("POST", f"/tickets/{ticket_id}/corrections", LEAD, {"category": "card_broken"})
    json = channel.ask("GET", f"/tickets/{ticket_id}/explanation", ANN).json
    assert json["reason"] == "A person set the category Card broken."
    assert json["history"] == []
    full = channel.ask("GET", f"/tickets/{ticket_id}/explanation", ADA).json
    assert [entry["what"] for entry in full["history"]] == ["pending", "routed", "corrected"]
