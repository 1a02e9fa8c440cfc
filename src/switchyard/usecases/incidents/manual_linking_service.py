"""People say that a ticket waits on another, or that it stands alone."""

from dataclasses import dataclass, replace

from switchyard.domain.change import Change
from switchyard.domain.desk_in_force import DeskInForce
from switchyard.domain.errors import InvalidInput
from switchyard.domain.permissions import check_is_lead, check_may_work_on, may_work_on
from switchyard.domain.ticket import Ticket
from switchyard.domain.viewer import Viewer
from switchyard.usecases.incidents.manual_link import (
    link_to_parent,
    make_parent,
    unlink_from_parent,
)
from switchyard.usecases.queries.tickets import TicketDetails
from switchyard.usecases.tickets.change_by_person import ChangeByPerson


@dataclass(frozen=True, slots=True)
class TicketLinkService:
    """`version` is as in `ChangeByPerson`."""

    changes: ChangeByPerson

    def link_ticket(
        self, ticket_id: str, parent_id: str, viewer: Viewer, version: int | None = None
    ) -> TicketDetails:
        """A lead says that it waits on another, and is finished with it.

        Raises Invalid for one that nothing can wait on, Forbidden, IllegalTransition, Conflict.
        """

        def decide_change(ticket: Ticket, _: DeskInForce) -> Change | None:
            check_is_lead(ticket, viewer)
            parent = self.changes.tickets.read_tickets([parent_id]).get(parent_id)
            if parent is None or not may_work_on(parent, viewer):
                raise InvalidInput.create_for_field(
                    "parent", f"you lead no department with a ticket {parent_id}"
                )
            check_is_lead(parent, viewer)
            statement = self.changes.make_statement(viewer)
            change = link_to_parent(ticket, parent, statement)
            return change and replace(change, parent_change=make_parent(parent, ticket, statement))

        return self.changes.apply_change(ticket_id, viewer, version, decide_change)

    def unlink_ticket(
        self, ticket_id: str, viewer: Viewer, version: int | None = None
    ) -> TicketDetails:
        """It stands alone from now on. Raises Forbidden, Conflict."""

        def decide_change(ticket: Ticket, _: DeskInForce) -> Change | None:
            check_may_work_on(ticket, viewer)
            return unlink_from_parent(ticket, self.changes.make_statement(viewer))

        return self.changes.apply_change(ticket_id, viewer, version, decide_change)
