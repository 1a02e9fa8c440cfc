"""Learning nudges from SQS: a head is trained on what people confirmed."""

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from switchyard import bootstrap
from switchyard.learning.service import Verdict
from switchyard.nudged import each
from switchyard.outbox.messages import LearnNudge

logger = Logger(service="learn")
metrics = Metrics(service="learn")
tracer = Tracer(service="learn")


@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """A second message of a batch finds nothing new to learn."""
    service = bootstrap.learn()

    def learn(_nudge: LearnNudge) -> None:
        learnt = service.learn()
        served = learnt.verdict is Verdict.SERVED
        metrics.add_metric("HeadsServed", MetricUnit.Count, int(served))
        card = learnt.card.model_dump() if learnt.card else None
        logger.info("learnt", verdict=learnt.verdict, card=card)

    return each(event, context, learn, LearnNudge)
