"""The desk table's stream: what was committed is forwarded as nudges and events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from aws_lambda_powertools.utilities.typing import LambdaContext

from switchyard.entrypoints.observability import Handler, Metric, Observability
from switchyard.ports.outgoing import StreamRecord

if TYPE_CHECKING:
    from switchyard.usecases.outbox.service import PublishService

type StreamEvent = dict[str, Sequence[StreamRecord]]


def create_stream_handler(
    make_publish: Callable[[], PublishService],
) -> Handler[StreamEvent, None]:
    """Raises where something was not sent: the stream gives the whole batch again."""
    observability = Observability("publish")

    def handle_stream(event: StreamEvent, context: LambdaContext) -> None:  # noqa: ARG001
        records = event["Records"]
        forwarded = make_publish().forward_records(records)
        observability.count_metric(Metric.NUDGES_FORWARDED, forwarded.nudges)
        observability.count_metric(Metric.EVENTS_FORWARDED, forwarded.events)
        observability.count_metric(Metric.RECORDS_BURIED, forwarded.buried)
        observability.log(
            "forwarded",
            records=len(records),
            nudges=forwarded.nudges,
            events=forwarded.events,
            buried=forwarded.buried,
        )

    return observability.wrap_handler(handle_stream)
