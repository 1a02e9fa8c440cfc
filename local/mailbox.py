"""Every e-mail that the emulator's SES took, read back."""

import re
from dataclasses import dataclass

import urllib3

from local.aws import LocalAws

_TICKET = re.compile(r"T-[0-9A-HJKMNP-TV-Z]{16}")


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """One e-mail, as its reader finds it."""

    to: str
    subject: str
    text: str
    html: str

    @property
    def ticket_id(self) -> str:
        """The ticket that it is about, or empty."""
        match = _TICKET.search(self.subject) or _TICKET.search(self.text)
        return match.group() if match else ""


class Mailbox:
    """Reads all that was sent since the emulator started. `url` is where."""

    def __init__(self, aws: LocalAws) -> None:
        self.url = f"{aws.endpoint_url}/_ministack/ses/messages"
        self._pool = urllib3.PoolManager(ca_certs=str(aws.ca_bundle) if aws.ca_bundle else None)

    def read_mails(self) -> list[ReceivedMail]:
        accounts = self._pool.request("GET", self.url, timeout=30).json()["messages"]
        return [
            ReceivedMail(
                to=", ".join(message["To"]),
                subject=message["Subject"],
                text=message["BodyText"] or "",
                html=message["BodyHtml"] or "",
            )
            for messages in accounts.values()
            for message in messages
        ]
