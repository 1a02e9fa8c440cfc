"""People say that a ticket waits on another, or that it stands alone."""

from dataclasses import dataclass, replace

from switchyard.domain.change import Change
from switchyard.domain.errors import Invalid
from switchyard.domain.permissions import check_leads, check_works_on, works_on
from switchyard.domain.ticket import Ticket
from switchyard.domain.viewer import Viewer
from switchyard.domain.desk_in_force import DeskInForce
from switchyard.usecases.incidents.manual_link import led, linked, unlinked
from switchyard.usecases.queries.tickets import WholeTicket
from switchyard.usecases.tickets.change_by_person import ChangeByPerson


@dataclass(frozen=True, slots=True)
class LinkingService:
    """`version` is as in `ChangeByPerson`."""

    changes: ChangeByPerson

    def link(
        self, ticket_id: str, parent_id: str, viewer: Viewer, version: int | None = None
    ) -> WholeTicket:
        """A lead says that it waits on another, and is finished with it.

        Raises Invalid for one that nothing can wait on, Forbidden, IllegalTransition, Conflict.
        """

        def decide(ticket: Ticket, _: DeskInForce) -> Change | None:
            check_leads(ticket, viewer)
            parent = self.changes.tickets.find([parent_id]).get(parent_id)
            if parent is None or not works_on(parent, viewer):
                raise Invalid.one("parent", f"you lead no department with a ticket {parent_id}")
            check_leads(parent, viewer)
            word = self.changes.sign(viewer)
            change = linked(ticket, parent, word)
            return change and replace(change, parent_change=led(parent, ticket, word))

        return self.changes.apply(ticket_id, viewer, version, decide)

    def unlink(self, ticket_id: str, viewer: Viewer, version: int | None = None) -> WholeTicket:
        """It stands alone from now on. Raises Forbidden, Conflict."""

        def decide(ticket: Ticket, _: DeskInForce) -> Change | None:
            check_works_on(ticket, viewer)
            return unlinked(ticket, self.changes.sign(viewer))

        return self.changes.apply(ticket_id, viewer, version, decide)
