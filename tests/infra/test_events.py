"""events/ holds a real sample of every trigger, in the shape that SAM generates."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest
from pydantic import BaseModel

from infra_cdk.functions import FUNCTIONS
from infra_cdk.parts.drop_bucket import DROPS
from infra_cdk.queues import FED_BY_PUBLISH, QUEUES
from local.paths import find_tool_python
from switchyard.adapters.dynamodb.codec import decode_model, encode_model
from switchyard.domain.desk import DeskPointer
from switchyard.domain.employee import Employee
from switchyard.domain.mail import Mail
from switchyard.domain.messages import read_nudge
from switchyard.domain.ticket import Ticket
from switchyard.domain.upload import Chunk, RefusedSubmission

EVENTS = Path("events")
STREAMED: dict[str, type[BaseModel]] = {
    "TICKET": Ticket,
    "MAIL": Mail,
    "EMPLOYEE": Employee,
    "POINTER": DeskPointer,
    "CHUNK": Chunk,
    "REFUSAL": RefusedSubmission,
}

type Event = dict[str, Any]


def list_samples(function: str) -> dict[str, Event]:
    return {
        file.name: json.loads(file.read_text())
        for file in sorted((EVENTS / function).glob("*.json"))
    }


def list_message_samples() -> list[tuple[str, str]]:
    """(queue, body) of every SQS message among the samples."""
    return [
        (record["eventSourceARN"].rpartition(":switchyard-dev-")[2], record["body"])
        for spec in FUNCTIONS
        for event in list_samples(spec.name).values()
        for record in event.get("Records", [])
        if record["eventSource"] == "aws:sqs"
    ]


@pytest.mark.parametrize("name", [spec.name for spec in FUNCTIONS])
def test_every_function_has_a_sample_of_its_trigger(name: str) -> None:
    assert list_samples(name)


def test_there_is_a_sample_of_every_queue_and_each_is_read_by_its_own_function() -> None:
    consumers = {spec.name: spec.consumer for spec in QUEUES}

    seen = {queue for queue, _ in list_message_samples()}
    assert seen == set(consumers)
    for spec in FUNCTIONS:
        for event in list_samples(spec.name).values():
            for record in event.get("Records", []):
                queue = record["eventSourceARN"].rpartition(":switchyard-dev-")[2]
                assert consumers.get(queue, "publish") == spec.name


def test_every_nudge_among_them_is_one_that_the_code_reads() -> None:
    kinds = {
        read_nudge(body).kind for queue, body in list_message_samples() if queue in FED_BY_PUBLISH
    }

    assert kinds == {"ticket", "drain", "handover", "parent", "mail", "chunk", "index", "learn"}


def test_there_is_a_drop_of_every_kind_and_the_test_event_that_s3_sends_first() -> None:
    bodies = [json.loads(body) for queue, body in list_message_samples() if queue == "files"]
    keys = [
        unquote_plus(record["s3"]["object"]["key"])
        for body in bodies
        for record in body.get("Records", [])
    ]

    for prefix, suffix in DROPS:
        assert [key for key in keys if key.startswith(prefix) and key.endswith(suffix)]
    assert "s3:TestEvent" in {body.get("Event") for body in bodies}


def test_stream_records_have_the_keys_of_what_is_streamed() -> None:
    sort_keys = {
        record["dynamodb"]["Keys"]["sk"]["S"].split("#")[0]
        for event in list_samples("publish").values()
        for record in event["Records"]
    }

    assert sort_keys == set(STREAMED)


def test_stream_records_hold_items_as_the_store_writes_them() -> None:
    for event in list_samples("publish").values():
        for record in event["Records"]:
            kind = record["dynamodb"]["Keys"]["sk"]["S"].split("#")[0]
            image = record["dynamodb"]["NewImage"]
            again = encode_model(decode_model(STREAMED[kind], image))
            assert again.items() <= image.items()


def make_generated_event(*kind: str) -> Event:
    """What SAM makes for a trigger."""
    done = subprocess.run(
        [find_tool_python("sam").with_name("sam"), "local", "generate-event", *kind],
        env=os.environ | {"SAM_CLI_TELEMETRY": "0"},
        capture_output=True,
        check=True,
        text=True,
    )
    event: Event = json.loads(done.stdout)
    return event


@pytest.mark.parametrize(
    ("sample", "kind"),
    [
        ("triage/live.json", ("sqs", "receive-message")),
        ("publish/mail-due.json", ("dynamodb", "update")),
    ],
)
def test_records_have_the_shape_that_sam_generates(sample: str, kind: tuple[str, str]) -> None:
    ours = json.loads((EVENTS / sample).read_text())["Records"][0]
    theirs = make_generated_event(*kind)["Records"][0]

    assert set(ours) == set(theirs)


def test_requests_and_schedules_have_the_shape_that_sam_generates() -> None:
    request, schedule = (
        list_samples("api")["create-ticket.json"],
        list_samples("sweep")["schedule.json"],
    )

    assert set(request) <= set(make_generated_event("apigateway", "http-api-proxy"))
    assert set(make_generated_event("cloudwatch", "scheduled-event")) <= set(schedule)
