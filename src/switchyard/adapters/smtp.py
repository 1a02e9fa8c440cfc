"""E-mail through any mail server that speaks SMTP with STARTTLS."""

from __future__ import annotations

import json
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from switchyard.adapters.aws_errors import outside
from switchyard.adapters.mime import mime, recipient
from switchyard.domain.errors import Invalid, Unavailable
from switchyard.ports.mail import Message

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

TIMEOUT = 10
"""Seconds for connecting, and for each answer."""
TRANSIENT, PERMANENT = 400, 500
"""Replies from the first on say no; from the second on for good. RFC 5321, section 4.2.1."""


class Credentials(NamedTuple):
    username: str
    password: str


def read_credentials(client: SecretsManagerClient, secret: str) -> Credentials:
    """From a secret that is JSON with `username` and `password`. Raises Unavailable."""
    with outside("the mail server's password"):
        kept = json.loads(client.get_secret_value(SecretId=secret)["SecretString"])
    return Credentials(kept["username"], kept["password"])


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """`Mailer`; one connection a message, never without TLS.

    `credentials` is asked at every message, so that a new password holds at once. With
    `redirect_to` everything goes there.
    """

    host: str
    port: int
    sender: str
    credentials: Callable[[], Credentials] = field(repr=False)
    redirect_to: str = ""
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def send(self, message: Message) -> str:
        """See `Mailer.send`. The id is the server's last word on it."""
        made = mime(message, self.sender, self.redirect_to)
        try:
            with smtplib.SMTP(self.host, self.port, timeout=TIMEOUT) as server:
                server.starttls(context=self.tls)
                server.login(*self.credentials())
                return _send(server, self.sender, recipient(made), bytes(made))
        except (smtplib.SMTPException, OSError) as error:
            raise Unavailable(f"mail server {self.host}: {error}") from error


def _send(server: smtplib.SMTP, sender: str, to: str, content: bytes) -> str:
    """By single commands: `sendmail` would hide the reply that names the message."""
    code, words = server.mail(sender)
    if code >= TRANSIENT:
        raise smtplib.SMTPSenderRefused(code, words, sender)
    _expect(server.rcpt(to))
    return _expect(server.data(content))


def _expect(reply: tuple[int, bytes]) -> str:
    """Raises Invalid where the server will never take it, SMTPResponseException otherwise."""
    code, words = reply
    if code >= PERMANENT:
        raise Invalid.one("to", f"the mail server refused it: {words.decode(errors='replace')}")
    if code >= TRANSIENT:
        raise smtplib.SMTPResponseException(code, words)
    return words.decode(errors="replace")
