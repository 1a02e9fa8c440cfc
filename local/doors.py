"""The three doors, as a sender uses them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import httpx

from local.deployment import Deployment

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

type Row = Mapping[str, object]


@dataclass(frozen=True)
class Doors:
    """Sends tickets through each door of one deployment. `api` is signed in as the sender."""

    deployment: Deployment
    api: httpx.Client
    producer: str

    @cached_property
    def _s3(self) -> "S3Client":
        return self.deployment.session.client("s3")

    @cached_property
    def _sqs(self) -> "SQSClient":
        return self.deployment.session.client("sqs")

    def https(self, ticket: Row, key: str) -> str:
        """The new ticket's id. `key` makes a second call with the same ticket harmless."""
        answer = self.api.post("/tickets", json=ticket, headers={"Idempotency-Key": key})
        answer.raise_for_status()
        return str(answer.json()["ticket_id"])

    def sqs(self, tickets: Mapping[str, Row]) -> None:
        """One message each, by the producer's id."""
        messages = [
            {"Id": str(number), "MessageBody": json.dumps(self._envelope(producer_id, ticket))}
            for number, (producer_id, ticket) in enumerate(tickets.items())
        ]
        for start in range(0, len(messages), 10):
            answer = self._sqs.send_message_batch(
                QueueUrl=self.deployment.submissions_url,
                Entries=messages[start : start + 10],  # type: ignore[arg-type]
            )
            if answer.get("Failed"):
                raise RuntimeError(f"the submissions queue refused {answer['Failed']}")

    def _envelope(self, producer_id: str, ticket: Row) -> dict[str, object]:
        return {
            "schema_version": "1",
            "producer": self.producer,
            "producer_id": producer_id,
            "ticket": ticket,
        }

    def drop(self, key: str, content: bytes) -> None:
        """A file in the bucket, as any tool would put it there."""
        self._s3.put_object(Bucket=self.deployment.bucket, Key=key, Body=content)

    def drop_tickets(self, key: str, rows: Iterable[Row]) -> None:
        self.drop(key, "".join(json.dumps(row) + "\n" for row in rows).encode())

    def report(self, key: str) -> dict[str, object] | None:
        """What became of a dropped file; None until its report is there."""
        try:
            answer = self._s3.get_object(Bucket=self.deployment.bucket, Key=f"reports/{key}.json")
        except self._s3.exceptions.NoSuchKey:
            return None
        report: dict[str, object] = json.loads(answer["Body"].read())
        return report
