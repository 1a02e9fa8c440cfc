"""Nudges that SQS hands to a function: each message succeeds or fails by itself."""

from collections.abc import Callable, Iterator

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSEvent, SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import ValidationError

from switchyard.domain.messages import Nudge, read_nudge
from switchyard.entrypoints.observability import Handler, Observability

type SqsEvent = dict[str, object]
type SqsHandler = Handler[SqsEvent, PartialItemFailureResponse]

_BATCH_PROCESSOR = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)


def read_nudges[N: Nudge](
    event: SqsEvent, observability: Observability, *kinds: type[N]
) -> Iterator[N]:
    """Nudges of these kinds. Any other message is logged, and fails in `handle_nudges`."""
    for record in SQSEvent(event).records:
        try:
            yield read_record_nudge(record, *kinds)
        except (ValidationError, TypeError):
            observability.warn("not a nudge for this function", message_id=record.message_id)


def handle_nudges[N: Nudge](
    event: SqsEvent,
    context: LambdaContext,
    handle_nudge: Callable[[N], object],
    *kinds: type[N],
) -> PartialItemFailureResponse:
    """A message for which `handle_nudge` raises comes again."""
    return handle_records(
        event, context, lambda record: handle_nudge(read_record_nudge(record, *kinds))
    )


def handle_records(
    event: SqsEvent, context: LambdaContext, handle_record: Callable[[SQSRecord], object]
) -> PartialItemFailureResponse:
    """A message for which `handle_record` raises comes again."""
    return process_partial_response(
        event=event, record_handler=handle_record, processor=_BATCH_PROCESSOR, context=context
    )


def read_record_nudge[N: Nudge](record: SQSRecord, *kinds: type[N]) -> N:
    """Raises TypeError for a nudge of another kind, ValidationError for any other message."""
    nudge = read_nudge(record.body)
    if not isinstance(nudge, kinds):
        raise TypeError(f"a nudge of kind {nudge.kind} is for another function")
    return nudge
