import re
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from switchyard.domain.comment import Remark
from switchyard.domain.submission import Submission
from switchyard.entrypoints.http.problems import KINDS
from switchyard.entrypoints.http.uploads import Announcement
from switchyard.usecases.actions.appoint import Appoint
from switchyard.usecases.actions.correct import Correction
from switchyard.usecases.actions.edit import Edit
from switchyard.usecases.actions.pass_on import Decline, HandOver
from switchyard.usecases.actions.wrong_department import WrongDepartment
from switchyard.usecases.incidents.manual_link import WaitOn
from switchyard.usecases.learning.proposals import Verdict
from switchyard.usecases.people.own_availability import Leave, OwnWord
from tests.integration.entrypoints.http.door import Door


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_pages_bring_all_they_need(door: Door, path: str) -> None:
    page = door.ask("GET", path, None)
    links = re.findall(r'(?:src|href)="([^"]+)"', page.body)
    assert links
    for link in links:
        assert link.startswith("/static/")
        assert door.ask("GET", link, None).status == 200


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_pages_may_load_from_nowhere_else(door: Door, path: str) -> None:
    policy = door.ask("GET", path, None).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "http" not in policy


def test_files_of_pages_may_be_kept(door: Door) -> None:
    answer = door.ask("GET", "/static/swagger-ui.css", None)
    assert answer.headers["cache-control"] == "public, max-age=86400"


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/none.js"])
def test_nothing_else_is_served(door: Door, path: str) -> None:
    assert door.ask("GET", path, None).problem == (404, "not-found")


def examples(door: Door) -> Iterator[tuple[str, object]]:
    for path, methods in door.openapi["paths"].items():
        for operation in methods.values():
            content = operation.get("requestBody", {}).get("content", {})
            for body in content.values():
                yield from ((path, one["value"]) for one in body["examples"].values())


def test_every_request_to_copy_is_one_that_works(door: Door) -> None:
    models: dict[str, type[BaseModel]] = {
        "/tickets": Submission,
        "/tickets/{ticket_id}": Edit,
        "/tickets/{ticket_id}/corrections": Correction,
        "/tickets/{ticket_id}/decline": Decline,
        "/tickets/{ticket_id}/handover": HandOver,
        "/tickets/{ticket_id}/wrong-department": WrongDepartment,
        "/tickets/{ticket_id}/assignee": Appoint,
        "/tickets/{ticket_id}/link": WaitOn,
        "/tickets/{ticket_id}/comments": Remark,
        "/employees/me": OwnWord,
        "/employees/me/handover": Leave,
        "/employees/{employee_id}/handover": Leave,
        "/uploads": Announcement,
        "/proposals/{proposal_id}/decision": Verdict,
    }
    found = list(examples(door))
    assert len(found) == 28
    for path, example in found:
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
    ("get", "/triage/heads"),
    ("get", "/triage/drift"),
    ("get", "/triage/heads/{version}"),
    ("post", "/triage/heads/{version}/rollback"),
    ("post", "/triage/training"),
    ("get", "/health"),
}


def test_the_contract_names_every_endpoint(door: Door) -> None:
    paths = door.openapi["paths"]
    assert {(method, path) for path, methods in paths.items() for method in methods} == ENDPOINTS


def test_every_endpoint_says_what_it_does_and_how_it_fails(door: Door) -> None:
    for methods in door.openapi["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert operation["description"]
            failures = {code: r for code, r in operation["responses"].items() if code >= "400"}
            assert {"429", "500", "503"} <= set(failures)
            for response in failures.values():
                assert list(response["content"]) == ["application/problem+json"]
                assert response["description"]


def test_the_contract_asks_for_a_token_but_where_all_is_open(door: Door) -> None:
    for path, methods in door.openapi["paths"].items():
        for operation in methods.values():
            assert bool(operation.get("security")) is (path != "/health")


def test_types_of_problems_stay_what_they_are() -> None:
    assert sorted(KINDS) == [
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
