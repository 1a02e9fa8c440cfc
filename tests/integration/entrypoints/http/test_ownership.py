"""How a ticket is taken up and passed on, over HTTP."""

import pytest

from switchyard.domain.status import Status
from tests.integration.entrypoints.http.channel import ADA, AGENT, LEAD, Answer, Channel


def store_assigned_ticket(channel: Channel) -> str:
    return f"/tickets/{channel.has(Status.ASSIGNED, assignee='E-1').ticket_id}"


def test_a_ticket_says_since_when_somebody_is_at_it(channel: Channel) -> None:
    path = store_assigned_ticket(channel)
    before = channel.ask("GET", path, AGENT).json
    assert (before["acknowledged_at"], before["acknowledge_by"]) == (None, None)
    answer = channel.ask("POST", f"{path}/acknowledgement", AGENT)
    assert answer.json["acknowledged_at"]
    assert answer.headers["etag"] == '"4"'


def test_a_hand_over_names_every_limit_in_the_way(channel: Channel) -> None:
    path = store_assigned_ticket(channel)
    answer = channel.ask(
        "POST", f"{path}/handover", AGENT, {"reason": "My shift ends.", "to": "E-9"}
    )
    assert answer.problem == (422, "invalid")
    assert answer.errors == {"to": "wrong_department: works in front, not cards"}
    assert channel.ask("GET", path, AGENT).json["assignee"] == "E-1"


def test_a_leads_word_goes_over_limits_and_says_which(channel: Channel) -> None:
    answer = channel.ask(
        "PUT", f"{store_assigned_ticket(channel)}/assignee", LEAD, {"employee_id": "E-9"}
    )
    assert (answer.status, answer.headers["etag"]) == (200, '"4"')
    json = answer.json
    assert (json["ticket"]["assignee"], json["ticket"]["pinned"]) == ("E-9", True)
    assert json["warnings"] == [
        {
            "employee_id": "E-9",
            "reason": "wrong_department",
            "detail": "works in front, not cards",
        }
    ]


@pytest.mark.parametrize(
    ("method", "rest", "body"),
    [
        ("POST", "/acknowledgement", None),
        ("POST", "/decline", {"reason": "I am ill."}),
        ("POST", "/handover", {"reason": "My shift ends."}),
        ("POST", "/wrong-department", {}),
        ("PUT", "/assignee", {"employee_id": "E-1"}),
    ],
)
def test_each_is_done_only_to_the_version_that_was_seen(
    channel: Channel, method: str, rest: str, body: object
) -> None:
    path = store_assigned_ticket(channel)
    who = ADA if method == "PUT" else AGENT

    def ask_for_handover(tag: str) -> Answer:
        return channel.ask(method, f"{path}{rest}", who, body, {"If-Match": tag})

    assert ask_for_handover('"2"').problem == (412, "precondition-failed")
    assert ask_for_handover('"3"').status == 200


@pytest.mark.parametrize(
    ("rest", "body", "field"),
    [
        ("/decline", {}, "reason"),
        ("/decline", {"reason": "   "}, "reason"),
        ("/decline", {"reason": "x" * 301}, "reason"),
        ("/decline", {"reason": "a\u0007bell"}, "reason"),
        ("/handover", {"to": "E-2"}, "reason"),
        ("/handover", {"reason": "why", "to": ""}, "to"),
        ("/handover", {"reason": "why", "to": "E-404"}, "to"),
        ("/wrong-department", {"reason": "x" * 301}, "reason"),
        ("/wrong-department", {"department": "fraud"}, "department"),
    ],
)
def test_what_is_wrong_is_named(channel: Channel, rest: str, body: object, field: str) -> None:
    answer = channel.ask("POST", f"{store_assigned_ticket(channel)}{rest}", AGENT, body)
    assert answer.problem == (422, "invalid")
    assert list(answer.errors) == [field]


def test_a_lead_who_names_nobody_is_told(channel: Channel) -> None:
    for employee_id in ("", "E-404"):
        answer = channel.ask(
            "PUT", f"{store_assigned_ticket(channel)}/assignee", LEAD, {"employee_id": employee_id}
        )
        assert list(answer.errors) == ["employee_id"]


def test_a_ticket_that_somebody_has_is_not_put_up_again_by_its_status(channel: Channel) -> None:
    answer = channel.ask(
        "PATCH", f"{store_assigned_ticket(channel)}/status", AGENT, query={"status": "routed"}
    )
    assert answer.problem == (409, "illegal-transition")
    assert "hand it over" in answer.json["detail"]
