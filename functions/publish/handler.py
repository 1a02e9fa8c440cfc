"""The desk table's stream: what was committed is forwarded as nudges and events."""

from collections.abc import Sequence

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from switchyard import bootstrap
from switchyard.ports.outgoing import Record

logger = Logger(service="publish")
metrics = Metrics(service="publish")
tracer = Tracer(service="publish")


@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Sequence[Record]], context: LambdaContext) -> None:  # noqa: ARG001
    """Raises where something was not sent: the stream gives the whole batch again."""
    records = event["Records"]
    forwarded = bootstrap.publish().forward(records)
    metrics.add_metric("nudges", MetricUnit.Count, forwarded.nudges)
    metrics.add_metric("events", MetricUnit.Count, forwarded.events)
    metrics.add_metric("buried", MetricUnit.Count, forwarded.buried)
    logger.info(
        "forwarded",
        records=len(records),
        nudges=forwarded.nudges,
        events=forwarded.events,
        buried=forwarded.buried,
    )
