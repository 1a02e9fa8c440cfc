"""A cloud assembly becomes a running stack, under the permissions it names and no others."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import urllib3

from local.aws import LocalAws
from local.deploy import deploy_stacks
from local.stacks import DeploymentError
from tests.integration.local.tiny_assembly import ORIGIN, write_assembly


def wait_for[T](look: Callable[[], T | None]) -> T:
    deadline = time.monotonic() + 20
    while (result := look()) is None:
        assert time.monotonic() < deadline, "nothing came"
        time.sleep(0.1)
    return result


def send(aws: LocalAws, queue: str, body: str) -> None:
    aws.client("sqs").send_message(QueueUrl=queue, MessageBody=body)


def read_row(aws: LocalAws, table: str, key: str) -> dict[str, Any] | None:
    client = aws.client("dynamodb")
    return client.get_item(TableName=table, Key={"pk": {"S": key}}).get("Item")


def read_waiting_message(aws: LocalAws, queue: str) -> str | None:
    messages = aws.client("sqs").receive_message(QueueUrl=queue).get("Messages", [])
    return messages[0]["Body"] if messages else None


def test_a_function_may_do_what_its_role_says_and_nothing_else(
    secure_emulator: LocalAws, tmp_path: Path
) -> None:
    aws = secure_emulator
    narrow = write_assembly(tmp_path / "1", "grants", saying="a", grants=[])
    refused = deploy_stacks(aws, narrow)["grants"]
    send(aws, refused["Inbox"], "first")
    assert wait_for(lambda: read_waiting_message(aws, refused["Rest"])) == "first"
    assert read_row(aws, refused["Table"], "first") is None

    wide = write_assembly(tmp_path / "2", "grants", saying="a", grants=["dynamodb:PutItem"])
    allowed = deploy_stacks(aws, wide)["grants"]
    assert allowed == refused
    send(aws, allowed["Inbox"], "second")
    assert wait_for(lambda: read_row(aws, allowed["Table"], "second")) is not None


def test_a_second_deployment_changes_what_has_changed(emulator: LocalAws, tmp_path: Path) -> None:
    first = write_assembly(tmp_path / "1", "again", saying="one", grants=["dynamodb:PutItem"])
    made = deploy_stacks(emulator, first)["again"]
    assert deploy_stacks(emulator, first)["again"] == made

    second = write_assembly(tmp_path / "2", "again", saying="two", grants=["dynamodb:PutItem"])
    deploy_stacks(emulator, second)
    deploy_stacks(emulator, second, parameters={"Saying": "three", "Unknown": "is left out"})

    send(emulator, made["Inbox"], "hello")
    item = wait_for(lambda: read_row(emulator, made["Table"], "hello"))
    assert item["said"] == {"S": "three"}


def test_assets_are_uploaded_once(emulator: LocalAws, tmp_path: Path) -> None:
    assembly = write_assembly(tmp_path, "once", saying="a", grants=[])
    deploy_stacks(emulator, assembly)
    s3 = emulator.client("s3")
    bucket = "cdk-hnb659fds-assets-000000000000-us-east-1"
    before = {item["Key"]: item["LastModified"] for item in _list_objects(s3, bucket)}

    deploy_stacks(emulator, assembly)

    assert {item["Key"]: item["LastModified"] for item in _list_objects(s3, bucket)} == before


def _list_objects(s3: Any, bucket: str) -> list[dict[str, Any]]:
    contents: list[dict[str, Any]] = s3.list_objects_v2(Bucket=bucket)["Contents"]
    return contents


def test_an_http_api_answers_browsers_of_the_origins_that_its_template_names(
    emulator: LocalAws, tmp_path: Path
) -> None:
    for number, saying in enumerate(("first", "changed")):
        assembly = write_assembly(tmp_path / str(number), "cors", saying=saying, grants=[])
        api = deploy_stacks(emulator, assembly)["cors"]["Channel"]

        preflight = urllib3.request(
            "OPTIONS",
            f"{emulator.endpoint_url}/_aws/execute-api/{api}/$default/tickets",
            headers={"Origin": ORIGIN, "Access-Control-Request-Method": "GET"},
        )

        assert preflight.headers["Access-Control-Allow-Origin"] == ORIGIN


@pytest.mark.parametrize(
    ("name", "rest", "reason"),
    [
        ("unknown-type", "AWS::Nowhere::Queue", "AWS::Nowhere::Queue"),
        ("lacking", "AWS::CloudFormation::Stack", r"Rest \(AWS::CloudFormation::Stack\): .+"),
    ],
)
def test_a_failed_stack_says_why_and_can_be_deployed_again(
    emulator: LocalAws, tmp_path: Path, name: str, rest: str, reason: str
) -> None:
    bad = write_assembly(tmp_path / "1", name, saying="a", grants=[], rest=rest)
    with pytest.raises(DeploymentError, match=reason):
        deploy_stacks(emulator, bad)

    good = write_assembly(tmp_path / "2", name, saying="b", grants=[])
    assert "Inbox" in deploy_stacks(emulator, good)[name]
