from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from switchyard.domain.errors import Conflict
from switchyard.domain.messages import LearnNudge, TicketNudge
from switchyard.domain.proposal import Proposal
from switchyard.usecases.learning.drift import CategoryDrift, Figure
from switchyard.usecases.learning.service import Learnt, Verdict
from tests.unit.functions.lambda_event import Context, failures, load_handler, sqs_event
from tests.unit.triage.test_head import card


@dataclass
class Service:
    meanwhile: bool = False
    asked: int = 0

    def learn(self) -> Learnt:
        self.asked += 1
        if self.meanwhile:
            raise Conflict("the pointer moved on")
        return Learnt(Verdict.SERVED, card())


@dataclass
class Drift:
    found: Sequence[CategoryDrift] = ()

    def measure(self) -> Sequence[CategoryDrift]:
        return self.found


class Proposals:
    """Settles and finds nothing."""

    def settle(self) -> Sequence[Proposal]:
        return ()

    def find(self) -> Sequence[Proposal]:
        return ()


def learning(
    monkeypatch: pytest.MonkeyPatch,
    *,
    found: Sequence[CategoryDrift] = (),
    service: Service | None = None,
) -> Callable[[dict[str, object], Context], object]:
    made: Callable[[dict[str, object], Context], object] = load_handler(
        "learn",
        monkeypatch,
        learn=service or Service(),
        drift=Drift(found),
        settle=Proposals(),
        propose=Proposals(),
    ).handler
    return made


def drifted(surely: float) -> CategoryDrift:
    figure = Figure(now=0.5, before=0.2, surely=surely)
    return CategoryDrift(
        category="card_arrival",
        tickets=50,
        tickets_before=200,
        confidence=Figure(now=0.9, before=0.9, surely=0),
        reviewed=figure,
        corrected=Figure(now=0, before=0, surely=0),
    )


@pytest.mark.parametrize(
    ("found", "worst"), [((), 0.0), ((drifted(0.2), drifted(0.1)), 0.2), ((drifted(0),), 0.0)]
)
def test_the_worst_category_is_the_metric(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    found: Sequence[CategoryDrift],
    worst: float,
) -> None:
    handler = learning(monkeypatch, found=found)
    handler(sqs_event(LearnNudge(reason="daily")), Context())
    assert f'"WorstDrift":[{worst}]' in capsys.readouterr().out.replace(" ", "")


def test_a_head_is_learnt_and_its_card_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    handler = learning(monkeypatch)
    assert failures(handler(sqs_event(LearnNudge(reason="examples")), Context())) == []
    assert "'accuracy': 0.9" in str(vars(caplog.records[0]))


def test_what_could_not_be_served_is_learnt_again(monkeypatch: pytest.MonkeyPatch) -> None:
    handler = learning(monkeypatch, service=Service(meanwhile=True))
    assert failures(handler(sqs_event(LearnNudge(reason="examples")), Context())) == ["m0"]


def test_what_many_nudges_of_a_batch_ask_for_is_done_once(monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service()
    handler = learning(monkeypatch, service=service)
    nudges = [LearnNudge(reason=reason) for reason in ("examples", "desk", "asked")]
    assert failures(handler(sqs_event(*nudges), Context())) == []
    assert service.asked == 1


def test_another_nudge_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    handler = learning(monkeypatch)
    other = TicketNudge(ticket="T-1", version=1, reason="pending")
    assert failures(handler(sqs_event(other), Context())) == ["m0"]
