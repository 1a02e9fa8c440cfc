"""The desk table's stream, handed to `publish`: what was committed is forwarded."""

import json
from collections.abc import Mapping, Sequence

from aws_cdk import Duration
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as event_sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra_cdk.nag import acknowledge_finding
from infra_cdk.naming import set_logical_id
from infra_cdk.parts.alarms import OnCall
from infra_cdk.parts.work_queue import create_dead_letter_queue
from infra_cdk.stage import Stage

type Pattern = Mapping[str, object]

# A record lives in the stream for a day: what fails longer than this can still be replayed.
MOST_AGE = Duration.hours(12)
RETRIES = 50
# A stream may have two readers. Each has its own place in it, so thousands of imported tickets
# hold up none that is live. What has no lane (requesters, addresses) wakes nobody.
OWNERS_WITHOUT_LANE = ("EMPLOYEE#", "UPLOAD#", "REFUSAL#", "DESK")
LIVE: tuple[Pattern, ...] = (
    {"NewImage": {"lane": {"S": ["live"]}}},
    {"Keys": {"pk": {"S": [{"prefix": owner} for owner in OWNERS_WITHOUT_LANE]}}},
)
BULK: tuple[Pattern, ...] = ({"NewImage": {"lane": {"S": [{"anything-but": ["live"]}]}}},)
LATE = Duration.minutes(2)


class Outbox(Construct):
    """The stream's readers. A batch that fails is halved, retried, and at last put aside."""

    def __init__(self, scope: Construct, *, stage: Stage, on_call: OnCall) -> None:
        super().__init__(scope, "Outbox")
        self._on_call = on_call
        self.dead_letters: sqs.Queue = create_dead_letter_queue(
            self, stage=stage, name="publish", on_call=on_call
        )
        acknowledge_finding(
            self.dead_letters, "SQS3", "It is a dead-letter queue: what it is for is a stream."
        )

    def connect_stream(self, desk: dynamodb.Table, publish: lambda_.Function) -> None:
        """Connects the desk's stream to `publish`. Nothing is ever deleted there but by hand."""
        self._add_reader(desk, publish, "PublishLive", LIVE, at_once=4)
        self._add_reader(desk, publish, "PublishBulk", BULK, at_once=2)
        self._on_call.ring_if(
            "PublishLate",
            publish.metric("IteratorAge", period=Duration.minutes(1), statistic="Maximum"),
            above=LATE.to_milliseconds(),
            periods=3,
            means="The stream is forwarded more than two minutes late: everything waits.",
        )

    def _add_reader(
        self,
        desk: dynamodb.Table,
        publish: lambda_.Function,
        name: str,
        patterns: Sequence[Pattern],
        *,
        at_once: int,
    ) -> None:
        mapping = lambda_.EventSourceMapping(
            self,
            name,
            target=publish,
            event_source_arn=desk.table_stream_arn,
            starting_position=lambda_.StartingPosition.TRIM_HORIZON,
            batch_size=100,
            bisect_batch_on_error=True,
            retry_attempts=RETRIES,
            max_record_age=MOST_AGE,
            parallelization_factor=at_once,
            on_failure=event_sources.SqsDlq(self.dead_letters),
            filters=[{"pattern": _write_pattern(pattern)} for pattern in patterns],
        )
        set_logical_id(mapping, name)


def _write_pattern(pattern: Pattern) -> str:
    return json.dumps({"eventName": ["INSERT", "MODIFY"], "dynamodb": pattern})
