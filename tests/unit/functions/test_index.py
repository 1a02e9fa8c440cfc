from dataclasses import dataclass, field

import pytest

from switchyard.domain.errors import Unavailable
from switchyard.domain.messages import IndexNudge, LearnNudge
from switchyard.domain.vector import Kind
from tests.unit.functions.lambda_event import Context, failures, load_handler, sqs_event


@dataclass
class Service:
    down: str = ""
    indexed: list[str] = field(default_factory=list)

    def index(self, nudge: IndexNudge) -> int:
        if nudge.department == self.down:
            raise Unavailable("no index")
        self.indexed.append(nudge.department)
        return 1


def nudge(department: str) -> IndexNudge:
    return IndexNudge(of=Kind.PRECEDENT, department=department, reason="corrected")


def test_a_department_is_indexed_once_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service()
    handler = load_handler("index", monkeypatch, index=service).handler
    event = sqs_event(nudge("cards"), nudge("loans"), nudge("cards"))
    assert failures(handler(event, Context())) == []
    assert service.indexed == ["cards", "loans"]


def test_only_what_failed_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    handler = load_handler("index", monkeypatch, index=Service(down="cards")).handler
    event = sqs_event(nudge("cards"), nudge("loans"), "not JSON", LearnNudge(reason="x"))
    assert failures(handler(event, Context())) == ["m0", "m2", "m3"]
