import re
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from switchyard.domain.comment import NewComment
from switchyard.domain.submission import Submission
from switchyard.entrypoints.http.problems import PROBLEM_KINDS
from switchyard.entrypoints.http.uploads import UploadAnnouncement
from switchyard.usecases.actions.appoint import AppointmentRequest
from switchyard.usecases.actions.correct import Correction
from switchyard.usecases.actions.edit import TicketEdit
from switchyard.usecases.actions.pass_on import DeclineRequest, HandOverRequest
from switchyard.usecases.actions.wrong_department import WrongDepartmentRequest
from switchyard.usecases.incidents.manual_link import LinkRequest
from switchyard.usecases.learning.proposals import ProposalVerdict
from switchyard.usecases.people.own_availability import AvailabilityUpdate, LeaveRequest
from tests.integration.entrypoints.http.channel import Channel


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_pages_bring_all_they_need(channel: Channel, path: str) -> None:
    page = channel.ask("GET", path, None)
    links = re.findall(r'(?:src|href)="([^"]+)"', page.body)
    assert links
    for link in links:
        assert link.startswith("/static/")
        assert channel.ask("GET", link, None).status == 200


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_pages_may_load_from_nowhere_else(channel: Channel, path: str) -> None:
    policy = channel.ask("GET", path, None).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "http" not in policy


def test_files_of_pages_may_be_kept(channel: Channel) -> None:
    answer = channel.ask("GET", "/static/swagger-ui.css", None)
    assert answer.headers["cache-control"] == "public, max-age=86400"


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/none.js"])
def test_nothing_else_is_served(channel: Channel, path: str) -> None:
    assert channel.ask("GET", path, None).problem == (404, "not-found")


def list_examples(channel: Channel) -> Iterator[tuple[str, object]]:
    for path, methods in channel.openapi["paths"].items():
        for operation in methods.values():
            content = operation.get("requestBody", {}).get("content", {})
            for body in content.values():
                yield from ((path, entry["value"]) for entry in body["examples"].values())


def test_every_request_to_copy_is_one_that_works(channel: Channel) -> None:
    models: dict[str, type[BaseModel]] = {
        "/tickets": Submission,
        "/tickets/{ticket_id}": TicketEdit,
        "/tickets/{ticket_id}/corrections": Correction,
        "/tickets/{ticket_id}/decline": DeclineRequest,
        "/tickets/{ticket_id}/handover": HandOverRequest,
        "/tickets/{ticket_id}/wrong-department": WrongDepartmentRequest,
        "/tickets/{ticket_id}/assignee": AppointmentRequest,
        "/tickets/{ticket_id}/link": LinkRequest,
        "/tickets/{ticket_id}/comments": NewComment,
        "/employees/me": AvailabilityUpdate,
        "/employees/me/handover": LeaveRequest,
        "/employees/{employee_id}/handover": LeaveRequest,
        "/uploads": UploadAnnouncement,
        "/proposals/{proposal_id}/decision": ProposalVerdict,
    }
    matches = list(list_examples(channel))
    assert len(matches) == 28
    for path, example in matches:
        assert models[path].model_validate(example)


ENDPOINTS = {
    ("post", "/tickets"),
    ("get", "/tickets"),
    ("get", "/tickets/{ticket_id}"),
    ("patch", "/tickets/{ticket_id}"),
    ("patch", "/tickets/{ticket_id}/status"),
    ("post", "/tickets/{ticket_id}/corrections"),
    ("post", "/tickets/{ticket_id}/acknowledgement"),
    ("post", "/tickets/{ticket_id}/decline"),
    ("post", "/tickets/{ticket_id}/handover"),
    ("post", "/tickets/{ticket_id}/wrong-department"),
    ("put", "/tickets/{ticket_id}/assignee"),
    ("post", "/tickets/{ticket_id}/comments"),
    ("get", "/tickets/{ticket_id}/comments"),
    ("get", "/tickets/{ticket_id}/explanation"),
    ("get", "/tickets/{ticket_id}/children"),
    ("put", "/tickets/{ticket_id}/link"),
    ("delete", "/tickets/{ticket_id}/link"),
    ("get", "/departments"),
    ("get", "/employees"),
    ("get", "/employees/me"),
    ("patch", "/employees/me"),
    ("post", "/employees/me/handover"),
    ("post", "/employees/{employee_id}/handover"),
    ("get", "/fairness"),
    ("get", "/fairness.csv"),
    ("post", "/uploads"),
    ("get", "/uploads/{upload_id}"),
    ("get", "/departments/{department}/precedents"),
    ("get", "/triage/operating-points"),
    ("get", "/proposals"),
    ("post", "/proposals/{proposal_id}/decision"),
    ("get", "/triage/classifiers"),
    ("get", "/triage/drift"),
    ("get", "/triage/classifiers/{version}"),
    ("post", "/triage/classifiers/{version}/rollback"),
    ("post", "/triage/training"),
    ("get", "/health"),
}


def test_the_contract_names_every_endpoint(channel: Channel) -> None:
    paths = channel.openapi["paths"]
    assert {(method, path) for path, methods in paths.items() for method in methods} == ENDPOINTS


def test_every_endpoint_says_what_it_does_and_how_it_fails(channel: Channel) -> None:
    for methods in channel.openapi["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert operation["description"]
            failures = {code: r for code, r in operation["responses"].items() if code >= "400"}
            assert {"429", "500", "503"} <= set(failures)
            for response in failures.values():
                assert list(response["content"]) == ["application/problem+json"]
                assert response["description"]


def test_the_contract_asks_for_a_token_but_where_all_is_open(channel: Channel) -> None:
    for path, methods in channel.openapi["paths"].items():
        for operation in methods.values():
            assert bool(operation.get("security")) is (path != "/health")


def test_types_of_problems_stay_what_they_are() -> None:
    assert sorted(PROBLEM_KINDS) == [
        "already-exists",
        "conflict",
        "forbidden",
        "illegal-transition",
        "internal",
        "invalid",
        "malformed",
        "method-not-allowed",
        "no-room",
        "not-found",
        "not-signed-in",
        "precondition-failed",
        "too-large",
        "too-many-requests",
        "unavailable",
        "unsupported-media-type",
    ]
