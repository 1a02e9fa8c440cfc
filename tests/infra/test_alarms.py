"""Alarms: what somebody on call wants to know, and that it reaches them."""

import pytest

from infra_cdk.functions import FUNCTIONS
from infra_cdk.naming import make_title
from tests.fixtures.template import Template, make_list, render_text, select_resources

ALARM = "AWS::CloudWatch::Alarm"


def test_every_alarm_rings_the_same_topic_has_a_readable_name_and_says_what_it_means(
    template: Template,
) -> None:
    for logical_id, alarm in select_resources(template, ALARM).items():
        assert render_text(alarm["AlarmActions"]) == "AlarmTopic"
        assert alarm["AlarmName"] == f"Switchyard-test-{logical_id.removesuffix('Alarm')}"
        assert len(alarm["AlarmDescription"]) > 20


def test_cloudwatch_may_ring_and_only_over_tls(template: Template) -> None:
    (policy,) = select_resources(template, "AWS::SNS::TopicPolicy").values()
    statements = policy["PolicyDocument"]["Statement"]

    allowed = {
        service: statement["Condition"]
        for statement in statements
        if statement["Effect"] == "Allow"
        for service in make_list(statement["Principal"]["Service"])
    }
    own_account = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    assert allowed["cloudwatch.amazonaws.com"] == own_account
    assert "Deny" in {statement["Effect"] for statement in statements}


def test_the_given_address_hears_of_alarms(template: Template) -> None:
    subscription = template["Resources"]["AlarmEmailSubscription"]

    assert subscription["Condition"] == "WithAlarmEmail"
    assert render_text(subscription["Properties"]["Endpoint"]) == "AlarmEmail"


@pytest.mark.parametrize("name", [make_title(spec.name) for spec in FUNCTIONS])
def test_a_function_that_raises_again_and_again_rings(template: Template, name: str) -> None:
    alarm = select_resources(template, ALARM)[f"{name}ErrorsAlarm"]

    assert alarm["MetricName"] == "Errors"
    assert render_text(alarm["Dimensions"][0]["Value"]) == f"{name}Function"


def test_a_sweep_that_no_longer_runs_rings_by_its_silence(template: Template) -> None:
    alarm = select_resources(template, ALARM)["SweepSilentAlarm"]

    assert alarm["TreatMissingData"] == "breaching"
    assert (alarm["MetricName"], alarm["ComparisonOperator"]) == (
        "Invocations",
        "LessThanThreshold",
    )


def test_silence_elsewhere_is_no_alarm(template: Template) -> None:
    silent = [
        name
        for name, alarm in select_resources(template, ALARM).items()
        if alarm["TreatMissingData"] != "notBreaching"
    ]

    assert silent == ["SweepSilentAlarm"]


@pytest.mark.parametrize("name", ["Api", "Publish"])
def test_a_throttle_rings_where_nothing_tries_again_in_time(template: Template, name: str) -> None:
    assert select_resources(template, ALARM)[f"{name}ThrottledAlarm"]["MetricName"] == "Throttles"


@pytest.mark.parametrize(
    ("alarm", "metric"),
    [("MailsFailed", "MailsFailed"), ("NobodyFree", "OldestWaiting")],
)
def test_people_who_are_not_helped_ring_too(template: Template, alarm: str, metric: str) -> None:
    properties = select_resources(template, ALARM)[f"{alarm}Alarm"]

    assert (properties["Namespace"], properties["MetricName"]) == ("Switchyard-test", metric)


@pytest.mark.parametrize(("alarm", "metric"), [("ApiFailing", "5xx"), ("ApiSlow", "Latency")])
def test_an_api_that_fails_or_is_slow_rings(template: Template, alarm: str, metric: str) -> None:
    assert select_resources(template, ALARM)[f"{alarm}Alarm"]["MetricName"] == metric


def test_one_page_shows_queues_functions_and_tickets(template: Template) -> None:
    body = render_text(
        select_resources(template, "AWS::CloudWatch::Dashboard")["Dashboard"]["DashboardBody"]
    )

    for shown in ("TriageBulkQueue", "PublishFunction", "TicketsAssigned", "OldestWaiting"):
        assert shown in body
