"""The stream is the outbox: nothing committed is lost on its way to `publish`."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from switchyard.adapters.dynamodb import kinds
from tests.fixtures.template import Template, render_text, select_resources

READERS = ("PublishLive", "PublishBulk")
each_reader = pytest.mark.parametrize("name", READERS)


def _find_reader(template: Template, name: str) -> Mapping[str, Any]:
    result: Mapping[str, Any] = select_resources(template, "AWS::Lambda::EventSourceMapping")[name]
    return result


def _list_patterns(template: Template, name: str) -> list[Mapping[str, Any]]:
    filters = _find_reader(template, name)["FilterCriteria"]["Filters"]
    return [json.loads(entry["Pattern"]) for entry in filters]


@each_reader
def test_a_batch_that_fails_is_halved_retried_within_bounds_and_put_aside(
    template: Template, name: str
) -> None:
    reader = _find_reader(template, name)

    assert reader["BisectBatchOnFunctionError"] is True
    assert 0 < reader["MaximumRetryAttempts"] < 100
    assert reader["MaximumRecordAgeInSeconds"] == 12 * 3600
    assert (
        render_text(reader["DestinationConfig"]["OnFailure"]["Destination"]) == "PublishDeadLetters"
    )


@each_reader
def test_nothing_is_missed_between_the_table_and_the_first_poll(
    template: Template, name: str
) -> None:
    reader = _find_reader(template, name)

    assert render_text(reader["EventSourceArn"]) == "DeskTable"
    assert reader["StartingPosition"] == "TRIM_HORIZON"


@each_reader
def test_publish_raises_to_be_replayed_and_never_reports_single_failures(
    template: Template, name: str
) -> None:
    assert "FunctionResponseTypes" not in _find_reader(template, name)


@each_reader
def test_only_what_was_written_is_forwarded(template: Template, name: str) -> None:
    for pattern in _list_patterns(template, name):
        assert pattern["eventName"] == ["INSERT", "MODIFY"]


def test_what_is_live_and_what_is_imported_are_read_apart_and_nothing_is_read_by_neither(
    template: Template,
) -> None:
    live = [pattern["dynamodb"] for pattern in _list_patterns(template, "PublishLive")]
    (bulk,) = [pattern["dynamodb"] for pattern in _list_patterns(template, "PublishBulk")]

    assert {"NewImage": {"lane": {"S": ["live"]}}} in live
    assert bulk == {"NewImage": {"lane": {"S": [{"anything-but": ["live"]}]}}}
    (owners,) = [pattern["Keys"]["pk"]["S"] for pattern in live if "Keys" in pattern]
    without_lane = {
        owner for (owner, _), kind in kinds.MODELS_BY_KEY.items() if "lane" not in kind.model_fields
    }
    assert {owner["prefix"].rstrip("#") for owner in owners} == without_lane


def test_a_stream_has_at_most_the_two_readers_that_aws_serves_well(template: Template) -> None:
    mappings = select_resources(template, "AWS::Lambda::EventSourceMapping").values()

    assert sum("StartingPosition" in mapping for mapping in mappings) == len(READERS)


def test_a_stream_that_falls_behind_rings(template: Template) -> None:
    alarm = select_resources(template, "AWS::CloudWatch::Alarm")["PublishLateAlarm"]

    assert alarm["MetricName"] == "IteratorAge"
    assert render_text(alarm["Dimensions"][0]["Value"]) == "PublishFunction"
    assert alarm["Threshold"] == 120_000


def test_what_publish_puts_aside_rings(template: Template) -> None:
    alarm = select_resources(template, "AWS::CloudWatch::Alarm")["PublishFailedAlarm"]

    assert render_text(alarm["Dimensions"][0]["Value"]) == "PublishDeadLetters"
