"""How fast the HTTP API is: `python -m bench.api`. Stores are in memory; the rest is real."""

import os
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from importlib import import_module
from statistics import median
from time import perf_counter
from typing import Any, cast

from mangum.types import LambdaContext

from bench.fresh import time_fresh_process
from evaluation.report.figures import Figure, check_at_most, print_figures
from switchyard.domain.desk import Category, Department, DepartmentLead, Desk
from testing.desks import InMemoryDesks
from testing.stores import InMemoryStores

API_ROUNDS = 300
TICKETS_PER_PAGE = 25
LAYERS = ["core", "web", "switchyard"]
FUNCTION_SETTINGS = {
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
IMPORT_SCRIPT = f"""
import os
import sys
from time import perf_counter
start = perf_counter()
sys.path += sys.argv[1:]
os.environ.update({FUNCTION_SETTINGS!r})
import functions.api.handler
print(1000 * (perf_counter() - start))
"""
TICKET_BODY = (
    '{"title": "My card has not arrived", "description": "I ordered a new card two weeks ago and '
    'it has still not come.", "requester": {"email": "ann@example.com"}, "priority": "high"}'
)


def measure() -> Iterator[Figure]:
    yield check_at_most("api.fresh_process", time_fresh_process(IMPORT_SCRIPT, LAYERS), 700, "ms")
    os.environ.update(FUNCTION_SETTINGS)
    with InMemoryStores(InMemoryDesks.create_from_desk(_make_desk())).replace_in_bootstrap():
        for name, request in _list_requests(_open_channel()).items():
            yield check_at_most(f"api.{name}.p50", _time_median(request), 5, "ms")


def _list_requests(call: Callable[..., dict[str, Any]]) -> dict[str, Callable[[], object]]:
    """In the order measured: the page is full, and no longer, until others are submitted."""
    submitted = [call("POST", "/tickets", TICKET_BODY) for _ in range(TICKETS_PER_PAGE)]
    ticket = submitted[0]["headers"]["location"]
    return {
        "read": lambda: call("GET", ticket),
        f"list_{TICKETS_PER_PAGE}": lambda: call("GET", "/tickets"),
        "health": lambda: call("GET", "/health"),
        "submit": lambda: call("POST", "/tickets", TICKET_BODY),
    }


def _open_channel() -> Callable[..., dict[str, Any]]:
    """Calls of the function's real handler, as `bootstrap` builds it."""
    handler = import_module("functions.api.handler").handler
    context = cast("LambdaContext", _BenchContext())

    def call_api(method: str, path: str, body: str = "") -> dict[str, Any]:
        answer: dict[str, Any] = handler(_make_event(method, path, body), context)
        if answer["statusCode"] >= 300:
            raise RuntimeError(answer["body"])
        return answer

    return call_api


def _make_desk() -> Desk:
    department = Department(
        id="cards",
        name="Cards",
        description="All about cards.",
        lead=DepartmentLead(name="Lea", email="lea@example.com"),
        mailbox="cards@example.com",
    )
    category = Category(
        id="card_arrival",
        path=("Bank", "Cards", "Card arrival"),
        description="Where is my card?",
        department="cards",
    )
    return Desk(
        version=1,
        id="bench",
        name="Bench",
        default_department="cards",
        departments=(department,),
        categories=(category,),
    )


class _BenchContext:
    function_name = "api"
    memory_limit_in_mb = 1024
    invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:api"
    aws_request_id = "bench"


def _make_event(method: str, path: str, body: str) -> dict[str, Any]:
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


def _time_median(request: Callable[[], object]) -> float:
    took = []
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):  # noqa: PTH123
        for _ in range(API_ROUNDS):
            start = perf_counter()
            request()
            took.append(1000 * (perf_counter() - start))
    return median(took)


if __name__ == "__main__":
    print_figures(measure())
