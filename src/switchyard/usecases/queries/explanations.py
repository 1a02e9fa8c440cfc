"""Why a ticket is where it is, as far as each viewer may know."""

from switchyard.domain.assignment import AssignmentExplanation
from switchyard.domain.status import Status
from switchyard.domain.ticket import HistoryEntry, Ticket
from switchyard.domain.triage import TriageExplanation
from switchyard.domain.values import Frozen
from switchyard.domain.viewer import Viewer


class Explanation(Frozen):
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


def sentences(ticket: Ticket, assignment: AssignmentExplanation | None) -> Explanation:
    return Explanation(
        ticket_id=ticket.ticket_id,
        status=ticket.status,
        reason=ticket.reason,
        assignment_reason=assignment.reason if assignment else "",
    )


def in_force(
    ticket: Ticket, assignment: AssignmentExplanation | None
) -> AssignmentExplanation | None:
    """Not the one of an assignment that is over, such as before a correction."""
    return assignment if assignment and assignment.assignee == ticket.assignee else None


def seen_by(
    viewer: Viewer, ticket: Ticket, assignment: AssignmentExplanation
) -> AssignmentExplanation:
    """All of it for leads and admins, their own lines for agents."""
    if viewer.leads(ticket.in_department):
        return assignment
    me = viewer.employee_id
    return assignment.model_copy(
        update={
            "shortlist": tuple(one for one in assignment.shortlist if one.employee_id == me),
            "exclusions": tuple(one for one in assignment.exclusions if one.employee_id == me),
            "warnings": tuple(one for one in assignment.warnings if one.employee_id == me),
            "reranked": None,
        }
    )
