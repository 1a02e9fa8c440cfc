"""What people change of a ticket itself."""

from dataclasses import dataclass

from switchyard.domain.change import Change
from switchyard.domain.employee import Employee
from switchyard.domain.errors import Invalid
from switchyard.domain.permissions import check_works_on
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.viewer import Viewer
from switchyard.domain.desk_in_force import DeskInForce
from switchyard.ports.people import People
from switchyard.usecases.actions.correct import Correction, corrected
from switchyard.usecases.actions.edit import Edit, edited
from switchyard.usecases.actions.status_change import check_may_move, moved
from switchyard.usecases.queries.tickets import WholeTicket
from switchyard.usecases.tickets.change_by_person import ChangeByPerson


@dataclass(frozen=True, slots=True)
class TicketService:
    """What a ticket is: its levels, status and category. `version` is as in `ChangeByPerson`."""

    changes: ChangeByPerson
    people: People

    def edit(
        self, ticket_id: str, edit: Edit, viewer: Viewer, version: int | None = None
    ) -> WholeTicket:
        """Raises Invalid for an empty edit, Forbidden, Conflict."""
        if not edit.model_dump(exclude_none=True):
            raise Invalid.one("body", "say what to set: priority, tier, tags or language")

        def decide(ticket: Ticket, _: DeskInForce) -> Change | None:
            check_works_on(ticket, viewer)
            return edited(ticket, edit, viewer, self.changes.clock())

        return self.changes.apply(ticket_id, viewer, version, decide)

    def set_status(
        self, ticket_id: str, wanted: Status, viewer: Viewer, version: int | None = None
    ) -> WholeTicket:
        """Raises Forbidden, IllegalTransition, Conflict; NoRoom where a ticket comes back from
        hold, and whoever has it is full by now.
        """

        def decide(ticket: Ticket, desk: DeskInForce) -> Change | None:
            check_may_move(ticket, wanted, viewer)
            if ticket.status is wanted:
                return None
            policy = desk.desk.assignment
            return moved(
                ticket, wanted, viewer, policy, self._who_resumes(ticket), self.changes.clock()
            )

        return self.changes.apply(ticket_id, viewer, version, decide)

    def correct(
        self, ticket_id: str, correction: Correction, viewer: Viewer, version: int | None = None
    ) -> WholeTicket:
        """Raises Invalid, Forbidden, IllegalTransition while triage is at it, Conflict."""

        def decide(ticket: Ticket, desk: DeskInForce) -> Change | None:
            check_works_on(ticket, viewer)
            return corrected(ticket, correction, desk.desk, viewer, self.changes.clock())

        return self.changes.apply(ticket_id, viewer, version, decide)

    def _who_resumes(self, ticket: Ticket) -> Employee | None:
        """Only from hold does a ticket take more of somebody's capacity than it has."""
        if ticket.status is not Status.ON_HOLD:
            return None
        return self.people.find([ticket.assignee]).get(ticket.assignee)
