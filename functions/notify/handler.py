"""Mail nudges from SQS: the e-mails they name are sent."""

from traceback import format_tb

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from switchyard import bootstrap
from switchyard.domain.mail import MailState
from switchyard.domain.messages import MailNudge
from switchyard.entrypoints.nudges import each, readable
from switchyard.usecases.notifications.service import Run

logger = Logger(service="notify")
metrics = Metrics(service="notify")
tracer = Tracer(service="notify")


class NotSent(Exception):
    """Named by the mail only: an error's own words may hold the ticket's."""


@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """The whole batch is one run; each message then succeeds or fails with its mail."""
    run = bootstrap.notifications().notify(list(readable(event, logger, MailNudge)))
    _report(run)

    def settle(nudge: MailNudge) -> None:
        if (nudge.ticket, nudge.mail) in run.failed:
            raise NotSent(f"{nudge.mail} of {nudge.ticket}")

    return each(event, context, settle, MailNudge)


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
