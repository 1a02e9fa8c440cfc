"""The mail that a step owes, written in the same transaction as the step."""

from datetime import datetime, timedelta

from switchyard.notifications.model import Mail, MailKind
from switchyard.tickets.model import Ticket

SEND_WITHIN = timedelta(minutes=5)
"""After this `sweep` looks for it."""


def owed(ticket: Ticket, kind: MailKind, number: int, to: str, at: datetime) -> Mail:
    """`number` counts with the ticket, so that a step done twice owes one mail."""
    return Mail(
        ticket_id=ticket.ticket_id,
        mail_id=f"{kind}-{number}",
        kind=kind,
        to=to,
        lane=ticket.lane,
        created_at=at,
        due_at=at + SEND_WITHIN,
    )
