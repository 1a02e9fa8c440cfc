"""What links need from outside."""

from typing import Protocol


class LinkKey(Protocol):
    def read(self) -> bytes:
        """The key that signs, made when it is first asked for; the same for whoever asks.

        Raises Unavailable.
        """


class UsedLinks(Protocol):
    def used(self, ticket_id: str, use: str) -> bool:
        """Whether a link of this ticket was used, read consistently. Raises Unavailable."""
