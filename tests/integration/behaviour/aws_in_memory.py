"""AWS in this process, the same in every run: tables, bucket, queues, bus and mail.

Nothing here knows the product, and nothing leaves the process: a call of a client is answered
before it becomes a request.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient
from botocore.response import StreamingBody

from tests.integration.behaviour.dynamodb_in_memory import Cancelled, Refused, Tables

REGION = "us-east-1"
URL = "https://queue.test/"
MOST_RECORDS = 100
"""Stream records in one call, as the event source mapping has it."""


class Aws:
    """What was sent and not taken yet, oldest first."""

    def __init__(self) -> None:
        self.queues: dict[str, list[dict[str, str]]] = {}
        self.sent: list[tuple[str, str]] = []
        self.events: list[Mapping[str, Any]] = []
        self.mails: list[EmailMessage] = []
        self.bucket = "golden-bucket"
        self.tables = Tables()
        self.files: dict[str, bytes] = {}
        self._numbers: dict[str, int] = {}
        self._drops = 0
        self._records = 0

    def count_up(self, name: str) -> int:
        """1, 2, 3 ... for each name by itself."""
        self._numbers[name] = self._numbers.get(name, 0) + 1
        return self._numbers[name]

    def create_tables(self, tables: Mapping[str, Mapping[str, Any]]) -> None:
        for name, schema in tables.items():
            self.tables.create(name, schema)

    def put(self, key: str, content: bytes, at: datetime) -> str:
        """A file in the bucket; gives S3's message about it."""
        self.files[key] = content
        self._drops += 1
        stored = {
            "key": key,
            "size": len(content),
            "eTag": hashlib.md5(content).hexdigest(),  # noqa: S324
            "sequencer": f"{self._drops:020X}",
        }
        record = {
            "eventVersion": "2.1",
            "eventSource": "aws:s3",
            "awsRegion": REGION,
            "eventTime": at.isoformat().replace("+00:00", "Z"),
            "eventName": "ObjectCreated:Put",
            "s3": {"s3SchemaVersion": "1.0", "bucket": {"name": self.bucket}, "object": stored},
        }
        return json.dumps({"Records": [record]})

    def read(self, key: str) -> bytes:
        return self.files[key]

    def list_keys(self, prefix: str) -> list[str]:
        return sorted(key for key in self.files if key.startswith(prefix))

    def send(self, queue: str, body: str) -> None:
        message_id = f"00000000-0000-4000-8000-{self.count_up('message'):012d}"
        self.queues.setdefault(queue, []).append({"id": message_id, "body": body})

    def receive(self, queue: str, most: int) -> list[dict[str, str]]:
        waiting = self.queues.get(queue, [])
        taken, self.queues[queue] = waiting[:most], waiting[most:]
        return taken

    def put_back(self, queue: str, messages: list[dict[str, str]]) -> None:
        """To the end: others first."""
        self.queues.setdefault(queue, []).extend(messages)

    def take_stream(self, table: str) -> list[dict[str, Any]]:
        """The next records of a table's stream."""
        records = self.tables.stream[table]
        taken = records[:MOST_RECORDS]
        del records[:MOST_RECORDS]
        return [self._build_record(record, table) for record in taken]

    def _build_record(self, record: Mapping[str, Any], table: str) -> dict[str, Any]:
        self._records += 1
        return {
            "eventID": f"{self._records:032x}",
            "eventName": record["kind"],
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": REGION,
            "dynamodb": {
                **record["images"],
                "ApproximateCreationDateTime": 1795251600,
                "SequenceNumber": str(self._records),
                "SizeBytes": 1,
                "StreamViewType": "NEW_AND_OLD_IMAGES",
            },
            "eventSourceARN": f"arn:aws:dynamodb:{REGION}:123456789012:table/{table}/stream/x",
        }

    def answer(self, service: str, operation: str, given: Mapping[str, Any]) -> Any:
        """What the service says."""
        match service, operation:
            case "sqs", "SendMessage":
                return self._take_message(given["QueueUrl"], given["MessageBody"])
            case "sqs", "SendMessageBatch":
                for entry in given["Entries"]:
                    self._take_message(given["QueueUrl"], entry["MessageBody"])
                done = [{"Id": entry["Id"], "MessageId": "m"} for entry in given["Entries"]]
                return {"Successful": done, "Failed": []}
            case "events", "PutEvents":
                self.events += given["Entries"]
                return {
                    "FailedEntryCount": 0,
                    "Entries": [{"EventId": "e"}] * len(given["Entries"]),
                }
            case "sesv2", "SendEmail":
                raw = given["Content"]["Raw"]["Data"]
                self.mails.append(message_from_bytes(raw, policy=policy.default))
                return {"MessageId": f"ses-{self.count_up('ses')}"}
            case "dynamodb", _:
                return self.tables.answer(operation, given)
            case "s3", _:
                return self._answer_for_files(operation, given)
        raise NotImplementedError(f"{service} {operation}")

    def _take_message(self, url: str, body: str) -> dict[str, str]:
        queue = url.removeprefix(URL)
        self.sent.append((queue, body))
        self.send(queue, body)
        return {"MessageId": "m"}

    def _answer_for_files(self, operation: str, given: Mapping[str, Any]) -> Any:
        if operation == "PutObject":
            self.files[given["Key"]] = bytes(given["Body"])
            return {"ETag": "x"}
        if given["Key"] not in self.files:
            raise KeyError(given["Key"])
        content = self.files[given["Key"]]
        match operation:
            case "HeadObject":
                return {"ContentLength": len(content)}
            case "GetObject":
                answer = {}
                if "Range" in given:
                    first, _, last = given["Range"].removeprefix("bytes=").partition("-")
                    answer["ContentRange"] = f"bytes {first}-{last}/{len(content)}"
                    content = content[int(first) : int(last) + 1]
                return answer | {"Body": StreamingBody(BytesIO(content), len(content))}
        raise NotImplementedError(operation)


@contextmanager
def start_aws() -> Iterator[Aws]:
    """Empty; everything that botocore does in this block comes here."""
    aws = Aws()

    def answer(client: Any, operation: str, given: Mapping[str, Any]) -> Any:
        service = client.meta.service_model.service_name
        try:
            return aws.answer(service, operation, given)
        except Refused:
            raise _build_error(client, operation, "ConditionalCheckFailedException") from None
        except Cancelled as error:
            reasons = [{"Code": code} for code in error.codes]
            code = "TransactionCanceledException"
            raise _build_error(client, operation, code, CancellationReasons=reasons) from None
        except KeyError as error:
            if service != "s3":
                raise
            raise _build_error(client, operation, "NoSuchKey") from error

    os.environ.update(
        AWS_ACCESS_KEY_ID="testing",
        AWS_SECRET_ACCESS_KEY="testing",
        AWS_DEFAULT_REGION=REGION,
        AWS_REGION=REGION,
        AWS_EC2_METADATA_DISABLED="true",
    )
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_CA_BUNDLE", "AWS_SESSION_TOKEN"):
        os.environ.pop(name, None)
    with patch.object(BaseClient, "_make_api_call", answer):
        yield aws


def _build_error(client: Any, operation: str, code: str, **more: Any) -> Exception:
    response = {"Error": {"Code": code, "Message": code}, **more}
    error: Exception = client.exceptions.from_code(code)(response, operation)
    return error
