"""Tables and bucket: what they hold is found again, encrypted, and kept where it matters."""

import pytest

from tests.fixtures.template import Template, render_text, select_resources

TABLE = "AWS::DynamoDB::Table"
KEPT = ("DeskTable", "ContentTable", "OpsTable", "Bucket", "UserPool")


@pytest.mark.parametrize("name", ["DeskTable", "ContentTable", "OpsTable"])
def test_every_table_has_the_same_keys_costs_only_its_use_and_goes_back_in_time(
    template: Template, name: str
) -> None:
    table = select_resources(template, TABLE)[name]

    assert table["KeySchema"] == [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ]
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_only_the_desk_table_is_streamed_with_what_was_before(template: Template) -> None:
    streams = {
        name: table["StreamSpecification"]["StreamViewType"]
        for name, table in select_resources(template, TABLE).items()
        if "StreamSpecification" in table
    }

    assert streams == {"DeskTable": "NEW_AND_OLD_IMAGES"}


def test_the_desk_is_listed_by_department_status_assignee_requester_and_name(
    template: Template,
) -> None:
    indexes = {
        index["IndexName"]: (
            [key["AttributeName"] for key in index["KeySchema"]],
            index["Projection"]["ProjectionType"],
        )
        for index in select_resources(template, TABLE)["DeskTable"]["GlobalSecondaryIndexes"]
    }

    assert indexes == {
        "by_department": (["in_department", "created"], "ALL"),
        "by_department_status": (["department_status", "created"], "ALL"),
        "by_assignee": (["assigned_to", "created"], "ALL"),
        "by_requester": (["requester_id", "created"], "ALL"),
        "listing": (["listing", "listing_key"], "ALL"),
        "waiting": (["waiting_in", "waiting_rank"], "KEYS_ONLY"),
        "due": (["due_shard", "due_at"], "KEYS_ONLY"),
    }


def test_changes_of_vectors_are_read_in_their_order(template: Template) -> None:
    content = select_resources(template, TABLE)["ContentTable"]
    (index,) = content["LocalSecondaryIndexes"]

    assert index["IndexName"] == "changes"
    assert [key["AttributeName"] for key in index["KeySchema"]] == ["pk", "changed_at"]
    assert {"AttributeName": "changed_at", "AttributeType": "N"} in content["AttributeDefinitions"]


def test_what_passes_expires_by_itself(template: Template) -> None:
    assert select_resources(template, TABLE)["OpsTable"]["TimeToLiveSpecification"] == {
        "AttributeName": "expires_at",
        "Enabled": True,
    }


@pytest.mark.parametrize("name", KEPT)
def test_production_outlives_its_stack_and_other_stages_do_not(
    template: Template, production: Template, name: str
) -> None:
    assert template["Resources"][name]["DeletionPolicy"] == "Delete"
    assert production["Resources"][name]["DeletionPolicy"] == "Retain"
    assert production["Resources"][name]["UpdateReplacePolicy"] == "Retain"


def test_no_table_of_production_is_deleted_by_mistake(production: Template) -> None:
    tables = select_resources(production, TABLE).values()

    assert all(table["DeletionProtectionEnabled"] for table in tables)


def test_the_bucket_is_private_versioned_and_encrypted(template: Template) -> None:
    bucket = select_resources(template, "AWS::S3::Bucket")["Bucket"]

    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert render_text(bucket["BucketName"]) == "switchyard-test-AWS::AccountId-AWS::Region"


def test_the_bucket_speaks_tls_only(template: Template) -> None:
    (policy,) = select_resources(template, "AWS::S3::BucketPolicy").values()
    (statement,) = policy["PolicyDocument"]["Statement"]

    assert (statement["Effect"], statement["Action"]) == ("Deny", "s3:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_each_kind_of_drop_wakes_ingest_and_nothing_else_does(template: Template) -> None:
    bucket = select_resources(template, "AWS::S3::Bucket")["Bucket"]
    properties = bucket["NotificationConfiguration"]["QueueConfigurations"]
    heard = {
        tuple(rule["Value"] for rule in entry["Filter"]["S3Key"]["Rules"])
        for entry in properties
        if render_text(entry["Queue"]) == "FilesQueue" and entry["Event"] == "s3:ObjectCreated:*"
    }

    assert heard == {
        ("roster/", ".csv"),
        ("tickets/", ".csv"),
        ("tickets/", ".jsonl"),
        ("examples/", ".csv"),
        ("desk/", ".yaml"),
    }
    assert len(properties) == len(heard)


def test_only_our_bucket_may_send_to_the_files_queue(template: Template) -> None:
    allowed = [
        statement
        for policy in select_resources(template, "AWS::SQS::QueuePolicy").values()
        if render_text(policy["Queues"]) == "FilesQueue"
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
    ]

    (only,) = allowed
    assert only["Principal"] == {"Service": "s3.amazonaws.com"}
    conditions = only["Condition"]
    bucket = render_text(conditions["ArnEquals"]["aws:SourceArn"])
    assert bucket.endswith(":s3:::switchyard-test-AWS::AccountId-AWS::Region")
    assert conditions["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}


def test_drops_reports_and_old_versions_go_after_their_time(template: Template) -> None:
    bucket = select_resources(template, "AWS::S3::Bucket")["Bucket"]
    rules = {rule["Id"]: rule for rule in bucket["LifecycleConfiguration"]["Rules"]}

    assert rules["reports"]["ExpirationInDays"] == 365
    assert rules["tickets"]["ExpirationInDays"] == 90
    assert rules["old-versions"]["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
    assert not {rule.get("Prefix") for rule in rules.values()} & {"desks/", "classifiers/"}
