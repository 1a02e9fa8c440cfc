"""The HTTPS door: requests of the HTTP API become calls of the web app."""

import re
from time import perf_counter
from typing import Any

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.logging.correlation_paths import API_GATEWAY_HTTP
from aws_lambda_powertools.logging.utils import copy_config_to_registered_loggers
from aws_lambda_powertools.metrics import MetricUnit
from mangum import Mangum
from mangum.types import LambdaContext

from switchyard import bootstrap

# Everything else travels as base64.
TEXTS = ["text/", "application/json", "application/problem+json", "image/svg+xml"]
logger = Logger(service="api")
metrics = Metrics(service="api")
tracer = Tracer(service="api")
# Built while the function starts, when Lambda lends it more of a processor than later.
app = Mangum(bootstrap.web_app(), lifespan="off", text_mime_types=TEXTS)
copy_config_to_registered_loggers(logger, include={"switchyard"})
_TICKET = re.compile(r"/tickets/(T-[0-9A-Z]+)")


@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
@logger.inject_lambda_context(correlation_id_path=API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """One line a request, with the ticket's id; nothing of what was sent or answered."""
    request = event["requestContext"]["http"]
    _name_ticket(request["path"])
    started = perf_counter()
    response = app(event, context)
    _name_ticket(response["headers"].get("location", ""))
    status = response["statusCode"]
    metrics.add_metric(f"{status // 100}xx", MetricUnit.Count, 1)
    logger.info(
        "answered",
        method=request["method"],
        path=request["path"],
        status=status,
        ms=round((perf_counter() - started) * 1000, 1),
    )
    return response


def _name_ticket(path: str) -> None:
    found = _TICKET.match(path)
    if found:
        logger.append_keys(ticket_id=found[1])
