"""Learning nudges from SQS: what people confirmed and decided becomes a head and categories."""

from collections.abc import Sequence

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from switchyard import bootstrap
from switchyard.domain.messages import LearnNudge
from switchyard.entrypoints.nudges import each
from switchyard.usecases.learning.drift import CategoryDrift
from switchyard.usecases.learning.service import Verdict

logger = Logger(service="learn")
metrics = Metrics(service="learn")
tracer = Tracer(service="learn")


@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """However many messages of a batch ask for it, it is done once."""
    service, drift = bootstrap.learn(), bootstrap.drift()
    settling, proposing = bootstrap.settle(), bootstrap.propose()
    done = False

    def learn(_nudge: LearnNudge) -> None:
        nonlocal done
        if done:
            return
        settled = settling.settle()
        learnt = service.learn()
        served = learnt.verdict is Verdict.SERVED
        metrics.add_metric("HeadsServed", MetricUnit.Count, int(served))
        card = learnt.card.model_dump(exclude={"held_back"}) if learnt.card else None
        logger.info("learnt", verdict=learnt.verdict, card=card)
        _report(drift.measure())
        proposed = proposing.find()
        logger.info("proposed", settled=len(settled), open=len(proposed))
        done = True

    return each(event, context, learn, LearnNudge)


def _report(found: Sequence[CategoryDrift]) -> None:
    """The worst category alone is a metric: one for each would cost more than the rest."""
    worst = found[0] if found else None
    metrics.add_metric("WorstDrift", MetricUnit.NoUnit, worst.worst if worst else 0.0)
    if worst and worst.worst:
        logger.info("drifted", worst=worst.model_dump())
