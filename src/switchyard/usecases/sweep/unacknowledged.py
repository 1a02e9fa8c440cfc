"""Tickets that nobody took up in the desk's time: they go to somebody else."""

from datetime import datetime

from switchyard.domain.authorship import Statement
from switchyard.domain.change import Change
from switchyard.domain.desk import Desk
from switchyard.domain.due_step import SWEEP_ACTOR
from switchyard.domain.ticket import PassOnReason, Ticket
from switchyard.usecases.actions.pass_on import pass_on_ticket


def take_back_ticket(ticket: Ticket, desk: Desk, now: datetime) -> Change | None:
    """Nothing where there is time left, or a lead's word keeps the ticket where it is."""
    if ticket.pinned or ticket.acknowledge_by is None or ticket.acknowledge_by > now:
        return None
    statement = Statement(
        SWEEP_ACTOR, now, f"not acknowledged by {ticket.acknowledge_by:%Y-%m-%d %H:%M} UTC"
    )
    return pass_on_ticket(ticket, PassOnReason.TIMED_OUT, desk.assignment, statement)
