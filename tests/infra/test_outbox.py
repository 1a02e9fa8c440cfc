"""The stream is the outbox: nothing committed is lost on its way to `publish`."""

import json

from tests.fixtures.template import Template, of_type, text


def test_a_batch_that_fails_is_halved_retried_within_bounds_and_put_aside(
    template: Template,
) -> None:
    consumer = of_type(template, "AWS::Lambda::EventSourceMapping")["PublishConsumer"]

    assert consumer["BisectBatchOnFunctionError"] is True
    assert 0 < consumer["MaximumRetryAttempts"] < 100
    assert consumer["MaximumRecordAgeInSeconds"] == 12 * 3600
    assert text(consumer["DestinationConfig"]["OnFailure"]["Destination"]) == "PublishDeadLetters"


def test_nothing_is_missed_between_the_table_and_the_first_poll(template: Template) -> None:
    consumer = of_type(template, "AWS::Lambda::EventSourceMapping")["PublishConsumer"]

    assert text(consumer["EventSourceArn"]) == "DeskTable"
    assert consumer["StartingPosition"] == "TRIM_HORIZON"


def test_publish_raises_to_be_replayed_and_never_reports_single_failures(
    template: Template,
) -> None:
    consumer = of_type(template, "AWS::Lambda::EventSourceMapping")["PublishConsumer"]

    assert "FunctionResponseTypes" not in consumer


def test_only_what_was_written_is_forwarded(template: Template) -> None:
    consumer = of_type(template, "AWS::Lambda::EventSourceMapping")["PublishConsumer"]

    (only,) = consumer["FilterCriteria"]["Filters"]
    assert json.loads(only["Pattern"]) == {"eventName": ["INSERT", "MODIFY"]}


def test_a_stream_that_falls_behind_rings(template: Template) -> None:
    alarm = of_type(template, "AWS::CloudWatch::Alarm")["PublishLateAlarm"]

    assert alarm["MetricName"] == "IteratorAge"
    assert text(alarm["Dimensions"][0]["Value"]) == "PublishFunction"
    assert alarm["Threshold"] == 120_000


def test_what_publish_puts_aside_rings(template: Template) -> None:
    alarm = of_type(template, "AWS::CloudWatch::Alarm")["PublishFailedAlarm"]

    assert text(alarm["Dimensions"][0]["Value"]) == "PublishDeadLetters"
