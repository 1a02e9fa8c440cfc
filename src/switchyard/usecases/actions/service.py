"""What people change of a ticket itself."""

from dataclasses import dataclass

from switchyard.domain.change import Change
from switchyard.domain.employee import Employee
from switchyard.domain.errors import Invalid
from switchyard.domain.permissions import check_leads, check_works_on, works_on
from switchyard.domain.service_clock import timed
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.viewer import Viewer
from switchyard.ports.desks import DeskInForce
from switchyard.ports.people import People
from switchyard.usecases.actions.correct import Correction, corrected
from switchyard.usecases.actions.edit import Edit, edited
from switchyard.usecases.actions.status_change import check_may_move, moved
from switchyard.usecases.incidents.manual_link import led, linked, unlinked
from switchyard.usecases.queries.tickets import WholeTicket
from switchyard.usecases.tickets.writer import Changing


@dataclass(frozen=True, slots=True)
class TicketService:
    """What a ticket is: its levels, status, category, and what it waits on. `version` is as in
    `Changing`.
    """

    changing: Changing
    people: People

    def edit(
        self, ticket_id: str, edit: Edit, viewer: Viewer, version: int | None = None
    ) -> WholeTicket:
        """Raises Invalid for an empty edit, Forbidden, Conflict."""
        if not edit.model_dump(exclude_none=True):
            raise Invalid.one("body", "say what to set: priority, tier, tags or language")

        def change(ticket: Ticket, _: DeskInForce) -> Change | None:
            check_works_on(ticket, viewer)
            return edited(ticket, edit, viewer, self.changing.clock())

        return self.changing.change(ticket_id, viewer, version, change)

    def set_status(
        self, ticket_id: str, wanted: Status, viewer: Viewer, version: int | None = None
    ) -> WholeTicket:
        """Raises Forbidden, IllegalTransition, Conflict; NoRoom where a ticket comes back from
        hold, and whoever has it is full by now.
        """

        def change(ticket: Ticket, desk: DeskInForce) -> Change | None:
            check_may_move(ticket, wanted, viewer)
            if ticket.status is wanted:
                return None
            policy = desk.desk.assignment
            return moved(
                ticket, wanted, viewer, policy, self._who_resumes(ticket), self.changing.clock()
            )

        return self.changing.change(ticket_id, viewer, version, change)

    def correct(
        self, ticket_id: str, correction: Correction, viewer: Viewer, version: int | None = None
    ) -> WholeTicket:
        """Raises Invalid, Forbidden, IllegalTransition while triage is at it, Conflict."""

        def change(ticket: Ticket, desk: DeskInForce) -> Change | None:
            check_works_on(ticket, viewer)
            return corrected(ticket, correction, desk.desk, viewer, self.changing.clock())

        return self.changing.change(ticket_id, viewer, version, change)

    def link(
        self, ticket_id: str, parent_id: str, viewer: Viewer, version: int | None = None
    ) -> WholeTicket:
        """A lead says that it waits on another, and is finished with it.

        Raises Invalid for one that nothing can wait on, Forbidden, IllegalTransition, Conflict.
        """

        def change(ticket: Ticket, desk: DeskInForce) -> Change | None:
            check_leads(ticket, viewer)
            parent = self.changing.tickets.find([parent_id]).get(parent_id)
            if parent is None or not works_on(parent, viewer):
                raise Invalid.one("parent", f"you lead no department with a ticket {parent_id}")
            check_leads(parent, viewer)
            word = self.changing.word(viewer)
            joins = linked(ticket, parent, word)
            if joins and (leads := led(parent, ticket, word)):
                self.changing.tickets.commit(timed(leads, desk.desk))
            return joins

        return self.changing.change(ticket_id, viewer, version, change)

    def unlink(self, ticket_id: str, viewer: Viewer, version: int | None = None) -> WholeTicket:
        """It stands alone from now on. Raises Forbidden, Conflict."""

        def change(ticket: Ticket, _: DeskInForce) -> Change | None:
            check_works_on(ticket, viewer)
            return unlinked(ticket, self.changing.word(viewer))

        return self.changing.change(ticket_id, viewer, version, change)

    def _who_resumes(self, ticket: Ticket) -> Employee | None:
        """Only from hold does a ticket take more of somebody's capacity than it has."""
        if ticket.status is not Status.ON_HOLD:
            return None
        return self.people.find([ticket.assignee]).get(ticket.assignee)
