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
from switchyard.usecases.learning.service import (
    ClassifierLearningService,
    LearningResult,
    LearningVerdict,
)

if TYPE_CHECKING:
    from switchyard.usecases.learning.apply_proposals import ProposalApplicationService
    from switchyard.usecases.learning.drift_service import DriftService
    from switchyard.usecases.learning.propose_categories import ProposalFindingService


@dataclass(frozen=True, slots=True)
class LearningServices:
    """In the order of one round: settle, learn, measure, propose."""

    proposal_application: ProposalApplicationService
    classifier_learning: ClassifierLearningService
    drift: DriftService
    proposal_finding: ProposalFindingService


def create_learning_handler(
    *,
    make_proposal_application: Callable[[], ProposalApplicationService],
    make_classifier_learning: Callable[[], ClassifierLearningService],
    make_drift: Callable[[], DriftService],
    make_proposal_finding: Callable[[], ProposalFindingService],
) -> SqsHandler:
    """One round of learning, however many messages of a batch ask for it."""
    observability = Observability("learn")

    def handle_batch(event: SqsEvent, context: LambdaContext) -> PartialItemFailureResponse:
        services = LearningServices(
            make_proposal_application(),
            make_classifier_learning(),
            make_drift(),
            make_proposal_finding(),
        )
        done = False

        def learn_once(_nudge: LearnNudge) -> None:
            nonlocal done
            if not done:
                _run_learning_round(services, observability)
            done = True

        return handle_nudges(event, context, learn_once, LearnNudge)

    return observability.wrap_handler(handle_batch)


def _run_learning_round(services: LearningServices, observability: Observability) -> None:
    applied_ids = services.proposal_application.apply_proposals()
    _report_classifier(services.classifier_learning.learn_classifier(), observability)
    _report_drift(services.drift.measure_week(), observability)
    proposals = services.proposal_finding.find_proposals()
    observability.log("proposed", settled_proposals=len(applied_ids), open_proposals=len(proposals))


def _report_classifier(result: LearningResult, observability: Observability) -> None:
    observability.count_metric(
        Metric.CLASSIFIERS_SERVED, int(result.verdict is LearningVerdict.SERVED)
    )
    card = result.card.model_dump(exclude={"held_back"}) if result.card else None
    observability.log("learnt", verdict=result.verdict, card=card)


def _report_drift(drifts: Sequence[CategoryDrift], observability: Observability) -> None:
    """The worst category alone is a metric: one for each would cost more than the rest."""
    worst = drifts[0] if drifts else None
    observability.record_value(Metric.WORST_DRIFT, worst.worst if worst else 0.0)
    if worst and worst.worst:
        observability.log("drifted", worst_category=worst.model_dump())
