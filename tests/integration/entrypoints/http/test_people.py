"""What people say of themselves, handing over, and how work is shared out, by HTTP."""

import csv
import io
from collections.abc import Iterator

import pytest

from tests.builders import make_employee
from tests.integration.entrypoints.http.channel import ADA, AGENT, LEAD, STRANGER, Channel, Who

LATER = "2030-03-01T08:00:00+01:00"
SILENT = {"away_until": None, "paused": False, "capacity": None}
ELLA = Who("e-8@example.com", "[agent]")


@pytest.fixture(autouse=True)
def quiet(channel: Channel) -> Iterator[None]:
    """Nobody's word outlives a test."""
    yield
    for who in (AGENT, STRANGER):
        assert channel.ask("PATCH", "/employees/me", who, SILENT).status == 200


def test_people_read_their_own_record(channel: Channel) -> None:
    json = channel.ask("GET", "/employees/me", AGENT).json
    assert (json["employee_id"], json["email"]) == ("E-1", "e-1@example.com")
    assert (json["paused"], json["away_until"], json["own_capacity"]) == (False, None, None)


def test_a_word_holds_until_it_is_taken_back(channel: Channel) -> None:
    for _ in range(2):
        answer = channel.ask("PATCH", "/employees/me", AGENT, {"paused": True, "capacity": 3})
        assert (answer.json["paused"], answer.json["own_capacity"]) == (True, 3)
    answer = channel.ask("PATCH", "/employees/me", AGENT, {"away_until": LATER})
    assert (answer.json["paused"], answer.json["away_until"]) == (True, "2030-03-01T07:00:00Z")
    answer = channel.ask("PATCH", "/employees/me", AGENT, SILENT)
    assert answer.json == channel.ask("GET", "/employees/me", AGENT).json
    assert (answer.json["paused"], answer.json["own_capacity"]) == (False, None)


def test_colleagues_see_it(channel: Channel) -> None:
    channel.ask("PATCH", "/employees/me", AGENT, {"paused": True})
    listed = channel.ask("GET", "/employees", LEAD, query={"department": "cards"}).json["items"]
    assert {entry["employee_id"]: entry["paused"] for entry in listed}["E-1"]


@pytest.mark.parametrize(
    ("body", "field", "says"),
    [
        ({}, "body", "say what to set"),
        ({"capacity": 1001}, "capacity", "less than or equal to 1000"),
        ({"capacity": -1}, "capacity", "greater than or equal to 0"),
        ({"away_until": "2020-01-01T08:00:00Z"}, "away_until", "has passed"),
        ({"away_until": "2030-01-01T08:00:00"}, "away_until", "timezone"),
        ({"away_until": "9999-12-31T23:59:59-12:00"}, "away_until", "days ahead"),
        ({"load": 0}, "load", "is not known"),
    ],
)
def test_a_word_that_nobody_can_mean_is_refused(
    channel: Channel, body: dict[str, object], field: str, says: str
) -> None:
    answer = channel.ask("PATCH", "/employees/me", AGENT, body)
    assert answer.problem == (422, "invalid")
    assert says in answer.errors[field]


def test_on_leave_all_is_handed_over(channel: Channel) -> None:
    answer = channel.ask("POST", "/employees/me/handover", STRANGER, {"until": LATER})
    assert (answer.status, answer.json["away_until"]) == (202, "2030-03-01T07:00:00Z")
    assert channel.world.people.read_employees(["E-9"])["E-9"].handover


def test_who_stays_cannot_hand_over_all(channel: Channel) -> None:
    answer = channel.ask("POST", "/employees/me/handover", STRANGER, {})
    assert "would come straight back" in answer.errors["until"]


def test_a_lead_hands_over_for_somebody(channel: Channel) -> None:
    answer = channel.ask("POST", "/employees/E-1/handover", LEAD, {"until": LATER})
    assert (answer.status, answer.json["employee_id"]) == (202, "E-1")
    handover = channel.world.people.read_employees(["E-1"])["E-1"].handover
    assert handover
    assert handover.requested_by == LEAD.email


def test_how_work_is_shared_out_is_counted_by_department(channel: Channel) -> None:
    (cards,) = channel.ask("GET", "/fairness", LEAD).json["items"]
    assert (cards["department"], cards["figures"], cards["persons"]) == ("cards", None, [])
    assert cards["withheld"].startswith("fewer than 5 people")
    assert not channel.ask("GET", "/fairness", LEAD).json["persons"]


def test_how_work_is_shared_out_comes_as_a_table_too(channel: Channel) -> None:
    answer = channel.ask("GET", "/fairness.csv", ADA, query={"department": "cards"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="fairness.csv"'
    (row,) = csv.DictReader(io.StringIO(answer.body))
    assert row["department"] == "cards"


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ({"from": "2026-13"}, "from", "should be a month, such as 2026-11"),
        ({"to": "yesterday"}, "to", "at most 7 characters"),
        ({"department": "nowhere"}, "department", "there is no department nowhere"),
        ({"person": "E-1"}, "person", "is not known"),
    ],
)
def test_what_cannot_be_reported_is_named(
    channel: Channel, query: dict[str, str], field: str, says: str
) -> None:
    for path in ("/fairness", "/fairness.csv"):
        answer = channel.ask("GET", path, ADA, query=query)
        assert answer.problem == (422, "invalid")
        assert any(says in reason for reason in answer.errors.values()), answer.errors
        assert any(field in name for name in answer.errors)


def test_who_left_the_roster_has_no_say(channel: Channel) -> None:
    channel.world.people.upsert_employee(make_employee("E-8", departments=("front",), active=False))
    assert channel.ask("GET", "/employees/me", ELLA).problem == (404, "not-found")
