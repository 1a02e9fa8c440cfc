"""What links need from outside."""

from typing import Protocol


class LinkKeyStore(Protocol):
    def read_key(self) -> bytes:
        """The key that signs, made when it is first asked for; the same for whoever asks.

        Raises Unavailable.
        """


class UsedLinkStore(Protocol):
    def is_used(self, ticket_id: str, use_id: str) -> bool:
        """Whether a link of this ticket was used, read consistently. Raises Unavailable."""
