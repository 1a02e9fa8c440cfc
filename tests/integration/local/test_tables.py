"""Tables come from the template as it is, under names that the caller picks."""

from typing import Any

import boto3
import pytest

from local.aws import LocalAws
from local.tables import create_tables

KEYS = {
    "AttributeDefinitions": [
        {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "due")
    ],
    "KeySchema": [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ],
}
INDEX = {
    "IndexName": "by-due",
    "KeySchema": [{"AttributeName": "due", "KeyType": "HASH"}],
    "Projection": {"ProjectionType": "KEYS_ONLY"},
}
TEMPLATE: dict[str, Any] = {
    "Resources": {
        "Desk": {
            "Type": "AWS::DynamoDB::GlobalTable",
            "Properties": KEYS
            | {
                "GlobalSecondaryIndexes": [
                    INDEX | {"WarmThroughput": {"ReadUnitsPerSecond": 12000}}
                ],
                "StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"},
                "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": True},
                "Replicas": [{"Region": {"Ref": "AWS::Region"}}],
            },
        },
        "Content": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": KEYS
            | {
                "LocalSecondaryIndexes": [
                    {
                        "IndexName": "local-due",
                        "KeySchema": [
                            {"AttributeName": "pk", "KeyType": "HASH"},
                            {"AttributeName": "due", "KeyType": "RANGE"},
                        ],
                        "Projection": {"ProjectionType": "ALL"},
                    }
                ],
            },
        },
        "Queue": {"Type": "AWS::SQS::Queue"},
    }
}


@pytest.fixture(params=["emulator", "moto_aws"])
def aws(request: pytest.FixtureRequest) -> boto3.Session:
    session = request.getfixturevalue(request.param)
    assert isinstance(session, boto3.Session)
    return session


def test_every_table_of_the_template_is_made_with_its_indexes_stream_and_expiry(
    aws: boto3.Session,
) -> None:
    client = aws.client("dynamodb")

    names = create_tables(client, TEMPLATE, lambda logical_id: f"test-{logical_id}")

    assert names == {"Desk": "test-Desk", "Content": "test-Content"}
    desk = client.describe_table(TableName="test-Desk")["Table"]
    assert [index["IndexName"] for index in desk["GlobalSecondaryIndexes"]] == ["by-due"]
    assert desk["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    expiry = client.describe_time_to_live(TableName="test-Desk")["TimeToLiveDescription"]
    assert expiry["AttributeName"] == "expires"
    content = client.describe_table(TableName="test-Content")["Table"]
    assert [index["IndexName"] for index in content["LocalSecondaryIndexes"]] == ["local-due"]
    assert "StreamSpecification" not in content


def test_the_local_session_keeps_its_environment_to_itself(emulator: LocalAws) -> None:
    assert emulator.build_environment()["AWS_ENDPOINT_URL"] == emulator.endpoint_url
    assert emulator.client("sts").get_caller_identity()["Arn"].endswith(":root")
