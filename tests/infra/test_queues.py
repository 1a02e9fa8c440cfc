"""Every queue: dead letters, a bound on attempts, partial failures, bounded concurrency, alarms."""

import pytest

from infra_cdk.functions import get_function_spec
from infra_cdk.naming import make_title
from infra_cdk.queues import FED_BY_PUBLISH, QUEUES, QueueSpec
from switchyard.domain.messages import Queue
from tests.fixtures.template import Template, render_text, select_resources

every_queue = pytest.mark.parametrize("spec", QUEUES, ids=lambda spec: spec.name)
ALARM = "AWS::CloudWatch::Alarm"


@every_queue
def test_a_message_that_fails_five_times_goes_to_the_queues_own_dead_letters(
    template: Template, spec: QueueSpec
) -> None:
    queue = select_resources(template, "AWS::SQS::Queue")[f"{make_title(spec.name)}Queue"]

    assert queue["QueueName"] == f"switchyard-test-{spec.name}"
    assert queue["RedrivePolicy"] == {
        "deadLetterTargetArn": {"Fn::GetAtt": [f"{make_title(spec.name)}DeadLetters", "Arn"]},
        "maxReceiveCount": 5,
    }


@every_queue
def test_dead_letters_stay_two_weeks_and_ring_as_soon_as_there_is_one(
    template: Template, spec: QueueSpec
) -> None:
    dead_letters = select_resources(template, "AWS::SQS::Queue")[
        f"{make_title(spec.name)}DeadLetters"
    ]
    alarm = select_resources(template, ALARM)[f"{make_title(spec.name)}FailedAlarm"]

    assert dead_letters["QueueName"] == f"switchyard-test-{spec.name}-dlq"
    assert dead_letters["MessageRetentionPeriod"] == 14 * 24 * 3600
    assert render_text(alarm["Dimensions"][0]["Value"]) == f"{make_title(spec.name)}DeadLetters"
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (0, "GreaterThanThreshold")


@every_queue
def test_a_message_that_waits_too_long_rings(template: Template, spec: QueueSpec) -> None:
    alarm = select_resources(template, ALARM)[f"{make_title(spec.name)}LateAlarm"]

    assert alarm["MetricName"] == "ApproximateAgeOfOldestMessage"
    assert render_text(alarm["Dimensions"][0]["Value"]) == f"{make_title(spec.name)}Queue"
    assert alarm["Threshold"] == spec.oldest * 60


@every_queue
def test_each_message_of_a_batch_may_fail_alone_and_runs_are_bounded(
    template: Template, spec: QueueSpec
) -> None:
    consumer = select_resources(template, "AWS::Lambda::EventSourceMapping")[
        f"{make_title(spec.name)}Consumer"
    ]

    assert render_text(consumer["EventSourceArn"]) == f"{make_title(spec.name)}Queue"
    assert render_text(consumer["FunctionName"]) == f"{make_title(spec.consumer)}Function"
    assert consumer["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert consumer["ScalingConfig"]["MaximumConcurrency"] == {
        "Fn::If": ["SmallScale", 2, spec.concurrency]
    }


@every_queue
def test_a_message_stays_hidden_for_six_times_its_functions_time(
    template: Template, spec: QueueSpec
) -> None:
    queue = select_resources(template, "AWS::SQS::Queue")[f"{make_title(spec.name)}Queue"]

    least = 6 * get_function_spec(spec.consumer).timeout + spec.window
    assert queue["VisibilityTimeout"] >= least


def test_every_queue_is_encrypted_and_speaks_tls_only(template: Template) -> None:
    queues = select_resources(template, "AWS::SQS::Queue")
    closed = {
        render_text(policy["Queues"])
        for policy in select_resources(template, "AWS::SQS::QueuePolicy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Deny"
        and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    }

    assert len(queues) == 2 * len(QUEUES) + 1
    assert closed == set(queues)
    assert all(queue["SqsManagedSseEnabled"] for queue in queues.values())


def test_publish_feeds_exactly_the_queues_that_the_code_knows() -> None:
    assert set(FED_BY_PUBLISH) == {queue.value for queue in Queue}


@pytest.mark.parametrize("lane", ["triage", "assignment", "notification"])
def test_an_import_can_use_only_part_of_what_live_tickets_may(lane: str) -> None:
    concurrency = {spec.name: spec.concurrency for spec in QUEUES}

    assert concurrency[f"{lane}-bulk"] < concurrency[lane]


def test_the_index_is_not_polled_where_opensearch_is_off(template: Template) -> None:
    consumer = select_resources(template, "AWS::Lambda::EventSourceMapping")["IndexingConsumer"]

    assert consumer["Enabled"] == {"Fn::If": ["WithOpenSearch", True, False]}
