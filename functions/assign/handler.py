"""Assignment nudges from SQS: the tickets they name get a person, and what waits is drained."""

from traceback import format_tb

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from switchyard import bootstrap
from switchyard.assignment.service import AssignmentNudge, Run
from switchyard.nudged import each, readable
from switchyard.outbox.messages import DrainNudge, TicketNudge

logger = Logger(service="assign")
metrics = Metrics(service="assign")
tracer = Tracer(service="assign")


class NotAssigned(Exception):
    """Named by the ticket or the department only: an error's own words may hold the ticket's."""


@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """The whole batch is one run; each message then succeeds or fails with what it names."""
    run = bootstrap.assignment().assign(list(readable(event, logger, TicketNudge, DrainNudge)))
    _report(run)

    def settle(nudge: AssignmentNudge) -> None:
        if run.failure(nudge):
            raise NotAssigned(nudge.ticket if nudge.kind == "ticket" else nudge.department)

    return each(event, context, settle, TicketNudge, DrainNudge)


def _report(run: Run) -> None:
    metrics.add_metric("TicketsAssigned", MetricUnit.Count, len(run.assigned))
    metrics.add_metric("TicketsWaiting", MetricUnit.Count, len(run.waiting))
    for ticket_id, employee_id in run.assigned.items():
        logger.info("assigned", ticket_id=ticket_id, assignee=employee_id)
    for ticket_id in run.waiting:
        logger.info("waiting", ticket_id=ticket_id)
    for ticket_id, error in run.failed.items():
        logger.error("not assigned", ticket_id=ticket_id, error=_kind(error), stack=_where(error))
    for name, error in run.undrained.items():
        logger.error("not drained", department=name, error=_kind(error), stack=_where(error))


def _kind(error: Exception) -> str:
    return type(error).__name__


def _where(error: Exception) -> list[str]:
    return format_tb(error.__traceback__)
