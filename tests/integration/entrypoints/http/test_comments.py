from switchyard.domain.status import Status
from tests.integration.entrypoints.http.door import AGENT, ANN, BOB, Answer, Door, Who

KEY = {"Idempotency-Key": "k-1"}


def says(door: Door, path: str, who: Who, text: str = "Any news?", **more: object) -> Answer:
    return door.ask("POST", path, who, {"text": text, **more})


def a_place(door: Door) -> str:
    """Of the comments on a ticket of ann's that E-1 has."""
    return f"/tickets/{door.has(Status.ASSIGNED, assignee='E-1').ticket_id}/comments"


def test_a_comment_is_answered_with_and_read_by_both_sides(door: Door) -> None:
    place = a_place(door)
    answer = says(door, place, ANN)
    assert answer.status == 201
    said = answer.json
    assert (said["author"], said["by_requester"], said["public"]) == (ANN.email, True, True)
    assert said["comment_id"].startswith("C-")
    for who in (ANN, AGENT):
        assert door.ask("GET", place, who).json == {"items": [said], "cursor": None}


def test_requesters_read_no_notes_and_write_none(door: Door) -> None:
    place = a_place(door)
    assert says(door, place, AGENT, public=False).status == 201
    assert door.ask("GET", place, ANN).json["items"] == []
    assert len(door.ask("GET", place, AGENT).json["items"]) == 1
    assert says(door, place, ANN, public=False).problem == (403, "forbidden")


def test_with_a_key_it_is_one_comment_however_often_it_comes(door: Door) -> None:
    place = a_place(door)
    first = door.ask("POST", place, ANN, {"text": "Any news?"}, KEY)
    again = door.ask("POST", place, ANN, {"text": "Any news?"}, KEY)
    assert first.json == again.json
    theirs = door.ask("POST", place, AGENT, {"text": "Soon."}, KEY)
    assert theirs.status == 201
    other = door.ask("POST", place, ANN, {"text": "Hello?"}, KEY)
    assert other.problem == (409, "already-exists")
    assert len(door.ask("GET", place, ANN).json["items"]) == 2


def test_comments_come_page_by_page(door: Door) -> None:
    place = a_place(door)
    for number in range(3):
        says(door, place, ANN, f"number {number}")
    first = door.ask("GET", place, ANN, query={"limit": "2"}).json
    query = {"limit": "2", "cursor": first["cursor"]}
    second = door.ask("GET", place, ANN, query=query).json
    texts = [one["text"] for one in first["items"] + second["items"]]
    assert texts == ["number 0", "number 1", "number 2"]
    elsewhere = a_place(door)
    assert door.ask("GET", elsewhere, ANN, query=query).problem == (422, "invalid")


def test_a_comment_needs_words(door: Door) -> None:
    place = a_place(door)
    assert says(door, place, ANN, "").errors.keys() == {"text"}
    assert says(door, place, ANN, "x" * 10_001).errors.keys() == {"text"}
    assert says(door, place, ANN, colour="red").errors.keys() == {"colour"}


def test_what_others_said_is_nobody_elses(door: Door) -> None:
    place = a_place(door)
    assert says(door, place, BOB).problem == (404, "not-found")
    assert door.ask("GET", place, BOB).problem == (404, "not-found")
