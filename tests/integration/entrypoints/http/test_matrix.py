"""Every viewer at every endpoint."""

from collections.abc import Callable, Mapping

import pytest

from switchyard.domain.status import Status
from tests.integration.entrypoints.http.channel import (
    ADA,
    AGENT,
    ANN,
    BOB,
    EVERYBODY,
    LEAD,
    STRANGER,
    Answer,
    Channel,
    Who,
    build_letter,
)

type Knock = Callable[[Channel, Who | None], Answer]


def knock_on_ticket(
    method: str, rest: str = "", body: object = None, query: Mapping[str, str] | None = None
) -> Knock:
    """Asks about a ticket of ann's that E-1 has, in cards."""

    def knock(channel: Channel, who: Who | None) -> Answer:
        ticket = channel.has(Status.ASSIGNED, assignee="E-1")
        return channel.ask(method, f"/tickets/{ticket.ticket_id}{rest}", who, body, query=query)

    return knock


def knock_at(
    method: str, path: str, body: object = None, query: Mapping[str, str] | None = None
) -> Knock:
    return lambda channel, who: channel.ask(method, path, who, body, query=query)


def announce_upload(kind: str, filename: str) -> Knock:
    return knock_at("POST", "/uploads", {"kind": kind, "filename": filename})


#                             ann  bob  agent stranger lead ada
MATRIX: dict[str, tuple[Knock, tuple[int, ...]]] = {
    "submit for ann": (
        knock_at("POST", "/tickets", build_letter()),
        (201, 403, 201, 201, 201, 201),
    ),
    "read": (knock_on_ticket("GET"), (200, 404, 200, 404, 200, 200)),
    "edit": (
        knock_on_ticket("PATCH", body={"priority": "high"}),
        (403, 404, 200, 404, 200, 200),
    ),
    "start work": (
        knock_on_ticket("PATCH", "/status", query={"status": "in_progress"}),
        (403, 404, 200, 404, 200, 200),
    ),
    "close": (
        knock_on_ticket("PATCH", "/status", query={"status": "closed"}),
        (200, 404, 200, 404, 200, 200),
    ),
    "correct": (
        knock_on_ticket("POST", "/corrections", {"category": "card_broken"}),
        (403, 404, 200, 404, 200, 200),
    ),
    "take it up": (knock_on_ticket("POST", "/acknowledgement"), (403, 404, 200, 404, 403, 403)),
    "decline": (
        knock_on_ticket("POST", "/decline", {"reason": "I am ill."}),
        (403, 404, 200, 404, 403, 403),
    ),
    "hand it over": (
        knock_on_ticket("POST", "/handover", {"reason": "My shift ends.", "to": "E-2"}),
        (403, 404, 200, 404, 200, 200),
    ),
    "say that it is wrong here": (
        knock_on_ticket("POST", "/wrong-department", {}),
        (403, 404, 200, 404, 200, 200),
    ),
    "give it to somebody": (
        knock_on_ticket("PUT", "/assignee", {"employee_id": "E-9"}),
        (403, 404, 403, 404, 200, 200),
    ),
    "reply": (
        knock_on_ticket("POST", "/comments", {"text": "Hi."}),
        (201, 404, 201, 404, 201, 201),
    ),
    "note": (
        knock_on_ticket("POST", "/comments", {"text": "Hi.", "public": False}),
        (403, 404, 201, 404, 201, 201),
    ),
    "comments": (knock_on_ticket("GET", "/comments"), (200, 404, 200, 404, 200, 200)),
    "what waits on it": (knock_on_ticket("GET", "/children"), (403, 404, 200, 404, 200, 200)),
    "let it wait on another": (
        knock_on_ticket("PUT", "/link", {"parent": "T-0"}),
        (403, 404, 403, 404, 422, 422),
    ),
    "let it stand alone": (knock_on_ticket("DELETE", "/link"), (403, 404, 200, 404, 200, 200)),
    "explanation": (knock_on_ticket("GET", "/explanation"), (200, 404, 200, 404, 200, 200)),
    "list": (knock_at("GET", "/tickets"), (200, 200, 200, 200, 200, 422)),
    "list cards": (knock_at("GET", "/tickets", query={"department": "cards"}), (200,) * 6),
    "departments": (knock_at("GET", "/departments"), (200,) * 6),
    "employees": (knock_at("GET", "/employees"), (403, 403, 200, 200, 200, 200)),
    "employees of cards": (
        knock_at("GET", "/employees", query={"department": "cards"}),
        (403, 403, 200, 403, 200, 200),
    ),
    "own record": (knock_at("GET", "/employees/me"), (404, 404, 200, 200, 404, 404)),
    "own word": (
        knock_at("PATCH", "/employees/me", {"capacity": None}),
        (404, 404, 200, 200, 404, 404),
    ),
    "hand over": (knock_at("POST", "/employees/me/handover", {}), (404, 404, 422, 422, 404, 404)),
    "hand over for a colleague": (
        knock_at("POST", "/employees/E-2/handover", {}),
        (404, 404, 403, 404, 422, 422),
    ),
    "fairness": (knock_at("GET", "/fairness"), (403, 403, 403, 403, 200, 200)),
    "fairness of cards": (
        knock_at("GET", "/fairness", query={"department": "cards"}),
        (403, 403, 403, 403, 200, 200),
    ),
    "fairness as a table": (
        knock_at("GET", "/fairness.csv", query={"department": "front"}),
        (403, 403, 403, 403, 403, 200),
    ),
    "send tickets": (announce_upload("tickets", "a.csv"), (403, 403, 201, 201, 201, 201)),
    "send a roster": (announce_upload("roster", "a.csv"), (403, 403, 403, 403, 403, 201)),
    "send examples": (announce_upload("examples", "a.csv"), (403, 403, 403, 403, 403, 201)),
    "send a desk": (announce_upload("desk", "a.yaml"), (403, 403, 403, 403, 403, 201)),
    "precedents of cards": (
        knock_at("GET", "/departments/cards/precedents"),
        (403, 403, 403, 403, 200, 200),
    ),
    "precedents of nowhere": (
        knock_at("GET", "/departments/none/precedents"),
        (403, 403, 403, 403, 403, 404),
    ),
    "operating points": (
        knock_at("GET", "/triage/operating-points"),
        (403, 403, 403, 403, 404, 404),
    ),
    "drift": (knock_at("GET", "/triage/drift"), (403, 403, 403, 403, 200, 200)),
    "proposals": (knock_at("GET", "/proposals"), (403, 403, 403, 403, 200, 200)),
    "drop a proposal that is not there": (
        knock_at("POST", "/proposals/P-0/decision", {"drop": True}),
        (403, 403, 403, 403, 404, 404),
    ),
    "classifiers": (knock_at("GET", "/triage/classifiers"), (403, 403, 403, 403, 200, 200)),
    "a classifier that is not there": (
        knock_at("GET", "/triage/classifiers/H-0"),
        (403, 403, 403, 403, 404, 404),
    ),
    "roll back": (
        knock_at("POST", "/triage/classifiers/H-0/rollback"),
        (403, 403, 403, 403, 403, 404),
    ),
    "train": (knock_at("POST", "/triage/training"), (403, 403, 403, 403, 403, 202)),
    "an upload that is not there": (knock_at("GET", "/uploads/U-NONE"), (404,) * 6),
}


@pytest.mark.parametrize("what", MATRIX)
def test_each_viewer_may_what_their_role_says(channel: Channel, what: str) -> None:
    knock, expected = MATRIX[what]
    assert tuple(knock(channel, who).status for who in EVERYBODY) == expected


@pytest.mark.parametrize("what", MATRIX)
def test_nobody_gets_in_without_a_sign_in(channel: Channel, what: str) -> None:
    answer = MATRIX[what][0](channel, None)
    assert answer.problem == (401, "not-signed-in")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("path", ["/health", "/docs", "/redoc", "/openapi.json"])
def test_what_tells_nothing_is_open(channel: Channel, path: str) -> None:
    assert channel.ask("GET", path, None).status == 200


@pytest.mark.parametrize("who", [ANN, BOB])
def test_requesters_list_their_own(channel: Channel, who: Who) -> None:
    channel.send_ticket(ANN)
    channel.send_ticket(BOB)
    for query in ({}, {"department": "unrouted"}, {"status": "pending"}):
        items = channel.ask("GET", "/tickets", who, query=query).json["items"]
        assert {item["requester"] for item in items} == {who.email}


def test_requesters_find_nothing_of_others(channel: Channel) -> None:
    channel.send_ticket(ANN)
    assert channel.ask("GET", "/tickets", BOB, query={"requester": ANN.email}).json["items"] == []


def test_agents_list_their_departments(channel: Channel) -> None:
    ticket_id = channel.has(Status.ROUTED).ticket_id
    listed = {
        who: list_ids(channel.ask("GET", "/tickets", who, query={"limit": "100"}))
        for who in (AGENT, STRANGER)
    }
    assert ticket_id in listed[AGENT]
    assert ticket_id not in listed[STRANGER]


def test_admins_filter_as_they_like(channel: Channel) -> None:
    ticket_id = channel.has(Status.ASSIGNED, assignee="E-2").ticket_id
    for query in (
        {"department": "cards"},
        {"department": "cards", "status": "assigned"},
        {"assignee": "E-2"},
        {"requester": "Ann@Example.com"},
    ):
        assert ticket_id in list_all_ids(channel, query)
    assert ticket_id not in list_all_ids(channel, {"assignee": "E-1"})


def list_all_ids(channel: Channel, query: Mapping[str, str]) -> list[str]:
    """Of all pages that an admin sees."""
    matches: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = channel.ask(
            "GET", "/tickets", ADA, query={**query, "limit": "100", "cursor": cursor}
        )
        matches += list_ids(page)
        cursor = page.json["cursor"]
    return matches


def list_ids(answer: Answer) -> list[str]:
    return [item["ticket_id"] for item in answer.json["items"]]


def test_categories_are_for_those_who_work_here(channel: Channel) -> None:
    def list_categories(who: Who) -> list[str]:
        cards = channel.ask("GET", "/departments", who).json["items"][1]
        assert (cards["id"], cards["lead"]) == ("cards", "Lea Lead")
        return [card["id"] for card in cards["categories"]]

    assert list_categories(ANN) == []
    assert list_categories(AGENT) == ["card_arrival", "card_broken"]


def test_colleagues_are_listed_by_name_page_by_page(channel: Channel) -> None:
    first = channel.ask("GET", "/employees", AGENT, query={"limit": "1"}).json
    second = channel.ask(
        "GET", "/employees", AGENT, query={"limit": "1", "cursor": first["cursor"]}
    ).json
    names = [entry["employee_id"] for page in (first, second) for entry in page["items"]]
    assert names == ["E-1", "E-2"]
    assert second["cursor"] is None


def test_a_lead_of_the_desk_file_needs_no_place_on_the_roster(channel: Channel) -> None:
    explanation = channel.ask(
        "GET", f"/tickets/{channel.has(Status.ROUTED).ticket_id}/explanation", LEAD
    )
    assert len(explanation.json["history"]) == 2
