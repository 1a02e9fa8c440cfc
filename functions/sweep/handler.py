"""A schedule: every step that got stuck is put back in, and people hear whose time has run out."""

from traceback import format_tb

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from switchyard import bootstrap
from switchyard.domain.due_step import Swept

logger = Logger(service="sweep")
metrics = Metrics(service="sweep")
tracer = Tracer(service="sweep")


class NotSwept(Exception):
    """Steps that could be neither put back in nor ended; named in the log."""


@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, object], context: LambdaContext) -> None:  # noqa: ARG001
    """Raises at the end where a step failed, so that the alarm rings."""
    swept = bootstrap.sweep().sweep()
    _report(swept)
    if swept.failed:
        raise NotSwept(f"{len(swept.failed)} steps")


def _report(swept: Swept) -> None:
    metrics.add_metric("PutBack", MetricUnit.Count, len(swept.put_back))
    metrics.add_metric("GivenUp", MetricUnit.Count, len(swept.given_up))
    metrics.add_metric("TakenBack", MetricUnit.Count, len(swept.taken_back))
    metrics.add_metric("ServiceDueSoon", MetricUnit.Count, len(swept.due_soon))
    metrics.add_metric("ServiceBreached", MetricUnit.Count, len(swept.breached))
    metrics.add_metric("NotSwept", MetricUnit.Count, len(swept.failed))
    for waited in swept.waited.values():
        metrics.add_metric("OldestWaiting", MetricUnit.Seconds, waited.total_seconds())
    logger.info(
        "swept", put_back=swept.put_back, given_up=swept.given_up, taken_back=swept.taken_back
    )
    if swept.due_soon or swept.breached:
        logger.info("service levels", due_soon=swept.due_soon, breached=swept.breached)
    for step, error in swept.failed.items():
        logger.error(
            "not swept",
            step=step,
            error=type(error).__name__,
            stack=format_tb(error.__traceback__),
        )
