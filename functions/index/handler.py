"""Indexing nudges from SQS: what changed in a department goes into the search index."""

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from switchyard import bootstrap
from switchyard.domain.messages import IndexNudge
from switchyard.entrypoints.nudges import each

logger = Logger(service="index")
metrics = Metrics(service="index")
tracer = Tracer(service="index")


@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """A department is brought level once, however many messages of the batch name it."""
    service = bootstrap.index()
    level: set[tuple[str, str]] = set()

    def index(nudge: IndexNudge) -> None:
        place = (nudge.of, nudge.department)
        if place in level:
            return
        told = service.index(nudge)
        level.add(place)
        metrics.add_metric("DocumentsIndexed", MetricUnit.Count, told)
        logger.info("indexed", of=nudge.of, department=nudge.department, documents=told)

    return each(event, context, index, IndexNudge)
