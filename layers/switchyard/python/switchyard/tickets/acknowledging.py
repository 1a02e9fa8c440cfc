"""Taking a ticket up: by when the desk wants that said, and the word of whoever has it."""

from datetime import datetime

from switchyard.desk.model import Desk
from switchyard.errors import IllegalTransition
from switchyard.service_levels.calendar import after
from switchyard.tickets.change import Change
from switchyard.tickets.model import Ticket
from switchyard.tickets.word import Word
from switchyard.values import Priority


def acknowledge_by(ticket: Ticket, desk: Desk, at: datetime) -> datetime | None:
    """None where the desk gives this priority no limit."""
    priority = ticket.priority.value if ticket.priority else Priority.MEDIUM
    minutes = desk.assignment.acknowledge_within.get(priority)
    return None if minutes is None else after(at, minutes, desk.calendar)


def acknowledged(ticket: Ticket, word: Word) -> Change | None:
    """Nothing where it was acknowledged before. Raises IllegalTransition for a finished ticket."""
    if not ticket.holds_capacity:
        raise IllegalTransition(f"a ticket that is {ticket.status} asks nobody to take it up")
    if ticket.acknowledged_at:
        return None
    changed = ticket.changed(word.at, acknowledged_at=word.at, acknowledge_by=None, due_at=None)
    return Change(ticket=changed, history=word.on(changed, "acknowledged"))
