"""Taking a ticket up: by when the desk wants that said, and the word of whoever has it."""

from switchyard.domain.authorship import Statement
from switchyard.domain.change import Change
from switchyard.domain.errors import IllegalTransition
from switchyard.domain.ticket import Ticket


def acknowledge_ticket(ticket: Ticket, statement: Statement) -> Change | None:
    """Nothing where it was acknowledged before. Raises IllegalTransition for a finished ticket."""
    if not ticket.holds_capacity:
        raise IllegalTransition(f"a ticket that is {ticket.status} asks nobody to take it up")
    if ticket.acknowledged_at:
        return None
    changed = ticket.make_next_version(
        statement.at, acknowledged_at=statement.at, acknowledge_by=None, due_at=None
    )
    return Change(ticket=changed, history=statement.write_history(changed, "acknowledged"))
