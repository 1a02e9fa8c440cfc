"""Mails that are owed, in the desk table beside their ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb.codec import decode_model, encode_value
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.due import choose_due_shard
from switchyard.adapters.dynamodb.keys import build_mail_key
from switchyard.domain.errors import Conflict
from switchyard.domain.mail import Mail, MailState

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import UpdateItemInputTypeDef


@dataclass(frozen=True, slots=True)
class DynamoMailStore:
    """`MailStore`."""

    database: DynamoDatabase
    table: str

    def read_mails(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Mail]:
        """See `MailStore.find`."""
        items = self.database.read_items(
            self.table, [build_mail_key(*mail_key_parts) for mail_key_parts in keys]
        )
        mails = (decode_model(Mail, item) for item in items)
        return {(mail.ticket_id, mail.mail_id): mail for mail in mails}

    def take_mail(self, mail: Mail, now: datetime, until: datetime) -> Mail:
        """See `MailStore.take`. `sweep` looks again only after the lease."""
        held = Conflict(f"mail {mail.mail_id} of {mail.ticket_id} is held by another, or ended")
        return decode_model(
            Mail, self.database.update_item(_build_take_update(mail, now, until, self.table), held)
        )

    def finish_mail(
        self, mail: Mail, state: MailState, provider_id: str = "", note: str = ""
    ) -> None:
        """See `MailStore.finish`. Safe to repeat."""
        lost = Conflict(f"mail {mail.mail_id} of {mail.ticket_id} was taken over")
        self.database.update_item(
            _build_finish_update(mail, state, provider_id, note, self.table), lost
        )


def _build_take_update(
    mail: Mail, now: datetime, until: datetime, table: str
) -> UpdateItemInputTypeDef:
    return {
        "TableName": table,
        "Key": build_mail_key(mail.ticket_id, mail.mail_id),
        "UpdateExpression": (
            "SET #state = :sending, lease_until = :until, due_at = :until, due_shard = :shard,"
            " attempts = attempts + :one"
        ),
        "ConditionExpression": "#state = :due OR (#state = :sending AND lease_until < :now)",
        "ExpressionAttributeNames": {"#state": "state"},
        "ExpressionAttributeValues": {
            ":sending": encode_value(MailState.SENDING),
            ":due": encode_value(MailState.DUE),
            ":now": encode_value(now),
            ":until": encode_value(until),
            ":shard": encode_value(choose_due_shard(mail.ticket_id)),
            ":one": encode_value(1),
        },
    }


def _build_finish_update(
    mail: Mail, state: MailState, provider_id: str, note: str, table: str
) -> UpdateItemInputTypeDef:
    return {
        "TableName": table,
        "Key": build_mail_key(mail.ticket_id, mail.mail_id),
        "UpdateExpression": (
            "SET #state = :ended, provider_id = :provider, note = :note"
            " REMOVE due_at, due_shard, lease_until"
        ),
        "ConditionExpression": "attempts = :attempts AND #state IN (:as_read, :ended)",
        "ExpressionAttributeNames": {"#state": "state"},
        "ExpressionAttributeValues": {
            ":ended": encode_value(state),
            ":as_read": encode_value(mail.state),
            ":attempts": encode_value(mail.attempts),
            ":provider": encode_value(provider_id),
            ":note": encode_value(note),
        },
    }
