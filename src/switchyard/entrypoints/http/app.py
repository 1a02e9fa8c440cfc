"""The HTTPS channel."""

import warnings
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.warnings import UnsupportedFieldAttributeWarning
from starlette.middleware import Middleware

from switchyard import __version__
from switchyard.entrypoints.http import (
    comments,
    desk,
    drift,
    fairness,
    health,
    incidents,
    links,
    ownership,
    pages,
    people,
    precedents,
    proposals,
    tickets,
    triage,
    uploads,
)
from switchyard.entrypoints.http.dependencies import ApiServices
from switchyard.entrypoints.http.last_resort import ResponseGuard
from switchyard.entrypoints.http.problems import PROBLEM_MEDIA_TYPE, answer_problems

MAX_BODY_BYTES = 1_000_000
"""More than any ticket within its limits takes, however its JSON is written."""
ROUTE_MODULES = (
    tickets,
    ownership,
    incidents,
    comments,
    triage,
    drift,
    proposals,
    uploads,
    desk,
    precedents,
    people,
    fairness,
    health,
    pages,
    links,
)
"""In the order in which the API's pages show them."""
API_DESCRIPTION = """\
Tickets come in, get a category, a priority, a department and the right person, who hears
of it by e-mail; anyone entitled may ask why.

Sign in at the user pool and send the **ID token** as `Authorization: Bearer …`. Errors are problem
documents (RFC 9457) whose `type` is stable. Lists go by `cursor`. Writes take `Idempotency-Key`
(creating) and `If-Match` (changing); a ticket's `ETag` is its version. Without a valid token, or
with too many requests, the gateway itself answers 401 or 429, with nothing but a `message`."""


def create_app(services: ApiServices) -> FastAPI:
    # FastAPI gives every body an alias, which pydantic has no use for there, and says so.
    warnings.filterwarnings("ignore", category=UnsupportedFieldAttributeWarning)
    app = FastAPI(
        title="Switchyard",
        version=__version__,
        description=API_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        max_body_size=MAX_BODY_BYTES,
        middleware=[Middleware(ResponseGuard)],
        redirect_slashes=False,
    )
    app.state.services = services
    for module in ROUTE_MODULES:
        app.include_router(module.routes)
    pages.serve_files(app)
    answer_problems(app)
    app.openapi = lambda: _build_openapi(app)  # type: ignore[method-assign]
    return app


def _build_openapi(app: FastAPI) -> dict[str, Any]:
    """Made when it is first asked for. Problems have a media type of their own."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title, version=app.version, description=API_DESCRIPTION, routes=app.routes
        )
        for path in schema["paths"].values():
            for operation in path.values():
                _set_problem_media_type(operation["responses"])
        app.openapi_schema = schema
    return app.openapi_schema


def _set_problem_media_type(responses: dict[str, Any]) -> None:
    for code, response in responses.items():
        if code >= "400":
            response["content"] = {PROBLEM_MEDIA_TYPE: response["content"]["application/json"]}
