from dataclasses import dataclass, field

from switchyard.domain.errors import Unavailable
from switchyard.domain.messages import IndexNudge, LearnNudge
from switchyard.domain.vector import VectorKind
from switchyard.entrypoints.index_nudges import create_index_handler
from tests.unit.entrypoints.lambda_event import Context, make_factory, make_sqs_event, read_failures


@dataclass
class Service:
    down: str = ""
    indexed: list[str] = field(default_factory=list)

    def update_index(self, nudge: IndexNudge) -> int:
        if nudge.department == self.down:
            raise Unavailable("no index")
        self.indexed.append(nudge.department)
        return 1


def make_nudge(department: str) -> IndexNudge:
    return IndexNudge(vector_kind=VectorKind.PRECEDENT, department=department, reason="corrected")


def test_a_department_is_indexed_once_a_batch() -> None:
    service = Service()
    handler = create_index_handler(make_factory(service))
    event = make_sqs_event(make_nudge("cards"), make_nudge("loans"), make_nudge("cards"))
    assert read_failures(handler(event, Context())) == []
    assert service.indexed == ["cards", "loans"]


def test_only_what_failed_comes_again() -> None:
    handler = create_index_handler(make_factory(Service(down="cards")))
    event = make_sqs_event(
        make_nudge("cards"), make_nudge("loans"), "not JSON", LearnNudge(reason="x")
    )
    assert read_failures(handler(event, Context())) == ["m0", "m2", "m3"]
