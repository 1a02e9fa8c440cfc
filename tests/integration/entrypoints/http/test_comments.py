from switchyard.domain.status import Status
from tests.integration.entrypoints.http.channel import AGENT, ANN, BOB, Answer, Channel, Who

KEY = {"Idempotency-Key": "k-1"}


def write_comment(
    channel: Channel, path: str, who: Who, text: str = "Any news?", **more: object
) -> Answer:
    return channel.ask("POST", path, who, {"text": text, **more})


def store_ticket(channel: Channel) -> str:
    """Of the comments on a ticket of ann's that E-1 has."""
    return f"/tickets/{channel.has(Status.ASSIGNED, assignee='E-1').ticket_id}/comments"


def test_a_comment_is_answered_with_and_read_by_both_sides(channel: Channel) -> None:
    place = store_ticket(channel)
    answer = write_comment(channel, place, ANN)
    assert answer.status == 201
    json = answer.json
    assert (json["author"], json["by_requester"], json["public"]) == (ANN.email, True, True)
    assert json["comment_id"].startswith("C-")
    for who in (ANN, AGENT):
        assert channel.ask("GET", place, who).json == {"items": [json], "cursor": None}


def test_requesters_read_no_notes_and_write_none(channel: Channel) -> None:
    place = store_ticket(channel)
    assert write_comment(channel, place, AGENT, public=False).status == 201
    assert channel.ask("GET", place, ANN).json["items"] == []
    assert len(channel.ask("GET", place, AGENT).json["items"]) == 1
    assert write_comment(channel, place, ANN, public=False).problem == (403, "forbidden")


def test_with_a_key_it_is_one_comment_however_often_it_comes(channel: Channel) -> None:
    place = store_ticket(channel)
    first = channel.ask("POST", place, ANN, {"text": "Any news?"}, KEY)
    again = channel.ask("POST", place, ANN, {"text": "Any news?"}, KEY)
    assert first.json == again.json
    theirs = channel.ask("POST", place, AGENT, {"text": "Soon."}, KEY)
    assert theirs.status == 201
    other = channel.ask("POST", place, ANN, {"text": "Hello?"}, KEY)
    assert other.problem == (409, "already-exists")
    assert len(channel.ask("GET", place, ANN).json["items"]) == 2


def test_comments_come_page_by_page(channel: Channel) -> None:
    place = store_ticket(channel)
    for number in range(3):
        write_comment(channel, place, ANN, f"number {number}")
    first = channel.ask("GET", place, ANN, query={"limit": "2"}).json
    query = {"limit": "2", "cursor": first["cursor"]}
    second = channel.ask("GET", place, ANN, query=query).json
    texts = [entry["text"] for entry in first["items"] + second["items"]]
    assert texts == ["number 0", "number 1", "number 2"]
    elsewhere = store_ticket(channel)
    assert channel.ask("GET", elsewhere, ANN, query=query).problem == (422, "invalid")


def test_a_comment_needs_words(channel: Channel) -> None:
    place = store_ticket(channel)
    assert write_comment(channel, place, ANN, "").errors.keys() == {"text"}
    assert write_comment(channel, place, ANN, "x" * 10_001).errors.keys() == {"text"}
    assert write_comment(channel, place, ANN, colour="red").errors.keys() == {"colour"}


def test_what_others_said_is_nobody_elses(channel: Channel) -> None:
    place = store_ticket(channel)
    assert write_comment(channel, place, BOB).problem == (404, "not-found")
    assert channel.ask("GET", place, BOB).problem == (404, "not-found")
