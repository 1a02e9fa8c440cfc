"""Who may work on a ticket; who may see it is the store's to say."""

from switchyard.domain.errors import Forbidden
from switchyard.domain.ticket import Ticket
from switchyard.domain.viewer import Viewer


def has_it(ticket: Ticket, viewer: Viewer) -> bool:
    return bool(viewer.employee_id) and ticket.assignee == viewer.employee_id


def works_on(ticket: Ticket, viewer: Viewer) -> bool:
    """Those of its department, and whoever has it."""
    return has_it(ticket, viewer) or viewer.works_in(ticket.in_department)


def check_works_on(ticket: Ticket, viewer: Viewer) -> None:
    """Raises Forbidden."""
    if not works_on(ticket, viewer):
        raise Forbidden(f"only those who work in {ticket.in_department} may do this")


def check_has_it(ticket: Ticket, viewer: Viewer) -> None:
    """Raises Forbidden."""
    if not has_it(ticket, viewer):
        raise Forbidden("only whoever has this ticket may do this")


def check_gives_it(ticket: Ticket, viewer: Viewer) -> None:
    """Raises Forbidden."""
    if not has_it(ticket, viewer) and not viewer.leads(ticket.in_department):
        raise Forbidden(
            f"only whoever has this ticket, and who leads {ticket.in_department}, may do this"
        )


def check_leads(ticket: Ticket, viewer: Viewer) -> None:
    """Raises Forbidden."""
    if not viewer.leads(ticket.in_department):
        raise Forbidden(f"only who leads {ticket.in_department} may do this")
