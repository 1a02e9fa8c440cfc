"""E-mails as items with a life of their own: due, sending, sent; or skipped, failed."""

from datetime import datetime, timedelta
from enum import StrEnum

from switchyard.domain.ticket import Ticket
from switchyard.domain.values import FrozenModel, Lane


class MailKind(StrEnum):
    ASSIGNED = "assigned"
    RECEIPT = "receipt"
    REVIEW = "review"
    RETURNED = "returned"
    WAITING = "waiting"
    DUE_SOON = "due_soon"
    BREACHED = "breached"
    ESCALATED = "escalated"
    REPLY = "reply"
    ANSWER = "answer"
    INCIDENT = "incident"
    SOLVED = "solved"


class MailState(StrEnum):
    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"


class Mail(FrozenModel):
    """Written in the same transaction as the step that owes it; the stream wakes `notify`.

    `mail_id` is the kind and a number that counts with the ticket (`assigned-2`), so that a step
    done twice owes one mail. `to` is an employee id, a requester id, or a department whose lead
    is meant, by `kind`. `lease_until` bounds one attempt at sending.
    """

    ticket_id: str
    mail_id: str
    kind: MailKind
    to: str
    lane: Lane
    state: MailState = MailState.DUE
    created_at: datetime
    due_at: datetime | None = None
    attempts: int = 0
    sweeps: int = 0
    lease_until: datetime | None = None
    provider_id: str = ""
    note: str = ""

    @property
    def number(self) -> int:
        """Where a mail counts with the ticket's version: that of the step which owes it."""
        return int(self.mail_id.rpartition("-")[2])


MAIL_DUE_AFTER = timedelta(minutes=5)
"""After this `sweep` looks for it."""


def create_mail(ticket: Ticket, kind: MailKind, number: int, to: str, at: datetime) -> Mail:
    """`number` counts with the ticket, so that a step done twice owes one mail."""
    return Mail(
        ticket_id=ticket.ticket_id,
        mail_id=f"{kind}-{number}",
        kind=kind,
        to=to,
        lane=ticket.lane,
        created_at=at,
        due_at=at + MAIL_DUE_AFTER,
    )
