"""By when the desk expects an assignee to acknowledge a ticket."""

from datetime import datetime

from switchyard.domain.calendar import add_working_minutes
from switchyard.domain.desk import Desk
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Priority


def calculate_acknowledge_deadline(ticket: Ticket, desk: Desk, at: datetime) -> datetime | None:
    """None where the desk gives this priority no limit."""
    priority = ticket.priority.value if ticket.priority else Priority.MEDIUM
    minutes = desk.assignment.acknowledge_within.get(priority)
    return None if minutes is None else add_working_minutes(at, minutes, desk.calendar)
