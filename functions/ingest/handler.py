"""Files, submissions and chunks from SQS: each queue's messages go to their use case."""

from switchyard.ml.embedding.loading import loading

loading()

from collections.abc import Callable
from functools import cache

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
from switchyard.domain.messages import ChunkNudge, read_nudge
from switchyard.domain.upload import Refusal
from switchyard.usecases.intake.s3_notification import read_drops

logger = Logger(service="ingest")
metrics = Metrics(namespace="Switchyard", service="ingest")
tracer = Tracer(service="ingest")
processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)


@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Every message succeeds or fails by itself; the desk is read once a batch."""
    takers: dict[str, Callable[[SQSRecord], None]] = {
        "files": _drops,
        "chunks": _chunk,
        "submissions": _submissions(),
    }

    def take(record: SQSRecord) -> None:
        takers[_queue(record)](record)

    return process_partial_response(
        event=event, record_handler=take, processor=processor, context=context
    )


def _queue(record: SQSRecord) -> str:
    """The last part of its name; what stands before it is the stage's."""
    return record.event_source_arn.rpartition(":")[2].rpartition("-")[2]


def _drops(record: SQSRecord) -> None:
    drops = list(read_drops(record.body))
    metrics.add_metric("FilesReceived", MetricUnit.Count, len(drops))
    for drop in drops:
        upload = bootstrap.ingest().receive_file(drop)
        logger.info("received", upload_id=upload.upload_id, kind=upload.kind, state=upload.state)


def _chunk(record: SQSRecord) -> None:
    nudge = read_nudge(record.body)
    if not isinstance(nudge, ChunkNudge):
        raise TypeError(f"a nudge of kind {nudge.kind} came to ingest")
    if nudge.chunk == 0:
        upload = bootstrap.ingest().finish_upload(nudge.upload)
        metrics.add_metric("FilesEnded", MetricUnit.Count, 1)
        logger.info("finished", upload_id=upload.upload_id, state=upload.state)
        return
    chunk = bootstrap.ingest().read_chunk(nudge.upload, nudge.chunk)
    metrics.add_metric("RowsAccepted", MetricUnit.Count, chunk.accepted)
    metrics.add_metric("RowsRefused", MetricUnit.Count, chunk.refused)
    logger.info(
        "read",
        upload_id=chunk.upload_id,
        chunk=chunk.number,
        accepted=chunk.accepted,
        refused=chunk.refused,
    )


def _submissions() -> Callable[[SQSRecord], None]:
    intake = cache(lambda: bootstrap.submissions().intake())

    def submit(record: SQSRecord) -> None:
        taken = bootstrap.submissions().receive(record.body, record.message_id, intake())
        if isinstance(taken, Refusal):
            metrics.add_metric("SubmissionsRefused", MetricUnit.Count, 1)
            logger.info("refused", refusal_id=taken.refusal_id, message_id=taken.message_id)
            return
        metrics.add_metric("SubmissionsTaken", MetricUnit.Count, 1)
        logger.info("submitted", ticket_id=taken.ticket_id, door=taken.door)

    return submit
