"""What links of e-mails need: the key that signs them, and which were used."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import attribute
from switchyard.adapters.dynamodb.database import Database
from switchyard.domain.email_link import KEY_BYTES

KEY = keys.key("LINKS", "KEY")


@dataclass(frozen=True, slots=True)
class DynamoLinkKey:
    """`LinkKey`: one item of the ops table. It is read each time, so that deleting it by hand ends
    every link that is out there, at once.
    """

    database: Database
    table: str

    def read(self) -> bytes:
        """See `LinkKey.read`. Of several that make it at once, the first writes it for all."""
        stored = self.database.get(self.table, KEY)
        while stored is None:
            made = attribute(secrets.token_bytes(KEY_BYTES))
            self.database.create(self.table, {**KEY, "key": made})
            stored = self.database.get(self.table, KEY)
        return stored["key"]["B"]


@dataclass(frozen=True, slots=True)
class DynamoUsedLinks:
    """`UsedLinks`: one item of the content table for each, written with what the link did."""

    database: Database
    table: str

    def used(self, ticket_id: str, use: str) -> bool:
        """See `UsedLinks.used`."""
        return self.database.get(self.table, keys.link_key(ticket_id, use)) is not None
