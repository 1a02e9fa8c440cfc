"""Errors as problem documents (RFC 9457), with types that stay what they are."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from switchyard.domain.errors import (
    AlreadyExists,
    Conflict,
    Forbidden,
    IllegalTransition,
    InvalidInput,
    NoCapacity,
    NotFound,
    SwitchyardError,
    Unavailable,
)
from switchyard.entrypoints.http.dependencies import NotSignedIn
from switchyard.usecases.intake.problems import describe_error

PROBLEM_MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "5"
log = logging.getLogger("switchyard")


class FieldError(BaseModel):
    field: str = Field(examples=["requester.email"])
    reason: str = Field(examples=["must be one e-mail address, such as ann@example.com"])


class ProblemDetails(BaseModel):
    """What went wrong, by RFC 9457. `type` is stable; `detail` is for people."""

    type: str = Field(examples=["/problems/invalid"])
    title: str = Field(examples=["The request breaks the contract"])
    status: int = Field(examples=[422])
    detail: str
    errors: list[FieldError] = Field(default=[], description="What is wrong with which field")


PROBLEM_KINDS: dict[str, tuple[HTTPStatus, str]] = {
    "malformed": (HTTPStatus.BAD_REQUEST, "The body is not JSON"),
    "not-signed-in": (HTTPStatus.UNAUTHORIZED, "Nobody is signed in"),
    "forbidden": (HTTPStatus.FORBIDDEN, "You may not do this"),
    "not-found": (HTTPStatus.NOT_FOUND, "There is no such thing"),
    "method-not-allowed": (HTTPStatus.METHOD_NOT_ALLOWED, "This cannot be done here"),
    "conflict": (HTTPStatus.CONFLICT, "Somebody else was faster"),
    "already-exists": (HTTPStatus.CONFLICT, "This was sent before with other content"),
    "illegal-transition": (HTTPStatus.CONFLICT, "The ticket's status has no way there"),
    "no-room": (HTTPStatus.CONFLICT, "There is no free capacity"),
    "precondition-failed": (HTTPStatus.PRECONDITION_FAILED, "The ticket has moved on"),
    "too-large": (HTTPStatus.CONTENT_TOO_LARGE, "The body is too large"),
    "unsupported-media-type": (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body must be JSON"),
    "invalid": (HTTPStatus.UNPROCESSABLE_CONTENT, "The request breaks the contract"),
    "too-many-requests": (HTTPStatus.TOO_MANY_REQUESTS, "Too many requests"),
    "internal": (HTTPStatus.INTERNAL_SERVER_ERROR, "Something broke on our side"),
    "unavailable": (HTTPStatus.SERVICE_UNAVAILABLE, "Something outside does not answer"),
}
"""Kinds of problem by the last part of their type."""
ALWAYS_POSSIBLE = ("too-many-requests", "internal", "unavailable")

_KIND_BY_ERROR: dict[type[SwitchyardError], str] = {
    InvalidInput: "invalid",
    NotFound: "not-found",
    Forbidden: "forbidden",
    Conflict: "conflict",
    AlreadyExists: "already-exists",
    IllegalTransition: "illegal-transition",
    NoCapacity: "no-room",
    Unavailable: "unavailable",
}
_KIND_BY_STATUS = {
    HTTPStatus.BAD_REQUEST: "malformed",
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method-not-allowed",
    HTTPStatus.CONTENT_TOO_LARGE: "too-large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported-media-type",
}


def build_problem(kind: str, detail: str, errors: Sequence[FieldError] = ()) -> JSONResponse:
    status, title = PROBLEM_KINDS[kind]
    document = ProblemDetails(
        type=f"/problems/{kind}", title=title, status=status, detail=detail, errors=[*errors]
    )
    headers = {"retry-after": RETRY_AFTER_SECONDS} if kind == "unavailable" else None
    return JSONResponse(
        document.model_dump(exclude_defaults=True), status, headers, media_type=PROBLEM_MEDIA_TYPE
    )


def document_problems(*kinds: str, signed_in: bool = True) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may end in these problems."""
    always = ("not-signed-in", *ALWAYS_POSSIBLE) if signed_in else ALWAYS_POSSIBLE
    described: dict[int | str, dict[str, Any]] = {}
    for kind in (*kinds, *always):
        status, title = PROBLEM_KINDS[kind]
        known = described.setdefault(int(status), {"model": ProblemDetails, "description": ""})
        known["description"] += f"{'; ' if known['description'] else ''}{title} (`{kind}`)"
    return described


def answer_problems(app: FastAPI) -> None:
    """Every error that the product raises, and every one of the framework's, as a problem."""
    app.add_exception_handler(SwitchyardError, _answer_product_error)
    app.add_exception_handler(NotSignedIn, _answer_not_signed_in)
    app.add_exception_handler(RequestValidationError, _answer_validation_error)
    app.add_exception_handler(HTTPException, _answer_http_error)


async def _answer_product_error(request: Request, error: Exception) -> JSONResponse:
    kind = next(name for cls, name in _KIND_BY_ERROR.items() if isinstance(error, cls))
    if kind == "conflict" and "if-match" in request.headers:
        kind = "precondition-failed"
    if isinstance(error, InvalidInput):
        field_errors = [
            FieldError(field=problem.field, reason=problem.reason) for problem in error.problems
        ]
        return _build_invalid_problem(field_errors)
    if isinstance(error, Unavailable):
        log.error("unavailable: %s", error)
        return build_problem(kind, "nothing was lost: try again in a few seconds")
    return build_problem(kind, str(error))


async def _answer_not_signed_in(_: Request, error: Exception) -> JSONResponse:
    response = build_problem("not-signed-in", str(error))
    response.headers["www-authenticate"] = "Bearer"
    return response


async def _answer_validation_error(_: Request, error: Exception) -> JSONResponse:
    """Says what is wrong without the input: that may be a ticket's text."""
    errors = error.errors() if isinstance(error, RequestValidationError) else []
    if any(item["type"] == "json_invalid" for item in errors):
        return build_problem("malformed", "the body must be one JSON object in UTF-8")
    return _build_invalid_problem(
        [
            FieldError(field=_format_field_path(item["loc"]), reason=describe_error(item))
            for item in errors
        ]
    )


async def _answer_http_error(_: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    kind = _KIND_BY_STATUS.get(HTTPStatus(status), "internal")
    detail = error.detail if isinstance(error, HTTPException) else ""
    return build_problem(kind, detail)


def _build_invalid_problem(field_errors: Sequence[FieldError]) -> JSONResponse:
    detail = "; ".join(f"{field_error.field}: {field_error.reason}" for field_error in field_errors)
    return build_problem("invalid", detail, field_errors)


def _format_field_path(location: Sequence[str | int]) -> str:
    """("body", "requester", "email") is requester.email; the body as a whole is body."""
    return ".".join(str(part) for part in location[1:]) or str(location[0])
