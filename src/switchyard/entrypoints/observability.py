"""What a function says of its own work: log lines, metrics and traces, with one set of names.

The namespace of the metrics comes from the environment (`POWERTOOLS_METRICS_NAMESPACE`), where the
template sets it for alarms and dashboard too. Every metric has one dimension: the service.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from traceback import format_tb
from typing import TYPE_CHECKING, TypedDict, Unpack

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

type Handler[Event, Answer] = Callable[[Event, LambdaContext], Answer]

# The wrapper of Powertools and the method here: a line's place is that of its caller.
_CALLER_STACK_LEVEL = 3


class Metric(StrEnum):
    """Every metric that a function counts."""

    ANSWERS_2XX = "2xx"
    ANSWERS_3XX = "3xx"
    ANSWERS_4XX = "4xx"
    ANSWERS_5XX = "5xx"
    FILES_RECEIVED = "FilesReceived"
    FILES_ENDED = "FilesEnded"
    ROWS_ACCEPTED = "RowsAccepted"
    ROWS_REFUSED = "RowsRefused"
    SUBMISSIONS_TAKEN = "SubmissionsTaken"
    SUBMISSIONS_REFUSED = "SubmissionsRefused"
    NUDGES_FORWARDED = "NudgesForwarded"
    EVENTS_FORWARDED = "EventsForwarded"
    RECORDS_BURIED = "RecordsBuried"
    TICKETS_ROUTED = "TicketsRouted"
    TICKETS_TO_REVIEW = "TicketsToReview"
    TICKETS_FAILED = "TicketsFailed"
    TICKETS_ASSIGNED = "TicketsAssigned"
    TICKETS_WAITING = "TicketsWaiting"
    TICKETS_HANDED_OVER = "TicketsHandedOver"
    CLOSE_CALLS_ANSWERED = "CloseCallsAnswered"
    CLOSE_CALLS_UNANSWERED = "CloseCallsUnanswered"
    MAILS_SENT = "MailsSent"
    MAILS_SENT_AGAIN = "MailsSentAgain"
    MAILS_FAILED = "MailsFailed"
    DOCUMENTS_INDEXED = "DocumentsIndexed"
    CLASSIFIERS_SERVED = "ClassifiersServed"
    WORST_DRIFT = "WorstDrift"
    PUT_BACK = "PutBack"
    GIVEN_UP = "GivenUp"
    TAKEN_BACK = "TakenBack"
    SERVICE_DUE_SOON = "ServiceDueSoon"
    SERVICE_BREACHED = "ServiceBreached"
    NOT_SWEPT = "NotSwept"
    OLDEST_WAITING = "OldestWaiting"


class LogFields(TypedDict, total=False):
    """Every field of a log line, beside those that Powertools writes into each."""

    ticket_id: str
    employee_id: str
    mail_id: str
    upload_id: str
    refusal_id: str
    message_id: str
    step: str
    department: str
    channel: str
    kind: str
    state: str
    outcome: str
    category: str | None
    confidence: float | None
    verdict: str
    attempt: int
    note: str
    chunk: int
    accepted: int
    refused: int
    documents: int
    records: int
    nudges: int
    events: int
    buried: int
    joined: int
    finished: int
    settled_proposals: int
    open_proposals: int
    put_back: Sequence[str]
    given_up: Sequence[str]
    taken_back: Sequence[str]
    due_soon: Sequence[str]
    breached: Sequence[str]
    card: Mapping[str, object] | None
    worst_category: Mapping[str, object]
    method: str
    path: str
    status: int
    duration_ms: float
    error: str
    stack: Sequence[str]


class Observability:
    """The logger, the metrics and the tracer of one function, all under its service name."""

    def __init__(self, service: str) -> None:
        self.logger = Logger(service=service)
        self._metrics = Metrics(service=service)
        self._tracer = Tracer(service=service)

    def wrap_handler[Event, Answer](
        self, handler: Handler[Event, Answer], *, correlation_id_path: str | None = None
    ) -> Handler[Event, Answer]:
        """The handler with a trace, metrics and log lines for each call; no event is logged."""
        logged = self.logger.inject_lambda_context(
            handler, correlation_id_path=correlation_id_path, clear_state=True
        )
        counted = self._metrics.log_metrics(logged)
        return self._tracer.capture_lambda_handler(counted, capture_response=False)

    def count_metric(self, metric: Metric, number: int = 1) -> None:
        self._metrics.add_metric(metric, MetricUnit.Count, number)

    def record_seconds(self, metric: Metric, seconds: float) -> None:
        self._metrics.add_metric(metric, MetricUnit.Seconds, seconds)

    def record_value(self, metric: Metric, value: float) -> None:
        """A number without a unit."""
        self._metrics.add_metric(metric, MetricUnit.NoUnit, value)

    def log(self, message: str, /, **fields: Unpack[LogFields]) -> None:
        self.logger.info(message, stacklevel=_CALLER_STACK_LEVEL, extra=fields)

    def warn(self, message: str, /, **fields: Unpack[LogFields]) -> None:
        self.logger.warning(message, stacklevel=_CALLER_STACK_LEVEL, extra=fields)

    def name_ticket(self, ticket_id: str) -> None:
        """Puts the ticket's id on every further line of this call."""
        self.logger.append_keys(ticket_id=ticket_id)

    def report_failure(
        self, message: str, error: Exception, /, **fields: Unpack[LogFields]
    ) -> None:
        """Logs an error by its type and its place: its own words may hold the ticket's."""
        fields["error"] = type(error).__name__
        fields["stack"] = format_tb(error.__traceback__)
        self.logger.error(message, stacklevel=_CALLER_STACK_LEVEL, extra=fields)
