"""Nudges that SQS hands to a function: each message succeeds or fails by itself."""

from collections.abc import Callable, Iterator

from aws_lambda_powertools import Logger
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

_PROCESSOR = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)


def readable[N: Nudge](event: dict[str, object], logger: Logger, *kinds: type[N]) -> Iterator[N]:
    """Those of these kinds. Any other message is logged, and fails in `each`."""
    for record in SQSEvent(event).records:
        try:
            yield _nudge(record, kinds)
        except (ValidationError, TypeError):
            logger.warning("not a nudge of this function's", message_id=record.message_id)


def each[N: Nudge](
    event: dict[str, object],
    context: LambdaContext,
    settle: Callable[[N], object],
    *kinds: type[N],
) -> PartialItemFailureResponse:
    """What `settle` raises for comes again."""
    return process_partial_response(
        event=event,
        record_handler=lambda record: settle(_nudge(record, kinds)),
        processor=_PROCESSOR,
        context=context,
    )


def _nudge[N: Nudge](record: SQSRecord, kinds: tuple[type[N], ...]) -> N:
    nudge = read_nudge(record.body)
    if not isinstance(nudge, kinds):
        raise TypeError(f"a nudge of kind {nudge.kind} is for another function")
    return nudge
