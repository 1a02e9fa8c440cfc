"""Triage nudges from SQS: the tickets they name get a category, a department and a reason."""

from switchyard.embedding.loading import loading

loading()

from traceback import format_tb

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from switchyard import bootstrap
from switchyard.nudged import each, readable
from switchyard.outbox.messages import TicketNudge
from switchyard.triage.model import Outcome
from switchyard.triage.service import Run
from switchyard.triage.tiebreak import Verdict

logger = Logger(service="triage")
metrics = Metrics(service="triage")
tracer = Tracer(service="triage")


class NotTriaged(Exception):
    """Named by the ticket only: an error's own words may hold the ticket's."""


@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """The whole batch is one run; each message then succeeds or fails with its ticket."""
    run = bootstrap.triage().triage(list(readable(event, logger, TicketNudge)))
    _report(run)

    def settle(nudge: TicketNudge) -> None:
        if nudge.ticket in run.failed:
            raise NotTriaged(nudge.ticket)

    return each(event, context, settle, TicketNudge)


def _report(run: Run) -> None:
    outcomes = [triage.outcome for triage in run.decided.values()]
    for name, count in (
        ("TicketsRouted", outcomes.count(Outcome.ROUTED)),
        ("TicketsToReview", outcomes.count(Outcome.MANUAL_REVIEW)),
        ("TicketsFailed", len(run.failed)),
    ):
        metrics.add_metric(name, MetricUnit.Count, count)
    _report_close_calls(run)
    for ticket_id, triage in run.decided.items():
        category = triage.category
        logger.info(
            "triaged",
            ticket_id=ticket_id,
            outcome=triage.outcome,
            category=category.value if category else None,
            confidence=category.confidence if category else None,
            department=triage.department.value,
        )
    for ticket_id, error in run.failed.items():
        logger.error(
            "not triaged",
            ticket_id=ticket_id,
            error=type(error).__name__,
            stack=format_tb(error.__traceback__),
        )


def _report_close_calls(run: Run) -> None:
    """Counted only where there are some: a desk with no language model pays for no metric."""
    verdicts = list(run.close_calls.values())
    if verdicts:
        answered = verdicts.count(Verdict.ANSWERED)
        metrics.add_metric("CloseCallsAnswered", MetricUnit.Count, answered)
        metrics.add_metric("CloseCallsUnanswered", MetricUnit.Count, len(verdicts) - answered)
    for ticket_id, verdict in run.close_calls.items():
        logger.info("close call", ticket_id=ticket_id, verdict=verdict)
