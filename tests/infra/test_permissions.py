"""Least privilege: what each function may do, and above all what it may not."""

from collections.abc import Iterator
from fnmatch import fnmatch
from itertools import product

import pytest

from infra_cdk.functions import FUNCTIONS
from infra_cdk.naming import make_title
from switchyard.adapters.dynamodb.links import LINK_KEY
from tests.fixtures.template import (
    Template,
    list_permissions,
    make_list,
    render_text,
    select_resources,
)

NAMES = [make_title(spec.name) for spec in FUNCTIONS]
WRITES = {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"}


def list_permitted_functions(template: Template, action: str) -> set[str]:
    return {
        name
        for name in NAMES
        if action in {allowed for allowed, _ in list_permissions(template, name)}
    }


def list_permitted_resources(template: Template, name: str, action: str) -> set[str]:
    return {on for allowed, on in list_permissions(template, name) if allowed == action}


@pytest.mark.parametrize("name", NAMES)
def test_no_action_has_a_wildcard_and_only_what_knows_no_resource_is_allowed_on_all(
    template: Template, name: str
) -> None:
    everywhere = {action for action, on in list_permissions(template, name) if on == "*"}
    expected = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}
    if name == "Publish":
        expected.add("dynamodb:ListStreams")

    assert everywhere == expected
    assert not [action for action, _ in list_permissions(template, name) if "*" in action]


@pytest.mark.parametrize("name", NAMES)
def test_no_role_has_a_managed_policy_and_only_lambda_takes_it(
    template: Template, name: str
) -> None:
    role = select_resources(template, "AWS::IAM::Role")[f"{name}Role"]
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]

    assert "ManagedPolicyArns" not in role
    assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}


def test_each_function_writes_only_its_own_log(template: Template) -> None:
    for name in NAMES:
        assert list_permitted_resources(template, name, "logs:PutLogEvents") == {f"{name}Log"}


def test_nobody_scans_a_table(template: Template) -> None:
    assert list_permitted_functions(template, "dynamodb:Scan") == set()


def test_only_publish_sends_messages_and_events_and_it_reads_and_writes_no_table(
    template: Template,
) -> None:
    assert list_permitted_functions(template, "sqs:SendMessage") == {"Publish"}
    assert list_permitted_functions(template, "events:PutEvents") == {"Publish"}
    tables = {action for action, _ in list_permissions(template, "Publish") if "dynamodb" in action}
    assert tables == {
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
        "dynamodb:ListStreams",
    }


def test_publish_cannot_write_to_the_channels(template: Template) -> None:
    queues = list_permitted_resources(template, "Publish", "sqs:SendMessage")

    assert not queues & {"FilesQueue", "SubmissionsQueue"}
    assert "PublishDeadLetters" in queues


def test_only_notify_sends_mail_and_only_as_the_desk(template: Template) -> None:
    assert list_permitted_functions(template, "ses:SendEmail") == {"Notify"}
    assert list_permitted_functions(template, "ses:SendRawEmail") == {"Notify"}
    identities = list_permitted_resources(template, "Notify", "ses:SendEmail")
    assert all("identity/" in on or "configuration-set/" in on for on in identities)
    assert not [on for on in identities if on.endswith("*")]


def test_notify_changes_nothing_but_its_mails_items(template: Template) -> None:
    assert list_permitted_resources(template, "Notify", "dynamodb:UpdateItem") == {"DeskTable"}
    assert list_permitted_resources(template, "Notify", "dynamodb:PutItem") == {"OpsTable"}


def list_ops_rows(template: Template, function: str) -> Iterator[tuple[str, str]]:
    """Every (action, partition key) that a function is allowed in the ops table."""
    for policy in select_resources(template, "AWS::IAM::Policy").values():
        for statement in policy["PolicyDocument"]["Statement"]:
            targets = [render_text(entry) for entry in make_list(statement["Resource"])]
            if {"Ref": f"{function}Role"} in policy["Roles"] and "OpsTable" in targets:
                only = statement.get("Condition", {}).get("ForAllValues:StringLike", {})
                rows = only.get("dynamodb:LeadingKeys", ["*"])
                yield from product(make_list(statement["Action"]), rows)


def test_the_key_of_links_is_for_who_signs_and_who_checks_and_for_nobody_else(
    template: Template,
) -> None:
    key = LINK_KEY["pk"]["S"]
    touching = {
        name: {action for action, row in list_ops_rows(template, name) if fnmatch(key, row)}
        for name in NAMES
    }

    assert touching.pop("Notify") == {"dynamodb:GetItem", "dynamodb:PutItem"}
    assert touching.pop("Api") >= {"dynamodb:GetItem", "dynamodb:PutItem"}
    assert not any(touching.values())


def test_the_api_may_upload_drops_and_can_neither_read_them_back_nor_touch_desks_and_heads(
    template: Template,
) -> None:
    assert list_permitted_resources(template, "Api", "s3:PutObject") == {
        f"Bucket/{kind}/*" for kind in ("roster", "tickets", "examples", "desk")
    }
    assert list_permitted_resources(template, "Api", "s3:GetObject") == {
        "Bucket/desks/*",
        "Bucket/classifiers/*.card.json",
    }


def test_only_learn_writes_heads_and_only_ingest_reports_and_both_desks(
    template: Template,
) -> None:
    writers = {
        place: {
            name
            for name in NAMES
            if place in list_permitted_resources(template, name, "s3:PutObject")
        }
        for place in ("Bucket/classifiers/*", "Bucket/desks/*", "Bucket/reports/*")
    }

    assert writers == {
        "Bucket/classifiers/*": {"Learn"},
        "Bucket/desks/*": {"Ingest", "Learn"},
        "Bucket/reports/*": {"Ingest"},
    }


def test_nobody_deletes_a_file(template: Template) -> None:
    assert list_permitted_functions(template, "s3:DeleteObject") == set()


def test_only_the_sweep_reads_what_is_due_and_only_assign_what_waits(template: Template) -> None:
    readers = {
        index: {
            name
            for name in NAMES
            if f"DeskTable/index/{index}"
            in list_permitted_resources(template, name, "dynamodb:Query")
        }
        for index in ("due", "waiting")
    }

    assert readers == {"due": {"Sweep"}, "waiting": {"Assign"}}


def test_index_never_writes_vectors_or_texts(template: Template) -> None:
    for action in WRITES:
        assert "ContentTable" not in list_permitted_resources(template, "Index", action)


def test_the_search_domain_is_open_to_those_who_search_and_written_only_by_index(
    template: Template,
) -> None:
    assert list_permitted_functions(template, "es:ESHttpPost") == {"Triage", "Assign", "Index"}
    assert list_permitted_functions(template, "es:ESHttpPut") == {"Index"}


@pytest.mark.parametrize(
    ("policy", "condition"),
    [
        ("TriageWithOpensearchPolicy", "WithOpenSearch"),
        ("NotifyWithSesPolicy", "WithSes"),
        ("NotifyWithSesRedirectedPolicy", "WithRedirectBySes"),
        ("NotifyWithSmtpPolicy", "WithSmtp"),
    ],
)
def test_what_is_switched_off_is_not_allowed_either(
    template: Template, policy: str, condition: str
) -> None:
    assert template["Resources"][policy]["Condition"] == condition


def test_each_queue_is_read_by_its_consumer_alone(template: Template) -> None:
    for mapping in select_resources(template, "AWS::Lambda::EventSourceMapping").values():
        queue = mapping["EventSourceArn"]["Fn::GetAtt"][0]
        if queue == "DeskTable":
            continue
        readers = {
            name
            for name in NAMES
            if queue in list_permitted_resources(template, name, "sqs:ReceiveMessage")
        }
        assert readers == {mapping["FunctionName"]["Ref"].removesuffix("Function")}
