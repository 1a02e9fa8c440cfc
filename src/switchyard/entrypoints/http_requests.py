"""Requests of the HTTP API become calls of the web app."""

from __future__ import annotations

import re
from time import perf_counter
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools.logging.correlation_paths import API_GATEWAY_HTTP
from aws_lambda_powertools.logging.utils import copy_config_to_registered_loggers
from mangum import Mangum

from switchyard.entrypoints.observability import Handler, Metric, Observability

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext
    from fastapi import FastAPI
    from mangum.types import LambdaContext as MangumContext

type HttpEvent = dict[str, Any]
type HttpResponse = dict[str, Any]

# Everything else travels as base64.
TEXT_MEDIA_TYPES = ["text/", "application/json", "application/problem+json", "image/svg+xml"]
_TICKET_PATH = re.compile(r"/tickets/(T-[0-9A-Z]+)")


def create_http_handler(web_app: FastAPI) -> Handler[HttpEvent, HttpResponse]:
    """One log line a request, with the ticket's id; nothing of what was sent or answered."""
    observability = Observability("api")
    copy_config_to_registered_loggers(observability.logger, include={"switchyard"})
    app = Mangum(web_app, lifespan="off", text_mime_types=TEXT_MEDIA_TYPES)

    def handle_request(event: HttpEvent, context: LambdaContext) -> HttpResponse:
        request = event["requestContext"]["http"]
        _name_ticket(request["path"], observability)
        started = perf_counter()
        answer = app(event, cast("MangumContext", context))
        _name_ticket(answer["headers"].get("location", ""), observability)
        status = answer["statusCode"]
        observability.count_metric(Metric(f"{status // 100}xx"))
        observability.log(
            "answered",
            method=request["method"],
            path=request["path"],
            status=status,
            duration_ms=round((perf_counter() - started) * 1000, 1),
        )
        return answer

    return observability.wrap_handler(handle_request, correlation_id_path=API_GATEWAY_HTTP)


def _name_ticket(path: str, observability: Observability) -> None:
    match = _TICKET_PATH.match(path)
    if match:
        observability.name_ticket(match[1])
