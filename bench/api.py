"""How fast the HTTPS door is: `python -m bench.api`. Stores are in memory; the rest is real."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from datetime import UTC, datetime
from importlib import import_module
from itertools import count
from statistics import median
from time import perf_counter
from typing import Any, cast

from mangum.types import LambdaContext

from bench.figures import Figure, at_most
from bench.fresh import fresh_process
from switchyard import bootstrap
from switchyard.domain.change import Change
from switchyard.domain.desk import Category, Department, Desk, Lead, Pointer
from switchyard.domain.page import Page
from switchyard.domain.ticket import Requester, Ticket, TicketQuery, TicketText
from switchyard.domain.viewer import Viewer
from switchyard.entrypoints.http.app import create_app
from switchyard.entrypoints.http.services import Services
from switchyard.ports.desks import DeskInForce
from switchyard.ports.people import People
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.actions.ownership import HandlingService
from switchyard.usecases.actions.service import TicketService
from switchyard.usecases.conversations.service import CommentService
from switchyard.usecases.desk.service import DeskService
from switchyard.usecases.email_actions.service import LinkService
from switchyard.usecases.intake.tickets import Intake
from switchyard.usecases.intake.uploads import UploadService
from switchyard.usecases.learning.drift_service import DriftService
from switchyard.usecases.learning.export import ExportService
from switchyard.usecases.learning.heads import HeadService
from switchyard.usecases.learning.proposals import ProposalService
from switchyard.usecases.people.availability import AvailabilityService
from switchyard.usecases.people.service import PeopleService
from switchyard.usecases.queries.fairness import FairnessService
from switchyard.usecases.queries.tickets import TicketReader
from switchyard.usecases.tickets.writer import Changing

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ROUNDS = 300
PAGE = 25
LAYERS = ["core", "web", "switchyard"]
SETTINGS = {
    **{
        f"SWITCHYARD_{name}": "bench"
        for name in ("DESK_TABLE", "CONTENT_TABLE", "OPS_TABLE", "BUCKET", "EVENT_BUS")
    },
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "POWERTOOLS_METRICS_NAMESPACE": "bench",
    "POWERTOOLS_TRACE_DISABLED": "true",
}
FUNCTION = f"""
import os
import sys
from time import perf_counter
start = perf_counter()
sys.path += sys.argv[1:]
os.environ.update({SETTINGS!r})
import functions.api.handler
print(1000 * (perf_counter() - start))
"""
BODY = (
    '{"title": "My card has not arrived", "description": "I ordered a new card two weeks ago and '
    'it has still not come.", "requester": {"email": "ann@example.com"}, "priority": "high"}'
)


class MemoryTickets:
    """The part of a `TicketStore` that the measured requests use."""

    def __init__(self) -> None:
        self._tickets: dict[str, Ticket] = {}
        self._texts: dict[str, TicketText] = {}

    def commit(self, change: Change) -> None:
        self._tickets[change.ticket.ticket_id] = change.ticket
        if change.text:
            self._texts[change.ticket.ticket_id] = change.text

    def get(self, ticket_id: str, _: Viewer) -> Ticket:
        return self._tickets[ticket_id]

    def page(self, query: TicketQuery, _: Viewer) -> Page[Ticket]:
        return Page(tuple(list(self._tickets.values())[: query.limit]))

    def texts(self, ticket_ids: Sequence[str]) -> dict[str, TicketText]:
        return {one: self._texts[one] for one in ticket_ids}

    def requesters(self, requester_ids: Sequence[str]) -> dict[str, Requester]:
        return {each: Requester(requester_id=each, created_at=NOW) for each in requester_ids}


class OneDesk:
    """A `DeskReader`."""

    def in_force(self) -> DeskInForce:
        department = Department(
            id="cards",
            name="Cards",
            description="All about cards.",
            lead=Lead(name="Lea", email="lea@example.com"),
            mailbox="cards@example.com",
        )
        category = Category(
            id="card_arrival",
            path=("Bank", "Cards", "Card arrival"),
            description="Where is my card?",
            department="cards",
        )
        desk = Desk(
            version=1,
            id="bench",
            name="Bench",
            default_department="cards",
            departments=(department,),
            categories=(category,),
        )
        return DeskInForce(Pointer(version=1, desk="D-1", model="m", dropped_at=""), desk)


def figures() -> Iterator[Figure]:
    yield at_most("api.fresh_process", fresh_process(FUNCTION, LAYERS), 700, "ms")
    knock = _door()
    knock("POST", "/tickets", BODY)
    for name, work in _requests(knock).items():
        yield at_most(f"api.{name}.p50", _milliseconds(work), 5, "ms")


def _requests(knock: Callable[..., dict[str, Any]]) -> dict[str, Callable[[], object]]:
    ticket = knock("POST", "/tickets", BODY)["headers"]["location"]
    return {
        "submit": lambda: knock("POST", "/tickets", BODY),
        "read": lambda: knock("GET", ticket),
        f"list_{PAGE}": lambda: knock("GET", "/tickets"),
        "health": lambda: knock("GET", "/health"),
    }


def _door() -> Callable[..., dict[str, Any]]:
    """The function's real handler over stores in memory."""
    os.environ.update(SETTINGS)
    app = create_app(_services())
    bootstrap.web_app = cast("Any", lambda: app)
    handler = import_module("functions.api.handler").handler
    context = cast("LambdaContext", _Context())

    def knock(method: str, path: str, body: str = "") -> dict[str, Any]:
        answer: dict[str, Any] = handler(_event(method, path, body), context)
        if answer["statusCode"] >= 300:
            raise RuntimeError(answer["body"])
        return answer

    return knock


def _services() -> Services:
    numbers = count()
    desks, people = OneDesk(), cast("People", None)
    tickets = cast("TicketStore", MemoryTickets())
    changing = Changing(tickets, desks, lambda: NOW)
    return Services(
        reader=TicketReader(tickets),
        tickets=TicketService(changing, people),
        intake=lambda: Intake(tickets, people, desks.in_force().desk, lambda: NOW),
        handling=HandlingService(changing, people),
        people=PeopleService(people, desks),
        desk=DeskService(desks),
        uploads=cast("UploadService", None),
        heads=cast("HeadService", None),
        exports=cast("ExportService", None),
        drift=cast("DriftService", None),
        proposals=cast("ProposalService", None),
        comments=cast("CommentService", None),
        availability=cast("AvailabilityService", None),
        fairness=cast("FairnessService", None),
        links=cast("LinkService", None),
        new_id=lambda: str(next(numbers)),
    )


class _Context:
    function_name = "api"
    memory_limit_in_mb = 1024
    invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:api"
    aws_request_id = "bench"


def _event(method: str, path: str, body: str) -> dict[str, Any]:
    claims = {
        "email": "ann@example.com",
        "email_verified": "true",
        "cognito:groups": "[requester]",
    }
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"host": "api.example.com", "content-type": "application/json"},
        "requestContext": {
            "http": {"method": method, "path": path, "sourceIp": "192.0.2.1"},
            "requestId": "bench",
            "authorizer": {"jwt": {"claims": claims}},
        },
        "isBase64Encoded": False,
        "body": body,
    }


def _milliseconds(work: Callable[[], object]) -> float:
    took = []
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):  # noqa: PTH123
        for _ in range(ROUNDS):
            start = perf_counter()
            work()
            took.append(1000 * (perf_counter() - start))
    return median(took)


if __name__ == "__main__":
    for figure in figures():
        figure.print()
