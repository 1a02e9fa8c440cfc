"""Mails that are owed, in the desk table beside their ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb.codec import attribute, decode
from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.dynamodb.due import due_shard
from switchyard.adapters.dynamodb.keys import mail_key
from switchyard.domain.errors import Conflict
from switchyard.domain.mail import Mail, MailState

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import UpdateItemInputTypeDef


@dataclass(frozen=True, slots=True)
class DynamoMailStore:
    """`MailStore`."""

    database: Database
    table: str

    def find(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Mail]:
        """See `MailStore.find`."""
        items = self.database.find(self.table, [mail_key(*each) for each in keys])
        mails = (decode(Mail, item) for item in items)
        return {(mail.ticket_id, mail.mail_id): mail for mail in mails}

    def take(self, mail: Mail, now: datetime, until: datetime) -> Mail:
        """See `MailStore.take`. `sweep` looks again only after the lease."""
        held = Conflict(f"mail {mail.mail_id} of {mail.ticket_id} is held by another, or ended")
        return decode(Mail, self.database.update(_take(mail, now, until, self.table), held))

    def finish(self, mail: Mail, state: MailState, provider_id: str = "", note: str = "") -> None:
        """See `MailStore.finish`. Safe to repeat."""
        lost = Conflict(f"mail {mail.mail_id} of {mail.ticket_id} was taken over")
        self.database.update(_finish(mail, state, provider_id, note, self.table), lost)


def _take(mail: Mail, now: datetime, until: datetime, table: str) -> UpdateItemInputTypeDef:
    return {
        "TableName": table,
        "Key": mail_key(mail.ticket_id, mail.mail_id),
        "UpdateExpression": (
            "SET #state = :sending, lease_until = :until, due_at = :until, due_shard = :shard,"
            " attempts = attempts + :one"
        ),
        "ConditionExpression": "#state = :due OR (#state = :sending AND lease_until < :now)",
        "ExpressionAttributeNames": {"#state": "state"},
        "ExpressionAttributeValues": {
            ":sending": attribute(MailState.SENDING),
            ":due": attribute(MailState.DUE),
            ":now": attribute(now),
            ":until": attribute(until),
            ":shard": attribute(due_shard(mail.ticket_id)),
            ":one": attribute(1),
        },
    }


def _finish(
    mail: Mail, state: MailState, provider_id: str, note: str, table: str
) -> UpdateItemInputTypeDef:
    return {
        "TableName": table,
        "Key": mail_key(mail.ticket_id, mail.mail_id),
        "UpdateExpression": (
            "SET #state = :ended, provider_id = :provider, note = :note"
            " REMOVE due_at, due_shard, lease_until"
        ),
        "ConditionExpression": "attempts = :attempts AND #state IN (:as_read, :ended)",
        "ExpressionAttributeNames": {"#state": "state"},
        "ExpressionAttributeValues": {
            ":ended": attribute(state),
            ":as_read": attribute(mail.state),
            ":attempts": attribute(mail.attempts),
            ":provider": attribute(provider_id),
            ":note": attribute(note),
        },
    }
