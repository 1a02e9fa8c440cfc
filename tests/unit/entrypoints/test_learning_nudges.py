from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from switchyard.domain.errors import Conflict
from switchyard.domain.messages import LearnNudge, TicketNudge
from switchyard.domain.proposal import Proposal
from switchyard.entrypoints.learning_nudges import create_learning_handler
from switchyard.entrypoints.nudges import SqsHandler
from switchyard.usecases.learning.drift import CategoryDrift, DriftFigure
from switchyard.usecases.learning.service import LearningResult, LearningVerdict
from tests.unit.entrypoints.lambda_event import Context, make_factory, make_sqs_event, read_failures
from tests.unit.usecases.triage.test_classifier import make_card


@dataclass
class Service:
    meanwhile: bool = False
    rounds: int = 0

    def learn_classifier(self) -> LearningResult:
        self.rounds += 1
        if self.meanwhile:
            raise Conflict("the pointer moved on")
        return LearningResult(LearningVerdict.SERVED, make_card())


@dataclass
class Drift:
    drifts: Sequence[CategoryDrift] = ()

    def measure_week(self) -> Sequence[CategoryDrift]:
        return self.drifts


class Proposals:
    """No proposal is settled, and none is made."""

    def apply_proposals(self) -> Sequence[Proposal]:
        return ()

    def find_proposals(self) -> Sequence[Proposal]:
        return ()


def create_handler(
    service: Service | None = None, drifts: Sequence[CategoryDrift] = ()
) -> SqsHandler:
    return create_learning_handler(
        make_proposal_application=make_factory(Proposals()),
        make_classifier_learning=make_factory(service or Service()),
        make_drift=make_factory(Drift(drifts)),
        make_proposal_finding=make_factory(Proposals()),
    )


def make_drift(surely: float) -> CategoryDrift:
    figure = DriftFigure(now=0.5, before=0.2, worse_by_at_least=surely)
    return CategoryDrift(
        category="card_arrival",
        tickets=50,
        tickets_before=200,
        confidence=DriftFigure(now=0.9, before=0.9, worse_by_at_least=0),
        reviewed=figure,
        corrected=DriftFigure(now=0, before=0, worse_by_at_least=0),
    )


@pytest.mark.parametrize(
    ("drifts", "worst"),
    [((), 0.0), ((make_drift(0.2), make_drift(0.1)), 0.2), ((make_drift(0),), 0.0)],
)
def test_the_worst_category_is_the_metric(
    capsys: pytest.CaptureFixture[str],
    drifts: Sequence[CategoryDrift],
    worst: float,
) -> None:
    handler = create_handler(drifts=drifts)
    handler(make_sqs_event(LearnNudge(reason="daily")), Context())
    assert f'"WorstDrift":[{worst}]' in capsys.readouterr().out.replace(" ", "")


def test_a_classifier_is_learnt_and_its_card_logged(caplog: pytest.LogCaptureFixture) -> None:
    handler = create_handler()
    assert read_failures(handler(make_sqs_event(LearnNudge(reason="examples")), Context())) == []
    assert "'accuracy': 0.9" in str(vars(caplog.records[0]))


def test_what_could_not_be_served_is_learnt_again() -> None:
    handler = create_handler(Service(meanwhile=True))
    assert read_failures(handler(make_sqs_event(LearnNudge(reason="examples")), Context())) == [
        "m0"
    ]


def test_what_many_nudges_of_a_batch_ask_for_is_done_once() -> None:
    service = Service()
    handler = create_handler(service)
    nudges = [LearnNudge(reason=reason) for reason in ("examples", "desk", "asked")]
    assert read_failures(handler(make_sqs_event(*nudges), Context())) == []
    assert service.rounds == 1


def test_another_nudge_is_refused() -> None:
    handler = create_handler()
    other = TicketNudge(ticket="T-1", version=1, reason="pending")
    assert read_failures(handler(make_sqs_event(other), Context())) == ["m0"]
