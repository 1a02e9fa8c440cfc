"""The HTTPS channel as API Gateway knocks at it, over real stores."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any
from urllib.parse import urlencode

from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from tests.builders import NOON, claim, make_creation, make_decisions, make_new_ticket, make_step
from tests.integration.world import World
from tests.unit.entrypoints.lambda_event import Context

_NUMBERS = count(1)


@dataclass(frozen=True)
class Who:
    """Somebody signed in, with their groups as the API hands them over."""

    email: str
    groups: str = ""

    @property
    def claims(self) -> dict[str, str]:
        named = {"cognito:groups": self.groups} if self.groups else {}
        return {"email": self.email, "email_verified": "true", "token_use": "id", **named}


ANN = Who("ann@example.com", "[requester]")
BOB = Who("bob@example.com")
AGENT = Who("e-1@example.com", "[agent]")
STRANGER = Who("e-9@example.com", "[agent]")
LEAD = Who("lead.cards@example.com", "[agent lead]")
ADA = Who("ada@example.com", "[admin]")
EVERYBODY = (ANN, BOB, AGENT, STRANGER, LEAD, ADA)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: str = field(repr=False)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def problem(self) -> tuple[int, str]:
        """Status and the last part of the problem's type."""
        assert self.headers["content-type"] == "application/problem+json"
        json = self.json
        assert json["status"] == self.status
        return self.status, json["type"].removeprefix("/problems/")

    @property
    def errors(self) -> dict[str, str]:
        """Reasons by field."""
        return {entry["field"]: entry["reason"] for entry in self.json["errors"]}


@dataclass(frozen=True)
class Channel:
    """E-1 works in cards, E-9 in front; the desk of tests.desks is in force."""

    world: World
    handler: Callable[[dict[str, Any], Context], dict[str, Any]]

    def ask(
        self,
        method: str,
        path: str,
        who: Who | None = ANN,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        """`body` is sent as JSON, or as it is where it is a text."""
        claims = who.claims if who else None
        event = make_http_event(method, path, claims, _render_body(body), headers or {})
        event["rawQueryString"] = urlencode(query or {})
        answer = self.handler(event, Context())
        assert answer["isBase64Encoded"] is answer["headers"]["content-type"].startswith("image/")
        return Answer(answer["statusCode"], answer["headers"], answer["body"])

    def send_ticket(self, who: Who = ANN, **fields: object) -> Answer:
        """A ticket in the sender's own name."""
        return self.ask(
            "POST", "/tickets", who, build_letter(requester={"email": who.email}, **fields)
        )

    def has(self, status: Status, assignee: str = "") -> Ticket:
        """A new ticket of ann's in cards."""
        world = self.world
        ticket = make_new_ticket(f"T-HAS{next(_NUMBERS)}")
        world.tickets.commit(make_creation(ticket))
        if status is Status.PENDING:
            return ticket
        ticket = ticket.make_next_version(NOON, status=Status.ROUTED, **make_decisions("cards"))
        world.tickets.commit(make_step(ticket))
        if status is Status.ASSIGNED:
            employee = world.people.read_employees([assignee])[assignee]
            ticket = ticket.make_next_version(
                NOON, status=status, assignee=assignee, effort=1, assignments=1
            )
            world.tickets.commit(make_step(ticket, claim=claim(employee)))
        return ticket

    @cached_property
    def openapi(self) -> dict[str, Any]:
        schema: dict[str, Any] = self.ask("GET", "/openapi.json", None).json
        return schema


def build_letter(**fields: object) -> dict[str, object]:
    return {
        "title": "My card",
        "description": "It has not come yet.",
        "requester": {"email": "ann@example.com", "name": "Ann"},
        **fields,
    }


def make_http_event(
    method: str,
    path: str,
    claims: Mapping[str, str] | None,
    body: str | None,
    headers: Mapping[str, str],
) -> dict[str, Any]:
    """An event of the HTTP API, payload version 2.0."""
    context: dict[str, Any] = {
        "http": {
            "method": method,
            "path": path,
            "protocol": "HTTP/1.1",
            "sourceIp": "192.0.2.1",
            "userAgent": "test",
        },
        "requestId": "request-1",
        "stage": "$default",
    }
    if claims is not None:
        context["authorizer"] = {"jwt": {"claims": dict(claims), "scopes": None}}
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "ANY /{proxy+}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"host": "api.example.com", "content-type": "application/json", **headers},
        "requestContext": context,
        "isBase64Encoded": False,
    }
    return event if body is None else {**event, "body": body}


def _render_body(body: object) -> str | None:
    if body is None or isinstance(body, str):
        return body
    return json.dumps(body)
