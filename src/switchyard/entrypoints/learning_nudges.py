"""Learning nudges from SQS: what people confirmed becomes a classifier and categories."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from switchyard.domain.messages import LearnNudge
from switchyard.entrypoints.nudges import SqsEvent, SqsHandler, handle_nudges
from switchyard.entrypoints.observability import Metric, Observability
from switchyard.usecases.learning.drift import CategoryDrift
from switchyard.usecases.learning.service import LearnService, Learnt, Verdict

if TYPE_CHECKING:
    from switchyard.usecases.learning.apply_proposals import SettleService
    from switchyard.usecases.learning.drift_service import DriftService
    from switchyard.usecases.learning.propose_categories import FindService


@dataclass(frozen=True, slots=True)
class LearningServices:
    """In the order of one round: settle, learn, measure, propose."""

    settle: SettleService
    learn: LearnService
    drift: DriftService
    propose: FindService


def create_learning_handler(
    *,
    make_settle: Callable[[], SettleService],
    make_learn: Callable[[], LearnService],
    make_drift: Callable[[], DriftService],
    make_propose: Callable[[], FindService],
) -> SqsHandler:
    """One round of learning, however many messages of a batch ask for it."""
    observability = Observability("learn")

    def handle(event: SqsEvent, context: LambdaContext) -> PartialItemFailureResponse:
        services = LearningServices(make_settle(), make_learn(), make_drift(), make_propose())
        done = False

        def learn_once(_nudge: LearnNudge) -> None:
            nonlocal done
            if not done:
                _learn(services, observability)
            done = True

        return handle_nudges(event, context, learn_once, LearnNudge)

    return observability.observe(handle)


def _learn(services: LearningServices, observability: Observability) -> None:
    settled = services.settle.settle()
    _report_classifier(services.learn.learn(), observability)
    _report_drift(services.drift.measure(), observability)
    proposals = services.propose.find()
    observability.log("proposed", settled_proposals=len(settled), open_proposals=len(proposals))


def _report_classifier(learnt: Learnt, observability: Observability) -> None:
    observability.count(Metric.CLASSIFIERS_SERVED, int(learnt.verdict is Verdict.SERVED))
    card = learnt.card.model_dump(exclude={"held_back"}) if learnt.card else None
    observability.log("learnt", verdict=learnt.verdict, card=card)


def _report_drift(drifts: Sequence[CategoryDrift], observability: Observability) -> None:
    """The worst category alone is a metric: one for each would cost more than the rest."""
    worst = drifts[0] if drifts else None
    observability.measure(Metric.WORST_DRIFT, worst.worst if worst else 0.0)
    if worst and worst.worst:
        observability.log("drifted", worst_category=worst.model_dump())
