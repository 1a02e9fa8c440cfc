"""Nudges and buried records as they come out of a queue; events as a rule sees them."""

import json
import uuid
from datetime import UTC, datetime
from random import Random
from typing import Any

import boto3
import pytest
from mypy_boto3_sqs import SQSClient

from switchyard.adapters.backoff import Backoff
from switchyard.adapters.events import EventBridgeBus
from switchyard.adapters.sqs import SqsDeadLetterQueue, SqsQueueSender
from switchyard.domain.errors import Unavailable
from switchyard.domain.events import SubmissionRefused
from switchyard.domain.messages import DrainNudge, Queue, TicketNudge, read_nudge
from switchyard.domain.ticket import Origin
from switchyard.domain.upload import RowProblem
from tests.fixtures.stores import BACKOFF

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def create_queue(client: SQSClient) -> str:
    return client.create_queue(QueueName=f"q-{uuid.uuid4().hex[:12]}")["QueueUrl"]


def take_messages(client: SQSClient, url: str, least: int) -> list[str]:
    bodies: list[str] = []
    while len(bodies) < least:
        answer = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=5)
        messages = answer.get("Messages", [])
        assert messages, f"only {len(bodies)} of {least} messages came"
        bodies += [message["Body"] for message in messages]
    return bodies


@pytest.fixture
def sqs(s3_and_sqs: boto3.Session) -> SQSClient:
    return s3_and_sqs.client("sqs")


def test_every_nudge_arrives_as_it_was_sent(sqs: SQSClient) -> None:
    triage, assignment = create_queue(sqs), create_queue(sqs)
    queues = SqsQueueSender(sqs, {Queue.TRIAGE: triage, Queue.ASSIGNMENT: assignment}, BACKOFF)
    nudges = [TicketNudge(ticket=f"T-{n}", version=1, reason="pending") for n in range(23)]
    drain = DrainNudge(department="cards", reason="slot freed")
    queues.send(Queue.TRIAGE, nudges)
    queues.send(Queue.ASSIGNMENT, [drain])
    matches = [read_nudge(body) for body in take_messages(sqs, triage, 23)]
    assert set(matches) == set(nudges)
    assert [read_nudge(body) for body in take_messages(sqs, assignment, 1)] == [drain]


def test_a_queue_that_is_not_there_is_unavailable(sqs: SQSClient) -> None:
    url = create_queue(sqs) + "-gone"
    queues = SqsQueueSender(sqs, {Queue.TRIAGE: url}, BACKOFF)
    with pytest.raises(Unavailable):
        queues.send(Queue.TRIAGE, [TicketNudge(ticket="T-1", version=1, reason="x")])


def test_a_record_that_can_never_pass_is_kept_with_its_reason(sqs: SQSClient) -> None:
    url = create_queue(sqs)
    record = {"eventID": "1", "dynamodb": {"Keys": {"pk": {"S": "TICKET#1"}}}}
    SqsDeadLetterQueue(sqs, url).bury_record(record, "status: enum")
    [body] = take_messages(sqs, url, 1)
    assert json.loads(body) == {"reason": "status: enum", "record": record}


def make_refusal(number: int) -> SubmissionRefused:
    return SubmissionRefused(
        refusal_id=f"R-{number}",
        at=NOON,
        origin=Origin(source="crm", external_id=str(number)),
        message_id="m",
        problems=(RowProblem(row=0, column="title", reason="is empty"),),
    )


def test_every_event_reaches_a_rule_that_asks_for_it(emulator: boto3.Session) -> None:
    """On the emulator: moto takes events and matches no rule of another bus."""
    events, sqs = emulator.client("events"), emulator.client("sqs")
    bus = f"bus-{uuid.uuid4().hex[:8]}"
    events.create_event_bus(Name=bus)
    pattern = {"source": ["switchyard"], "detail-type": ["submission_refused"]}
    events.put_rule(Name="all", EventBusName=bus, EventPattern=json.dumps(pattern))
    url = create_queue(sqs)
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    target: Any = {"Id": "q", "Arn": arn["Attributes"]["QueueArn"]}
    events.put_targets(Rule="all", EventBusName=bus, Targets=[target])

    sent = [make_refusal(number) for number in range(12)]
    EventBridgeBus(events, bus, BACKOFF).publish_events(sent)

    details = [json.loads(body)["detail"] for body in take_messages(sqs, url, 12)]
    matches = {SubmissionRefused.model_validate(detail).refusal_id for detail in details}
    assert matches == {event.refusal_id for event in sent}


def test_events_are_taken_by_the_bus(aws: boto3.Session) -> None:
    events = aws.client("events")
    bus = f"bus-{uuid.uuid4().hex[:8]}"
    events.create_event_bus(Name=bus)
    EventBridgeBus(events, bus, BACKOFF).publish_events(
        [make_refusal(number) for number in range(25)]
    )


class Picky:
    """Takes of each batch only what it has refused twice; counts what it was asked."""

    def __init__(self, patience: int) -> None:
        self.patience = patience
        self.attempts: dict[str, int] = {}

    def _may_take(self, name: str) -> bool:
        self.attempts[name] = self.attempts.get(name, 0) + 1
        return not name.endswith("7") or self.attempts[name] > self.patience

    def send_message_batch(self, QueueUrl: str, Entries: list[Any]) -> dict[str, object]:  # noqa: N803
        assert QueueUrl
        assert len(Entries) <= 10
        names = {Entry["Id"]: json.loads(Entry["MessageBody"])["ticket"] for Entry in Entries}
        failed = [{"Id": entry} for entry, name in names.items() if not self._may_take(name)]
        return {"Failed": failed} if failed else {}

    def put_events(self, Entries: list[Any]) -> dict[str, object]:  # noqa: N803
        assert len(Entries) <= 10
        names = [json.loads(Entry["Detail"])["refusal_id"] for Entry in Entries]
        results = [{} if self._may_take(name) else {"ErrorCode": "Throttled"} for name in names]
        return {"FailedEntryCount": 1, "Entries": results}


PATIENT = Backoff(Random(), lambda _: None)


@pytest.mark.parametrize("patience", [0, 1, 4])
def test_what_was_not_taken_is_sent_again_and_nothing_else_is(patience: int) -> None:
    picky = Picky(patience)
    client: Any = picky
    nudges = [TicketNudge(ticket=f"T-{n}", version=1, reason="x") for n in range(25)]
    SqsQueueSender(client, {Queue.TRIAGE: "url"}, PATIENT).send(Queue.TRIAGE, nudges)
    EventBridgeBus(client, "bus", PATIENT).publish_events(
        [make_refusal(number) for number in range(25)]
    )
    assert len(picky.attempts) == 50
    assert {picky.attempts[name] for name in picky.attempts if name.endswith("7")} == {patience + 1}
    assert {picky.attempts[name] for name in picky.attempts if not name.endswith("7")} == {1}


def test_what_is_never_taken_is_said() -> None:
    client: Any = Picky(99)
    nudges = [TicketNudge(ticket=f"T-{n}", version=1, reason="x") for n in range(25)]
    with pytest.raises(Unavailable, match="1 of 10"):
        SqsQueueSender(client, {Queue.TRIAGE: "url"}, PATIENT).send(Queue.TRIAGE, nudges)
    with pytest.raises(Unavailable, match="1 of 10"):
        EventBridgeBus(client, "bus", PATIENT).publish_events(
            [make_refusal(number) for number in range(25)]
        )
