"""Mail nudges from SQS: the e-mails they name are sent."""

from __future__ import annotations

from collections.abc import Callable

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from switchyard.domain.mail import MailState
from switchyard.domain.messages import MailNudge
from switchyard.entrypoints.nudges import SqsEvent, SqsHandler, handle_nudges, read_nudges
from switchyard.entrypoints.observability import Metric, Observability
from switchyard.usecases.notifications.service import NotificationRun, NotificationService


class NotSent(Exception):
    """Named by the mail only: an error's own words may hold the ticket's."""


def create_mail_handler(make_notifications: Callable[[], NotificationService]) -> SqsHandler:
    """The whole batch is one run; each message then succeeds or fails with its mail."""
    observability = Observability("notify")

    def handle_batch(event: SqsEvent, context: LambdaContext) -> PartialItemFailureResponse:
        run = make_notifications().send_mails(list(read_nudges(event, observability, MailNudge)))
        _report_mails(run, observability)

        def raise_if_failed(nudge: MailNudge) -> None:
            if (nudge.ticket, nudge.mail) in run.failed:
                raise NotSent(f"{nudge.mail} of {nudge.ticket}")

        return handle_nudges(event, context, raise_if_failed, MailNudge)

    return observability.wrap_handler(handle_batch)


def _report_mails(run: NotificationRun, observability: Observability) -> None:
    """A mail that is sent at a second attempt may have been read twice: it is counted apart."""
    sent = [mail for mail in run.ended if mail.state is MailState.SENT]
    failed = [mail for mail in run.ended if mail.state is MailState.FAILED]
    observability.count_metric(Metric.MAILS_SENT, len(sent))
    observability.count_metric(Metric.MAILS_SENT_AGAIN, sum(mail.attempts > 1 for mail in sent))
    observability.count_metric(Metric.MAILS_FAILED, len(failed))
    for mail in run.ended:
        observability.log(
            f"mail {mail.state}",
            ticket_id=mail.ticket_id,
            mail_id=mail.mail_id,
            attempt=mail.attempts,
            note=mail.note,
        )
    for (ticket_id, mail_id), error in run.failed.items():
        observability.report_failure("mail not sent", error, ticket_id=ticket_id, mail_id=mail_id)
