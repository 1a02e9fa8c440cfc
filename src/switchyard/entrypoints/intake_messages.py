"""Files, submissions and chunks from SQS: each queue's messages go to their use case."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from switchyard.domain.messages import ChunkNudge
from switchyard.domain.upload import RefusedSubmission
from switchyard.entrypoints.nudges import SqsEvent, SqsHandler, handle_records, read_record_nudge
from switchyard.entrypoints.observability import Metric, Observability
from switchyard.usecases.intake.s3_notification import read_drops

if TYPE_CHECKING:
    from switchyard.ports.uploads import SubmissionIntake
    from switchyard.usecases.intake.service import FileIntakeService
    from switchyard.usecases.intake.submissions import SubmissionService


def create_intake_handler(
    make_file_intake: Callable[[], FileIntakeService],
    make_submissions: Callable[[], SubmissionService],
) -> SqsHandler:
    """Every message succeeds or fails by itself; the desk is read once a batch."""
    observability = Observability("ingest")

    def handle_batch(event: SqsEvent, context: LambdaContext) -> PartialItemFailureResponse:
        # Read when the first submission comes: a batch of files needs none.
        read_intake = cache(lambda: make_submissions().make_intake())
        handlers: dict[str, Callable[[SQSRecord], None]] = {
            "files": partial(_receive_files, make_file_intake, observability),
            "chunks": partial(_read_chunk, make_file_intake, observability),
            "submissions": partial(
                _receive_submission, make_submissions, read_intake, observability
            ),
        }
        return handle_records(
            event, context, lambda record: handlers[_read_queue_name(record)](record)
        )

    return observability.wrap_handler(handle_batch)


def _read_queue_name(record: SQSRecord) -> str:
    """The last part of its name; what stands before it is the stage's."""
    return record.event_source_arn.rpartition(":")[2].rpartition("-")[2]


def _receive_files(
    make_file_intake: Callable[[], FileIntakeService],
    observability: Observability,
    record: SQSRecord,
) -> None:
    drops = list(read_drops(record.body))
    observability.count_metric(Metric.FILES_RECEIVED, len(drops))
    for drop in drops:
        upload = make_file_intake().receive_file(drop)
        observability.log(
            "received", upload_id=upload.upload_id, kind=upload.kind, state=upload.state
        )


def _read_chunk(
    make_file_intake: Callable[[], FileIntakeService],
    observability: Observability,
    record: SQSRecord,
) -> None:
    nudge = read_record_nudge(record, ChunkNudge)
    if nudge.chunk == 0:
        _finish_upload(make_file_intake(), observability, nudge.upload)
        return
    chunk = make_file_intake().read_chunk(nudge.upload, nudge.chunk)
    observability.count_metric(Metric.ROWS_ACCEPTED, chunk.accepted)
    observability.count_metric(Metric.ROWS_REFUSED, chunk.refused)
    observability.log(
        "read",
        upload_id=chunk.upload_id,
        chunk=chunk.number,
        accepted=chunk.accepted,
        refused=chunk.refused,
    )


def _finish_upload(
    service: FileIntakeService, observability: Observability, upload_id: str
) -> None:
    upload = service.finish_upload(upload_id)
    observability.count_metric(Metric.FILES_ENDED)
    observability.log("finished", upload_id=upload.upload_id, state=upload.state)


def _receive_submission(
    make_submissions: Callable[[], SubmissionService],
    read_intake: Callable[[], SubmissionIntake],
    observability: Observability,
    record: SQSRecord,
) -> None:
    outcome = make_submissions().receive_message(record.body, record.message_id, read_intake())
    if isinstance(outcome, RefusedSubmission):
        observability.count_metric(Metric.SUBMISSIONS_REFUSED)
        observability.log("refused", refusal_id=outcome.refusal_id, message_id=outcome.message_id)
        return
    observability.count_metric(Metric.SUBMISSIONS_TAKEN)
    observability.log("submitted", ticket_id=outcome.ticket_id, channel=outcome.channel)
