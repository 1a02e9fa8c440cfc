"""E-mail through any mail server that speaks SMTP with STARTTLS."""

from __future__ import annotations

import json
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from switchyard.adapters.aws_errors import translate_errors
from switchyard.adapters.mime import build_mime, read_recipient
from switchyard.domain.errors import InvalidInput, Unavailable
from switchyard.ports.mail import MailMessage

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

TIMEOUT_SECONDS = 10
"""Seconds for connecting, and for each answer."""
TRANSIENT_REPLY, PERMANENT_REPLY = 400, 500
"""Replies from the first on say no; from the second on for good. RFC 5321, section 4.2.1."""


class SmtpCredentials(NamedTuple):
    username: str
    password: str


def read_credentials(client: SecretsManagerClient, secret: str) -> SmtpCredentials:
    """From a secret that is JSON with `username` and `password`. Raises Unavailable."""
    with translate_errors("the mail server's password"):
        kept = json.loads(client.get_secret_value(SecretId=secret)["SecretString"])
    return SmtpCredentials(kept["username"], kept["password"])


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """`Mailer`; one connection a message, never without TLS.

    `read_credentials` is asked at every message, so that a new password holds at once. With
    `redirect_to` everything goes there.
    """

    host: str
    port: int
    sender: str
    read_credentials: Callable[[], SmtpCredentials] = field(repr=False)
    redirect_to: str = ""
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def send(self, message: MailMessage) -> str:
        """See `Mailer.send`. The id is the server's last word on it."""
        made = build_mime(message, self.sender, self.redirect_to)
        try:
            with smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS) as server:
                server.starttls(context=self.tls)
                server.login(*self.read_credentials())
                return _send_message(server, self.sender, read_recipient(made), bytes(made))
        except (smtplib.SMTPException, OSError) as error:
            raise Unavailable(f"mail server {self.host}: {error}") from error


def _send_message(server: smtplib.SMTP, sender: str, to: str, content: bytes) -> str:
    """By single commands: `sendmail` would hide the reply that names the message."""
    code, words = server.mail(sender)
    if code >= TRANSIENT_REPLY:
        raise smtplib.SMTPSenderRefused(code, words, sender)
    _check_reply(server.rcpt(to))
    return _check_reply(server.data(content))


def _check_reply(reply: tuple[int, bytes]) -> str:
    """Raises Invalid where the server will never take it, SMTPResponseException otherwise."""
    code, words = reply
    if code >= PERMANENT_REPLY:
        raise InvalidInput.create_for_field(
            "to", f"the mail server refused it: {words.decode(errors='replace')}"
        )
    if code >= TRANSIENT_REPLY:
        raise smtplib.SMTPResponseException(code, words)
    return words.decode(errors="replace")
