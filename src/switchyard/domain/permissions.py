"""Who may work on a ticket; who may see it is the store's to say."""

from switchyard.domain.errors import Forbidden
from switchyard.domain.ticket import Ticket
from switchyard.domain.viewer import Viewer


def is_assignee(ticket: Ticket, viewer: Viewer) -> bool:
    return bool(viewer.employee_id) and ticket.assignee == viewer.employee_id


def may_work_on(ticket: Ticket, viewer: Viewer) -> bool:
    """Those of its department, and whoever has it."""
    return is_assignee(ticket, viewer) or viewer.may_work_in(ticket.in_department)


def check_may_work_on(ticket: Ticket, viewer: Viewer) -> None:
    """Raises Forbidden."""
    if not may_work_on(ticket, viewer):
        raise Forbidden(f"only those who work in {ticket.in_department} may do this")


def check_is_assignee(ticket: Ticket, viewer: Viewer) -> None:
    """Raises Forbidden."""
    if not is_assignee(ticket, viewer):
        raise Forbidden("only whoever has this ticket may do this")


def check_may_give_away(ticket: Ticket, viewer: Viewer) -> None:
    """Raises Forbidden."""
    if not is_assignee(ticket, viewer) and not viewer.may_lead(ticket.in_department):
        raise Forbidden(
            f"only whoever has this ticket, and who leads {ticket.in_department}, may do this"
        )


def check_is_lead(ticket: Ticket, viewer: Viewer) -> None:
    """Raises Forbidden."""
    if not viewer.may_lead(ticket.in_department):
        raise Forbidden(f"only who leads {ticket.in_department} may do this")
