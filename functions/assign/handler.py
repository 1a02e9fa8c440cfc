"""Assignment nudges from SQS: the tickets they name get a person, what waits is drained, and who
leaves hands over.
"""

from collections.abc import Sequence
from traceback import format_tb

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from switchyard import bootstrap
from switchyard.domain.messages import DrainNudge, HandoverNudge, TicketNudge
from switchyard.entrypoints.close_call_metrics import report_close_calls
from switchyard.entrypoints.nudges import each, readable
from switchyard.usecases.assignment.service import AssignmentNudge, Run

logger = Logger(service="assign")
metrics = Metrics(service="assign")
tracer = Tracer(service="assign")

type Wanted = AssignmentNudge | HandoverNudge
KINDS: tuple[type[Wanted], ...] = (TicketNudge, DrainNudge, HandoverNudge)


class NotAssigned(Exception):
    """Named by ticket, department or employee only: an error's own words may hold the ticket's."""


@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """The whole batch is one run; each message then succeeds or fails with what it names."""
    nudges = readable(event, logger, *KINDS)
    run = bootstrap.assignment().assign(
        [nudge for nudge in nudges if not isinstance(nudge, HandoverNudge)]
    )
    _report(run)

    def settle(nudge: Wanted) -> None:
        if isinstance(nudge, HandoverNudge):
            _hand_over(nudge.employee)
        elif run.failure(nudge):
            raise NotAssigned(nudge.ticket if nudge.kind == "ticket" else nudge.department)

    return each(event, context, settle, *KINDS)


def _hand_over(employee_id: str) -> None:
    gone, failed = _gone(employee_id)
    if failed:
        logger.error(
            "not handed over", employee_id=employee_id, error=_kind(failed), stack=_where(failed)
        )
        raise NotAssigned(employee_id)
    metrics.add_metric("TicketsHandedOver", MetricUnit.Count, len(gone))
    for ticket_id in gone:
        logger.info("handed over", ticket_id=ticket_id)


def _gone(employee_id: str) -> tuple[Sequence[str], Exception | None]:
    """What is logged or raised while an error is handled brings that error's words along."""
    try:
        return bootstrap.leaving().hand_over(employee_id), None
    except Exception as error:
        return (), error


def _report(run: Run) -> None:
    metrics.add_metric("TicketsAssigned", MetricUnit.Count, len(run.assigned))
    metrics.add_metric("TicketsWaiting", MetricUnit.Count, len(run.waiting))
    report_close_calls(run.close_calls, logger, metrics)
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
