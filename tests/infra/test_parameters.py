"""What is chosen at deployment: defaults that work, and rules about what needs what."""

import re

import pytest

from infra_cdk.naming import make_title
from infra_cdk.queues import QUEUES
from tests.fixtures.template import Template, render_text, select_resources


def test_a_first_deployment_needs_no_parameter(template: Template) -> None:
    ours = {name: entry for name, entry in template["Parameters"].items() if name.isalnum()}

    assert [name for name, entry in ours.items() if "Default" not in entry] == []
    assert ours["Search"]["AllowedValues"] == ["exact", "opensearch"]
    assert (ours["Search"]["Default"], ours["Mail"]["Default"]) == ("exact", "ses")
    assert all(entry["Description"] for entry in ours.values())


@pytest.mark.parametrize(
    ("rule", "when", "needed"),
    [
        ("OpenSearchNeedsAnEndpoint", ["Search", "opensearch"], {"OpenSearchEndpoint"}),
        ("SmtpNeedsHostAndSecret", ["Mail", "smtp"], {"SmtpHost", "SmtpCredentials"}),
    ],
)
def test_a_choice_that_needs_another_says_so_before_anything_is_made(
    template: Template, rule: str, when: list[str], needed: set[str]
) -> None:
    result = template["Rules"][rule]
    parameter, value = when

    assert result["RuleCondition"] == {"Fn::Equals": [{"Ref": parameter}, value]}
    asserted = {
        entry["Assert"]["Fn::Not"][0]["Fn::Equals"][0]["Ref"] for entry in result["Assertions"]
    }
    assert asserted == needed


@pytest.mark.parametrize(
    ("address", "good"), [("desk@example.com", True), ("desk", False), ("a b@example.com", False)]
)
def test_an_address_that_is_none_is_refused(template: Template, address: str, good: bool) -> None:
    for name in ("MailFrom", "RedirectAllMailTo", "AlarmEmail"):
        pattern = template["Parameters"][name]["AllowedPattern"]
        assert bool(re.search(pattern, address)) is good


def test_the_sender_is_made_only_where_no_identity_is_given(template: Template) -> None:
    sender = template["Resources"]["MailSender"]

    assert sender["Condition"] == "WithNewIdentity"
    assert render_text(sender["Properties"]["EmailIdentity"]) == "MailFrom"


def test_mail_leaves_over_tls_only(template: Template) -> None:
    configuration = select_resources(template, "AWS::SES::ConfigurationSet")["MailConfiguration"]

    assert configuration["DeliveryOptions"] == {"TlsPolicy": "REQUIRE"}


def test_scripts_find_every_channel_table_and_dead_letter_queue_in_the_outputs(
    template: Template,
) -> None:
    outputs = template["Outputs"]

    channels = {"ApiUrl", "ApiId", "BucketName", "SubmissionsQueueUrl", "EventBusName"}
    users = {"UserPoolId", "UserPoolClientId"}
    tables = {"DeskTableName", "ContentTableName", "OpsTableName"}
    dead_letters = {f"{make_title(spec.name)}DeadLettersName" for spec in QUEUES}
    assert channels | users | tables | dead_letters | {"PublishDeadLettersName"} <= set(outputs)
    assert not any("Export" in output for output in outputs.values())


def test_the_clock_sweeps_every_minute_and_learns_every_night(template: Template) -> None:
    rules = select_resources(template, "AWS::Events::Rule")
    (sweep,) = rules["SweepSchedule"]["Targets"]
    (learn,) = rules["LearnSchedule"]["Targets"]

    assert rules["SweepSchedule"]["ScheduleExpression"] == "rate(1 minute)"
    assert render_text(sweep["Arn"]) == "SweepFunction"
    assert render_text(learn["Arn"]) == "LearningQueue"
    assert learn["Input"] == '{"kind":"learn","reason":"daily"}'
