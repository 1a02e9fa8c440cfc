"""The three channels, as a sender uses them."""

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
class Channels:
    """Sends tickets through each channel of one deployment. `api` is signed in as the sender."""

    deployment: Deployment
    api: httpx.Client
    source: str

    @cached_property
    def _s3(self) -> "S3Client":
        return self.deployment.session.client("s3")

    @cached_property
    def _sqs(self) -> "SQSClient":
        return self.deployment.session.client("sqs")

    def send_by_https(self, ticket: Row, key: str) -> str:
        """The new ticket's id. `key` makes a second call with the same ticket harmless."""
        answer = self.api.post("/tickets", json=ticket, headers={"Idempotency-Key": key})
        answer.raise_for_status()
        return str(answer.json()["ticket_id"])

    def send_by_sqs(self, tickets: Mapping[str, Row]) -> None:
        """One message each, by the source's id."""
        messages = [
            {
                "Id": str(number),
                "MessageBody": json.dumps(self._wrap_submission(external_id, ticket)),
            }
            for number, (external_id, ticket) in enumerate(tickets.items())
        ]
        for start in range(0, len(messages), 10):
            answer = self._sqs.send_message_batch(
                QueueUrl=self.deployment.submissions_url,
                Entries=messages[start : start + 10],  # type: ignore[arg-type]
            )
            if answer.get("Failed"):
                raise RuntimeError(f"the submissions queue refused {answer['Failed']}")

    def _wrap_submission(self, external_id: str, ticket: Row) -> dict[str, object]:
        return {
            "schema_version": "1",
            "source": self.source,
            "external_id": external_id,
            "ticket": ticket,
        }

    def drop_file(self, key: str, content: bytes) -> None:
        """A file in the bucket, as any tool would put it there."""
        self._s3.put_object(Bucket=self.deployment.bucket, Key=key, Body=content)

    def drop_tickets(self, key: str, rows: Iterable[Row]) -> None:
        self.drop_file(key, "".join(json.dumps(row) + "\n" for row in rows).encode())

    def read_report(self, key: str) -> dict[str, object] | None:
        """What became of a dropped file; None until its report is there."""
        try:
            answer = self._s3.get_object(Bucket=self.deployment.bucket, Key=f"reports/{key}.json")
        except self._s3.exceptions.NoSuchKey:
            return None
        report: dict[str, object] = json.loads(answer["Body"].read())
        return report
