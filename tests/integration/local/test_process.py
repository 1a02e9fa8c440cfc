"""Whatever ends a run, nothing of it stays behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from local.emulator import run_emulator
from local.localstack import run_localstack
from local.paths import REPOSITORY
from local.process import Service, ServiceError, is_answering, run_service

# Holds an emulator whose function has a worker process of its own.
RUN = """
import pathlib, sys, time
from local.deploy import deploy_stacks
from local.emulator import run_emulator
from tests.integration.local.tiny_assembly import write_assembly
assembly = write_assembly(pathlib.Path(sys.argv[1]), "run", saying="", grants=["dynamodb:PutItem"])
with run_emulator(secure=True) as aws:
    made = deploy_stacks(aws, assembly)["run"]
    aws.client("sqs").send_message(QueueUrl=made["Inbox"], MessageBody="hello")
    while not aws.client("dynamodb").scan(TableName=made["Table"])["Items"]:
        time.sleep(0.1)
    print(aws.endpoint_url, aws.ca_bundle.parent, flush=True)
    time.sleep(20)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_ended_from_outside_leaves_no_process_and_no_folder(
    number: signal.Signals, tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", RUN, tmp_path], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url, folder = process.stdout.readline().split()
        assert any("_worker.py" in line for line in find_processes(folder))
        process.send_signal(number)

    deadline = time.monotonic() + 60
    while Path(folder).exists():
        assert time.monotonic() < deadline, f"{folder} is still there"
        time.sleep(0.1)
    assert not is_answering(f"{url}/_ministack/health")
    assert not find_processes(folder)


def find_processes(text: str) -> list[str]:
    listing = subprocess.run(
        ["ps", "-ww", "-eo", "args"], check=True, capture_output=True, text=True
    )
    return [line for line in listing.stdout.splitlines() if text in line]


def test_a_server_that_ends_while_starting_says_what_it_logged(tmp_path: Path) -> None:
    service = Service(
        name="The server",
        command=[sys.executable, "-c", "raise SystemExit('no port left')"],
        environment={"PATH": os.defpath},
        log=tmp_path / "log",
        ready=lambda: False,
        start_seconds=20,
    )
    with (
        pytest.raises(ServiceError, match=r"ended while starting\.\nno port left"),
        run_service(service),
    ):
        pytest.fail("it never ran")


def test_a_server_that_never_answers_is_given_up(tmp_path: Path) -> None:
    service = Service(
        name="The server",
        command=["sleep", "60"],
        environment={"PATH": os.defpath},
        log=tmp_path / "log",
        ready=lambda: False,
        start_seconds=0.2,
    )
    with pytest.raises(ServiceError, match="was not ready after"), run_service(service):
        pytest.fail("it never was ready")


def test_what_an_emulator_with_a_state_folder_holds_is_there_at_its_next_start(
    tmp_path: Path,
) -> None:
    with run_emulator(secure=True, state=tmp_path) as aws:
        queue = aws.client("sqs").create_queue(QueueName="inbox")["QueueUrl"]
        aws.client("s3").create_bucket(Bucket="drops")
        aws.client("s3").put_object(Bucket="drops", Key="roster.csv", Body=b"name")
        aws.client("sqs").send_message(QueueUrl=queue, MessageBody="hello")

    with run_emulator(secure=True, state=tmp_path) as aws:
        body = aws.client("s3").get_object(Bucket="drops", Key="roster.csv")["Body"].read()
        message = aws.client("sqs").receive_message(QueueUrl=queue)["Messages"][0]
    assert body == b"name"
    assert message["Body"] == "hello"


@pytest.mark.slow
def test_two_localstacks_do_not_meet() -> None:
    with run_localstack() as local_aws:
        with run_localstack() as other:
            other.client("s3").create_bucket(Bucket="drops")
        local_aws.client("sqs").create_queue(QueueName="inbox")
        assert local_aws.client("s3").list_buckets()["Buckets"] == []
