"""What people change of a ticket itself."""

from dataclasses import dataclass

from switchyard.domain.change import Change
from switchyard.domain.desk_in_force import DeskInForce
from switchyard.domain.employee import Employee
from switchyard.domain.errors import InvalidInput
from switchyard.domain.permissions import check_may_work_on
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.viewer import Viewer
from switchyard.ports.people import EmployeeStore
from switchyard.usecases.actions.correct import Correction, correct_ticket
from switchyard.usecases.actions.edit import TicketEdit, edit_ticket
from switchyard.usecases.actions.status_change import change_status, check_may_set_status
from switchyard.usecases.queries.tickets import TicketDetails
from switchyard.usecases.tickets.change_by_person import ChangeByPerson


@dataclass(frozen=True, slots=True)
class TicketChangeService:
    """What a ticket is: its levels, status and category. `version` is as in `ChangeByPerson`."""

    changes: ChangeByPerson
    employees: EmployeeStore

    def edit_ticket(
        self, ticket_id: str, edit: TicketEdit, viewer: Viewer, version: int | None = None
    ) -> TicketDetails:
        """Raises Invalid for an empty edit, Forbidden, Conflict."""
        if not edit.model_dump(exclude_none=True):
            raise InvalidInput.create_for_field(
                "body", "say what to set: priority, tier, tags or language"
            )

        def decide_change(ticket: Ticket, _: DeskInForce) -> Change | None:
            check_may_work_on(ticket, viewer)
            return edit_ticket(ticket, edit, viewer, self.changes.clock())

        return self.changes.apply_change(ticket_id, viewer, version, decide_change)

    def set_status(
        self, ticket_id: str, requested: Status, viewer: Viewer, version: int | None = None
    ) -> TicketDetails:
        """Raises Forbidden, IllegalTransition, Conflict; NoRoom where a ticket comes back from
        hold, and whoever has it is full by now.
        """

        def decide_change(ticket: Ticket, desk: DeskInForce) -> Change | None:
            check_may_set_status(ticket, requested, viewer)
            if ticket.status is requested:
                return None
            policy = desk.desk.assignment
            return change_status(
                ticket,
                requested,
                viewer,
                policy,
                self._find_resuming_employee(ticket),
                self.changes.clock(),
            )

        return self.changes.apply_change(ticket_id, viewer, version, decide_change)

    def correct_ticket(
        self, ticket_id: str, correction: Correction, viewer: Viewer, version: int | None = None
    ) -> TicketDetails:
        """Raises Invalid, Forbidden, IllegalTransition while triage is at it, Conflict."""

        def decide_change(ticket: Ticket, desk: DeskInForce) -> Change | None:
            check_may_work_on(ticket, viewer)
            return correct_ticket(ticket, correction, desk.desk, viewer, self.changes.clock())

        return self.changes.apply_change(ticket_id, viewer, version, decide_change)

    def _find_resuming_employee(self, ticket: Ticket) -> Employee | None:
        """Only from hold does a ticket take more of somebody's capacity than it has."""
        if ticket.status is not Status.ON_HOLD:
            return None
        return self.employees.read_employees([ticket.assignee]).get(ticket.assignee)
