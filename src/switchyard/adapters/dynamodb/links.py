"""What links of e-mails need: the key that signs them, and which were used."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import encode_value
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.domain.email_link import KEY_BYTES

LINK_KEY = keys.build_key("LINKS", "KEY")


@dataclass(frozen=True, slots=True)
class DynamoLinkKeyStore:
    """`LinkKey`: one item of the ops table. It is read each time, so that deleting it by hand ends
    every link that is out there, at once.
    """

    database: DynamoDatabase
    table: str

    def read_key(self) -> bytes:
        """See `LinkKey.read`. Of several that make it at once, the first writes it for all."""
        stored = self.database.read_item(self.table, LINK_KEY)
        while stored is None:
            made = encode_value(secrets.token_bytes(KEY_BYTES))
            self.database.create_item(self.table, {**LINK_KEY, "key": made})
            stored = self.database.read_item(self.table, LINK_KEY)
        return stored["key"]["B"]


@dataclass(frozen=True, slots=True)
class DynamoUsedLinkStore:
    """`UsedLinks`: one item of the content table for each, written with what the link did."""

    database: DynamoDatabase
    table: str

    def is_used(self, ticket_id: str, use_id: str) -> bool:
        """See `UsedLinks.used`."""
        return (
            self.database.read_item(self.table, keys.build_link_key(ticket_id, use_id)) is not None
        )
