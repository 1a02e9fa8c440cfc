"""Tickets that nobody took up in the desk's time: they go to somebody else."""

from datetime import datetime

from switchyard.desk.model import Desk
from switchyard.service_levels.follow import timed
from switchyard.sweep.model import ACTOR
from switchyard.tickets.change import Change
from switchyard.tickets.model import PassedHow, Ticket
from switchyard.tickets.passing import passed_on
from switchyard.tickets.word import Word


def taken_back(ticket: Ticket, desk: Desk, now: datetime) -> Change | None:
    """Nothing where there is time left, or a lead's word keeps the ticket where it is."""
    if ticket.pinned or ticket.acknowledge_by is None or ticket.acknowledge_by > now:
        return None
    word = Word(ACTOR, now, f"not acknowledged by {ticket.acknowledge_by:%Y-%m-%d %H:%M} UTC")
    change = passed_on(ticket, PassedHow.TIMED_OUT, desk.assignment, word)
    return timed(change, desk)
