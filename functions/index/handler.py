"""Indexing nudges from SQS: what changed in a department goes into the search index."""

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from switchyard import bootstrap
from switchyard.outbox.messages import IndexNudge, read_nudge

logger = Logger(service="index")
metrics = Metrics(service="index")
tracer = Tracer(service="index")
processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)


@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """A department is brought level once, however many messages of the batch name it."""
    service = bootstrap.index()
    level: set[tuple[str, str]] = set()

    def index(record: SQSRecord) -> None:
        nudge = _nudge(record)
        place = (nudge.of, nudge.department)
        if place in level:
            return
        told = service.index(nudge)
        level.add(place)
        metrics.add_metric("DocumentsIndexed", MetricUnit.Count, told)
        logger.info("indexed", of=nudge.of, department=nudge.department, documents=told)

    return process_partial_response(
        event=event, record_handler=index, processor=processor, context=context
    )


def _nudge(record: SQSRecord) -> IndexNudge:
    nudge = read_nudge(record.body)
    if not isinstance(nudge, IndexNudge):
        raise TypeError(f"a nudge of kind {nudge.kind} came to index")
    return nudge
