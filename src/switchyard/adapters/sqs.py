"""Nudges into queues, and records that can never pass into a dead-letter queue."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from switchyard.adapters.aws_errors import translate_errors
from switchyard.adapters.backoff import Backoff
from switchyard.adapters.batches import send_in_batches
from switchyard.domain.messages import Nudge, Queue
from switchyard.ports.outgoing import StreamRecord

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

MAX_NUDGES_PER_CALL = 10


@dataclass(frozen=True, slots=True)
class SqsQueueSender:
    """`Queues`, by the URL of each."""

    client: SQSClient
    urls: Mapping[Queue, str]
    backoff: Backoff

    def send(self, queue: Queue, nudges: Sequence[Nudge]) -> None:
        """See `Queues.send`."""
        send_in_batches(
            nudges, MAX_NUDGES_PER_CALL, partial(self._send_batch, self.urls[queue]), self.backoff
        )

    def _send_batch(self, url: str, nudges: list[Nudge]) -> list[Nudge]:
        entries: list[SendMessageBatchRequestEntryTypeDef] = [
            {"Id": str(number), "MessageBody": nudge.model_dump_json()}
            for number, nudge in enumerate(nudges)
        ]
        with translate_errors("send to a queue"):
            answer = self.client.send_message_batch(QueueUrl=url, Entries=entries)
        return [nudges[int(failed["Id"])] for failed in answer.get("Failed", ())]


@dataclass(frozen=True, slots=True)
class SqsDeadLetterQueue:
    """`DeadLetters`: a message says the reason, and holds the record as it came."""

    client: SQSClient
    url: str

    def bury_record(self, record: StreamRecord, reason: str) -> None:
        """See `DeadLetters.bury`."""
        body = json.dumps({"reason": reason, "record": record}, default=str)
        with translate_errors("send to the dead-letter queue"):
            self.client.send_message(QueueUrl=self.url, MessageBody=body)
