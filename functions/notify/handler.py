"""Mail nudges from SQS: the e-mails they name are sent."""

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
from switchyard.notifications.model import MailState
from switchyard.notifications.service import Run
from switchyard.outbox.messages import MailNudge, read_nudge

logger = Logger(service="notify")
metrics = Metrics(service="notify")
tracer = Tracer(service="notify")
processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)


class NotSent(Exception):
    """Named by the mail only: an error's own words may hold the ticket's."""


@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """The whole batch is one run; each message then succeeds or fails with its mail."""
    run = bootstrap.notifications().notify(list(_readable(event)))
    _report(run)

    def settle(record: SQSRecord) -> None:
        nudge = _nudge(record)
        if (nudge.ticket, nudge.mail) in run.failed:
            raise NotSent(f"{nudge.mail} of {nudge.ticket}")

    return process_partial_response(
        event=event, record_handler=settle, processor=processor, context=context
    )


def _readable(event: dict[str, object]) -> Iterator[MailNudge]:
    for record in SQSEvent(event).records:
        try:
            yield _nudge(record)
        except (ValidationError, TypeError):
            logger.warning("not a mail nudge", message_id=record.message_id)


def _nudge(record: SQSRecord) -> MailNudge:
    nudge = read_nudge(record.body)
    if not isinstance(nudge, MailNudge):
        raise TypeError(f"a nudge of kind {nudge.kind} came to notify")
    return nudge


def _report(run: Run) -> None:
    """A mail that is sent at a second attempt may have been read twice: that is counted apart."""
    sent = [mail for mail in run.ended if mail.state is MailState.SENT]
    refused = [mail for mail in run.ended if mail.state is MailState.FAILED]
    metrics.add_metric("MailsSent", MetricUnit.Count, len(sent))
    metrics.add_metric("MailsSentAgain", MetricUnit.Count, sum(one.attempts > 1 for one in sent))
    metrics.add_metric("MailsFailed", MetricUnit.Count, len(refused))
    for mail in run.ended:
        logger.info(
            f"mail {mail.state}",
            ticket_id=mail.ticket_id,
            mail_id=mail.mail_id,
            attempt=mail.attempts,
            note=mail.note,
        )
    for (ticket_id, mail_id), error in run.failed.items():
        logger.error(
            "mail not sent",
            ticket_id=ticket_id,
            mail_id=mail_id,
            error=type(error).__name__,
            stack=format_tb(error.__traceback__),
        )
