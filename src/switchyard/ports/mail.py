"""What notifications need from outside."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from switchyard.domain.mail import Mail, MailState


@dataclass(frozen=True, slots=True)
class MailMessage:
    """One e-mail, ready to send.

    `message_id` and `written_at` stay the same over attempts. The id has no host: the sender's
    address gives it.
    """

    message_id: str
    written_at: datetime
    to: str
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    to_name: str = ""
    from_name: str = ""
    attempt: int = 1


class Mailer(Protocol):
    def send(self, message: MailMessage) -> str:
        """Returns the provider's id. Raises Invalid for a refused address, else Unavailable."""


class MailStore(Protocol):
    def read_mails(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Mail]:
        """Mails by (ticket id, mail id), read consistently."""

    def take_mail(self, mail: Mail, now: datetime, until: datetime) -> Mail:
        """Marks it as being sent until then. Raises Conflict where another holds it or it ended."""

    def finish_mail(
        self, mail: Mail, state: MailState, provider_id: str = "", note: str = ""
    ) -> None:
        """Ends it: sent, skipped or failed. Raises Conflict where its lease was taken over."""
