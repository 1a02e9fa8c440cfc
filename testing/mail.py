"""E-mails in memory: those that are owed, and a mailer that keeps what it sends."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from switchyard.domain.errors import Conflict
from switchyard.domain.mail import Mail, MailState
from switchyard.ports.mail import MailMessage


@dataclass
class InMemoryMails:
    """A `MailStore`. `stored` are by ticket and mail id."""

    stored: dict[tuple[str, str], Mail] = field(default_factory=dict)

    def read_mails(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Mail]:
        return {key: self.stored[key] for key in keys if key in self.stored}

    def take_mail(self, mail: Mail, now: datetime, until: datetime) -> Mail:
        stored = self.stored.get((mail.ticket_id, mail.mail_id))
        if stored is None or not _is_free(stored, now):
            raise Conflict(f"mail {mail.mail_id} of {mail.ticket_id} is held by another, or ended")
        sending = {
            "state": MailState.SENDING,
            "lease_until": until,
            "due_at": until,
            "attempts": stored.attempts + 1,
        }
        return self._write_mail(stored.model_copy(update=sending))

    def finish_mail(
        self, mail: Mail, state: MailState, provider_id: str = "", note: str = ""
    ) -> None:
        stored = self.stored[mail.ticket_id, mail.mail_id]
        if stored.attempts != mail.attempts or stored.state not in (mail.state, state):
            raise Conflict(f"mail {mail.mail_id} of {mail.ticket_id} was taken over")
        ended = {
            "state": state,
            "provider_id": provider_id,
            "note": note,
            "due_at": None,
            "lease_until": None,
        }
        self._write_mail(stored.model_copy(update=ended))

    def check_new(self, mails: Sequence[Mail]) -> None:
        """Raises Conflict."""
        for mail in mails:
            if (mail.ticket_id, mail.mail_id) in self.stored:
                raise Conflict(f"mail {mail.mail_id} of {mail.ticket_id} is owed already")

    def add_mails(self, mails: Sequence[Mail]) -> None:
        for mail in mails:
            self._write_mail(mail)

    def _write_mail(self, mail: Mail) -> Mail:
        self.stored[mail.ticket_id, mail.mail_id] = mail
        return mail


@dataclass
class InMemoryMailer:
    """A `Mailer` that keeps what it sends, or fails every time with `failure`."""

    sent: list[MailMessage] = field(default_factory=list)
    failure: Exception | None = None

    def send(self, message: MailMessage) -> str:
        if self.failure:
            raise self.failure
        self.sent.append(message)
        return f"provider-{len(self.sent)}"


def _is_free(mail: Mail, now: datetime) -> bool:
    """Whether it is due, or another's attempt at it took too long."""
    late = mail.lease_until is not None and mail.lease_until < now
    return mail.state is MailState.DUE or (mail.state is MailState.SENDING and late)
