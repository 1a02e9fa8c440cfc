"""A mail server in this process that asks for TLS and a password."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from local.certificate import write_certificate
from local.process import find_free_port


@dataclass(frozen=True)
class Delivered:
    to: list[str]
    content: bytes


@dataclass
class MailServer:
    """Refuses readers whose address says so. `trust` is for those who call it."""

    trust: ssl.SSLContext
    port: int
    delivered: list[Delivered] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds it by name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if address.startswith("unknown"):
            return "550 5.1.1 there is nobody of that name"
        if address.startswith("full"):
            return "452 4.2.2 the mailbox is full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd finds it by name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.delivered.append(Delivered(list(envelope.rcpt_tos), envelope.content))
        return "250 2.0.0 queued as ABC"

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"right", handled=False)


@contextmanager
def run_mail_server(folder: Path) -> Iterator[MailServer]:
    """Runs on a port of its own, with a certificate made for it in `folder`."""
    files = write_certificate(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files.certificate, files.key)
    server = MailServer(ssl.create_default_context(cafile=str(files.bundle)), find_free_port())
    controller = Controller(
        server,
        hostname="127.0.0.1",
        port=server.port,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=server.authenticate,
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
