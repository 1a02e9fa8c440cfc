"""Triage nudges from SQS: tickets get a category, a department and a reason, or wait on another."""

from switchyard.ml.embedding.loading import loading

loading()

from traceback import format_tb

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from switchyard import bootstrap
from switchyard.domain.messages import ParentNudge, TicketNudge
from switchyard.domain.triage import Outcome
from switchyard.entrypoints.close_call_metrics import report_close_calls
from switchyard.entrypoints.nudges import each, readable
from switchyard.usecases.incidents.follow_parent import Run as Followed
from switchyard.usecases.triage.service import Run

logger = Logger(service="triage")
metrics = Metrics(service="triage")
tracer = Tracer(service="triage")


class NotTriaged(Exception):
    """Named by the ticket only: an error's own words may hold the ticket's."""


KINDS: tuple[type[TicketNudge | ParentNudge], ...] = (TicketNudge, ParentNudge)


@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """The whole batch is one run; each message then succeeds or fails with its ticket."""
    nudges = list(readable(event, logger, *KINDS))
    run = bootstrap.triage().triage([one for one in nudges if one.kind == "ticket"])
    _report(run)
    followed = _follow([one for one in nudges if one.kind == "parent"])

    def settle(nudge: TicketNudge | ParentNudge) -> None:
        failed = run.failed if nudge.kind == "ticket" else followed.failed
        if nudge.ticket in failed:
            raise NotTriaged(nudge.ticket)

    return each(event, context, settle, *KINDS)


def _follow(nudges: list[ParentNudge]) -> Followed:
    """After the tickets of the batch: nobody waits for those that wait anyway."""
    followed = bootstrap.follow().follow(nudges) if nudges else Followed()
    if nudges:
        logger.info("followed", joined=followed.joined, finished=followed.finished)
    for ticket_id, error in followed.failed.items():
        _log_failure("not followed", ticket_id, error)
    return followed


def _report(run: Run) -> None:
    outcomes = [triage.outcome for triage in run.decided.values()]
    for name, count in (
        ("TicketsRouted", outcomes.count(Outcome.ROUTED)),
        ("TicketsToReview", outcomes.count(Outcome.MANUAL_REVIEW)),
        ("TicketsFailed", len(run.failed)),
    ):
        metrics.add_metric(name, MetricUnit.Count, count)
    report_close_calls(run.close_calls, logger, metrics)
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
        _log_failure("not triaged", ticket_id, error)


def _log_failure(message: str, ticket_id: str, error: Exception) -> None:
    logger.error(
        message,
        ticket_id=ticket_id,
        error=type(error).__name__,
        stack=format_tb(error.__traceback__),
    )
