import json
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest

from switchyard.domain.errors import Unavailable
from switchyard.domain.messages import LearnNudge
from switchyard.domain.upload import UploadState
from switchyard.entrypoints.intake_messages import create_intake_handler
from switchyard.entrypoints.nudges import SqsHandler
from switchyard.usecases.intake.s3_notification import FileDrop
from tests.unit.entrypoints.lambda_event import Context, make_factory, read_failures

EVENTS = Path("events/ingest")


@dataclass
class Ingest:
    calls: list[object] = field(default_factory=list)
    down: bool = False

    def receive_file(self, drop: FileDrop) -> SimpleNamespace:
        self._record_call(drop.key)
        return SimpleNamespace(upload_id="U-1", kind=drop.kind, state=UploadState.READING)

    def read_chunk(self, upload: str, number: int) -> SimpleNamespace:
        self._record_call((upload, number))
        return SimpleNamespace(upload_id=upload, number=number, accepted=2, refused=1)

    def finish_upload(self, upload: str) -> SimpleNamespace:
        self._record_call(upload)
        return SimpleNamespace(upload_id=upload, state=UploadState.DONE)

    def _record_call(self, call: object) -> None:
        if self.down:
            raise Unavailable("down")
        self.calls.append(call)


@dataclass
class Submissions:
    """Knows one intake a batch by its number."""

    intakes: int = 0
    received: list[tuple[str, int]] = field(default_factory=list)

    def make_intake(self) -> int:
        self.intakes += 1
        return self.intakes

    def receive_message(self, body: str, message_id: str, intake: int) -> SimpleNamespace:
        json.loads(body)
        self.received.append((message_id, intake))
        return SimpleNamespace(ticket_id="T-1", channel="sqs")


def create_handler(
    ingest: Ingest | None = None, submissions: Submissions | None = None
) -> SqsHandler:
    return create_intake_handler(make_factory(ingest), make_factory(submissions))


def read_sample(name: str) -> dict[str, object]:
    event: dict[str, object] = json.loads((EVENTS / f"{name}.json").read_text())
    return event


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("file-roster", "roster/people in November.csv"),
        ("file-tickets-jsonl", "tickets/export.jsonl"),
        ("chunks", ("U-7Q2M8D1K4R9T0VXA", 1)),
        ("upload-finished", "U-7Q2M8D1K4R9T0VXA"),
    ],
)
def test_each_queues_message_goes_to_its_use_case(name: str, call: object) -> None:
    service = Ingest()
    handler = create_handler(service)
    assert read_failures(handler(read_sample(name), Context())) == []
    assert service.calls == [call]


def test_the_test_event_of_s3_is_passed_over() -> None:
    service = Ingest()
    handler = create_handler(service)
    assert read_failures(handler(read_sample("file-test-event"), Context())) == []
    assert service.calls == []


@pytest.mark.parametrize("name", ["file-desk", "chunks", "upload-finished"])
def test_what_could_not_be_read_comes_again(name: str) -> None:
    handler = create_handler(Ingest(down=True))
    assert len(read_failures(handler(read_sample(name), Context()))) == 1


def test_submissions_of_a_batch_share_one_reading_of_the_desk() -> None:
    service = Submissions()
    handler = create_handler(submissions=service)
    for _ in range(2):
        assert read_failures(handler(read_sample("submissions"), Context())) == []
    assert [intake for _, intake in service.received] == [1, 1, 2, 2]


def test_another_nudge_is_refused() -> None:
    handler = create_handler(Ingest())
    event = read_sample("chunks")
    records = event["Records"]
    assert isinstance(records, list)
    records[0]["body"] = LearnNudge(reason="examples").model_dump_json()
    assert len(read_failures(handler(event, Context()))) == 1
