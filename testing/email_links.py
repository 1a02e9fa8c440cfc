"""What the links of e-mails need, in memory."""

from dataclasses import dataclass

from switchyard.domain.email_link import KEY_BYTES
from testing.tickets import InMemoryTickets


class InMemoryLinkKey:
    """A `LinkKey` that is the same every time."""

    def read_key(self) -> bytes:
        return bytes(KEY_BYTES)


@dataclass
class InMemoryUsedLinks:
    """`UsedLinks` over what tickets wrote."""

    tickets: InMemoryTickets

    def is_used(self, ticket_id: str, use_id: str) -> bool:
        return (ticket_id, use_id) in self.tickets.used_links
