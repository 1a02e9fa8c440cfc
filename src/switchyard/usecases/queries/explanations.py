"""Why a ticket is where it is, as far as each viewer may know."""

from switchyard.domain.assignment import AssignmentExplanation
from switchyard.domain.status import Status
from switchyard.domain.ticket import HistoryEntry, Ticket
from switchyard.domain.triage import TriageExplanation
from switchyard.domain.values import FrozenModel
from switchyard.domain.viewer import Viewer


class TicketExplanation(FrozenModel):
    """`reason` and `assignment_reason` are sentences for everybody.

    The parts are for those who work on the ticket; in `assignment`, an agent finds their own
    scores and exclusions, a lead everybody's.
    """

    ticket_id: str
    status: Status
    reason: str
    assignment_reason: str = ""
    triage: TriageExplanation | None = None
    assignment: AssignmentExplanation | None = None
    history: tuple[HistoryEntry, ...] = ()


def build_summary(ticket: Ticket, assignment: AssignmentExplanation | None) -> TicketExplanation:
    return TicketExplanation(
        ticket_id=ticket.ticket_id,
        status=ticket.status,
        reason=ticket.reason,
        assignment_reason=assignment.reason if assignment else "",
    )


def keep_in_force(
    ticket: Ticket, assignment: AssignmentExplanation | None
) -> AssignmentExplanation | None:
    """Not the one of an assignment that is over, such as before a correction."""
    return assignment if assignment and assignment.assignee == ticket.assignee else None


def limit_to_viewer(
    viewer: Viewer, ticket: Ticket, assignment: AssignmentExplanation
) -> AssignmentExplanation:
    """All of it for leads and admins, their own lines for agents."""
    if viewer.may_lead(ticket.in_department):
        return assignment
    me = viewer.employee_id
    return assignment.model_copy(
        update={
            "shortlist": tuple(
                candidate for candidate in assignment.shortlist if candidate.employee_id == me
            ),
            "exclusions": tuple(
                exclusion for exclusion in assignment.exclusions if exclusion.employee_id == me
            ),
            "warnings": tuple(
                exclusion for exclusion in assignment.warnings if exclusion.employee_id == me
            ),
            "reranked": None,
        }
    )
