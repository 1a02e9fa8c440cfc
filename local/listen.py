"""Hears every event of a running desk, and prints each as one line of JSON.

.venv/bin/python -m local.listen
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3

from local.running import read_sign_ins

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

EVERYTHING = {"source": [{"prefix": ""}]}
MOST_AT_ONCE = 10
WAIT_SECONDS = 1

type Event = dict[str, object]


@dataclass(frozen=True)
class Listener:
    """A queue that a rule feeds with all that is put on the bus."""

    sqs: "SQSClient"
    queue_url: str

    def receive_events(self, wait_seconds: int = 0) -> Iterator[Event]:
        """The events that are there; each is heard once."""
        while True:
            answer = self.sqs.receive_message(
                QueueUrl=self.queue_url,
                MaxNumberOfMessages=MOST_AT_ONCE,
                WaitTimeSeconds=wait_seconds,
            )
            messages = answer.get("Messages", [])
            for message in messages:
                self.sqs.delete_message(
                    QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"]
                )
                yield json.loads(message["Body"])
            if not messages:
                return


def create_listener(session: boto3.Session, bus: str, name: str) -> Listener:
    """Begins to gather the events of a bus in a queue of this name."""
    sqs, events = session.client("sqs"), session.client("events")
    queue_url = sqs.create_queue(QueueName=name)["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])
    target = {"Id": name, "Arn": attributes["Attributes"]["QueueArn"]}
    events.put_rule(Name=name, EventBusName=bus, EventPattern=json.dumps(EVERYTHING))
    events.put_targets(Rule=name, EventBusName=bus, Targets=[target])  # type: ignore[list-item]
    return Listener(sqs, queue_url)


def main() -> None:
    """Until Ctrl-C. Needs `make run` in another terminal."""
    deployment = read_sign_ins().deployment
    listener = create_listener(deployment.session, deployment.outputs["EventBusName"], "listen")
    with suppress(KeyboardInterrupt):
        while True:
            for event in listener.receive_events(WAIT_SECONDS):
                print(json.dumps(event["detail"]), flush=True)


if __name__ == "__main__":
    main()
