"""Who may work on a ticket; who may see it is the store's to say."""

from switchyard.errors import Forbidden
from switchyard.tickets.model import Ticket
from switchyard.viewer import Viewer


def works_on(ticket: Ticket, viewer: Viewer) -> bool:
    """Those of its department, and whoever has it."""
    has_it = bool(viewer.employee_id) and ticket.assignee == viewer.employee_id
    return has_it or viewer.works_in(ticket.in_department)


def check_works_on(ticket: Ticket, viewer: Viewer) -> None:
    """Raises Forbidden."""
    if not works_on(ticket, viewer):
        raise Forbidden(f"only those who work in {ticket.in_department} may do this")
