"""Triage nudges from SQS: the tickets they name get a category, a department and a reason."""

from switchyard.embedding.loading import loading

loading()

from collections.abc import Iterator
from traceback import format_tb

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSEvent, SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import ValidationError

from switchyard import bootstrap
from switchyard.outbox.messages import TicketNudge, read_nudge
from switchyard.triage.model import Outcome
from switchyard.triage.service import Run

logger = Logger(service="triage")
metrics = Metrics(service="triage")
tracer = Tracer(service="triage")
processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)


class NotTriaged(Exception):
    """Named by the ticket only: an error's own words may hold the ticket's."""


@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """The whole batch is one run; each message then succeeds or fails with its ticket."""
    run = bootstrap.triage().triage(list(_readable(event)))
    _report(run)

    def settle(record: SQSRecord) -> None:
        nudge = _nudge(record)
        if nudge.ticket in run.failed:
            raise NotTriaged(nudge.ticket)

    return process_partial_response(
        event=event, record_handler=settle, processor=processor, context=context
    )


def _readable(event: dict[str, object]) -> Iterator[TicketNudge]:
    for record in SQSEvent(event).records:
        try:
            yield _nudge(record)
        except (ValidationError, TypeError):
            logger.warning("not a ticket nudge", message_id=record.message_id)


def _nudge(record: SQSRecord) -> TicketNudge:
    nudge = read_nudge(record.body)
    if not isinstance(nudge, TicketNudge):
        raise TypeError(f"a nudge of kind {nudge.kind} came to triage")
    return nudge


def _report(run: Run) -> None:
    outcomes = [triage.outcome for triage in run.decided.values()]
    for name, count in (
        ("TicketsRouted", outcomes.count(Outcome.ROUTED)),
        ("TicketsToReview", outcomes.count(Outcome.MANUAL_REVIEW)),
        ("TicketsFailed", len(run.failed)),
    ):
        metrics.add_metric(name, MetricUnit.Count, count)
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
