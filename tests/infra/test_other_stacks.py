"""The optional search stack, and the stack of what only AWS has."""

from pathlib import Path

import pytest

from tests.fixtures.template import Template, read_template, render_text, select_resources

DOMAIN = "AWS::OpenSearchService::Domain"


@pytest.fixture(scope="session")
def search(assembly: Path) -> Template:
    return read_template(assembly, "SwitchyardSearch")


@pytest.fixture(scope="session")
def on_aws(assembly: Path) -> Template:
    return read_template(assembly, "SwitchyardOnAws")


def test_the_domain_is_opensearch_3_5_encrypted_everywhere(search: Template) -> None:
    domain = select_resources(search, DOMAIN)["SearchDomain"]

    assert domain["EngineVersion"] == "OpenSearch_3.5"
    assert domain["EncryptionAtRestOptions"] == {"Enabled": True}
    assert domain["NodeToNodeEncryptionOptions"] == {"Enabled": True}
    assert domain["DomainEndpointOptions"] == {
        "EnforceHTTPS": True,
        "TLSSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10",
    }
    assert "VPCOptions" not in domain


def test_the_public_endpoint_is_open_to_this_stages_roles_alone(search: Template) -> None:
    (statement,) = select_resources(search, DOMAIN)["SearchDomain"]["AccessPolicies"]["Statement"]

    assert render_text(statement["Principal"]["AWS"]).endswith(":iam::AWS::AccountId:root")
    roles = render_text(statement["Condition"]["ArnLike"]["aws:PrincipalArn"])
    assert roles.endswith(":role/Switchyard-test-*")
    assert render_text(statement["Resource"]).endswith(":domain/switchyard-test-search/*")


def test_functions_may_call_the_domain_that_the_search_stack_makes(
    search: Template, template: Template
) -> None:
    policy = select_resources(template, "AWS::IAM::Policy")["TriageWithOpensearchPolicy"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    name = select_resources(search, DOMAIN)["SearchDomain"]["DomainName"]

    assert render_text(statement["Resource"]).endswith(f":domain/{name}/*")


def test_production_searches_in_two_zones(production_assembly: Path) -> None:
    production = read_template(production_assembly, "SwitchyardSearch")
    cluster = select_resources(production, DOMAIN)["SearchDomain"]["ClusterConfig"]

    assert (cluster["InstanceCount"], cluster["ZoneAwarenessEnabled"]) == (2, True)


def test_a_standstill_wakes_somebody(on_aws: Template) -> None:
    alarm = select_resources(on_aws, "AWS::CloudWatch::CompositeAlarm")["StandstillAlarm"]

    for name in ("PublishLate", "SweepSilent", "ApiFailing"):
        assert f"Switchyard-test-{name}" in render_text(alarm["AlarmRule"])
    assert render_text(alarm["AlarmActions"]) == "PagerTopic"


def test_a_standstill_watches_alarms_that_are_there(on_aws: Template, template: Template) -> None:
    rule = render_text(
        select_resources(on_aws, "AWS::CloudWatch::CompositeAlarm")["StandstillAlarm"]["AlarmRule"]
    )
    known = {
        alarm["AlarmName"]
        for alarm in select_resources(template, "AWS::CloudWatch::Alarm").values()
    }

    watched = {part.split('"')[0] for part in rule.split(":alarm:")[1:]}
    assert watched
    assert watched <= known


def test_too_much_money_and_too_many_bounces_ring(on_aws: Template) -> None:
    (budget,) = select_resources(on_aws, "AWS::Budgets::Budget").values()
    (properties,) = budget["NotificationsWithSubscribers"]

    assert render_text(properties["Subscribers"][0]["Address"]).endswith(":switchyard-test-alarms")
    assert {"MailBouncesAlarm", "MailComplaintsAlarm"} <= set(
        select_resources(on_aws, "AWS::CloudWatch::Alarm")
    )


def test_outcomes_can_be_sent_again_for_a_month(on_aws: Template) -> None:
    archive = select_resources(on_aws, "AWS::Events::Archive")["OutcomeArchive"]

    assert archive["RetentionDays"] == 30
    assert render_text(archive["SourceArn"]).endswith(":event-bus/switchyard-test-events")


def test_no_stack_holds_another_fast(search: Template, on_aws: Template) -> None:
    for other in (search, on_aws):
        assert "Fn::ImportValue" not in str(other)
