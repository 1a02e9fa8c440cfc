"""A change of a ticket that a person asks for: read as they may see it, and answered as a whole."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from switchyard.domain.authorship import Statement
from switchyard.domain.change import Change
from switchyard.domain.desk_in_force import DeskInForce
from switchyard.domain.errors import Conflict
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Clock
from switchyard.domain.viewer import Viewer
from switchyard.ports.desks import DeskReader
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.queries.tickets import TicketDetails, TicketReader
from switchyard.usecases.tickets.writer import TicketWriter


@dataclass(frozen=True, slots=True)
class ChangeByPerson:
    """`version` is the one that the caller saw: Conflict is raised where the ticket moved on.
    Without it, a change is made to the ticket as it is. `used_link` is the link that the person
    followed to do this.
    """

    tickets: TicketStore
    desks: DeskReader
    clock: Clock

    def apply_change(
        self,
        ticket_id: str,
        viewer: Viewer,
        version: int | None,
        decide: Callable[[Ticket, DeskInForce], Change | None],
        used_link: str = "",
    ) -> TicketDetails:
        """`decide` gives what is to be written of the ticket as it is, or None for nothing.

        Raises NotFound for what the viewer may not see, Conflict, Unavailable.
        """
        desk = self.desks.read_desk_in_force()
        current: list[Ticket] = []

        def decide_at_version(ticket: Ticket) -> Change | None:
            current[:] = [ticket]
            if version is not None and ticket.version != version:
                raise Conflict(f"{ticket_id} is at version {ticket.version} by now, not {version}")
            change = decide(ticket, desk)
            return replace(change, used_link=used_link) if change else None

        change = TicketWriter(self.tickets).update_ticket(
            ticket_id,
            decide_at_version,
            desk.desk,
            read=lambda _: self.tickets.read_ticket(ticket_id, viewer),
        )
        return TicketReader(self.tickets).build_details(
            change.ticket if change else current[0], viewer
        )

    def make_statement(self, viewer: Viewer, why: str = "") -> Statement:
        """Who asks for it, now, and why."""
        return Statement(viewer.person, self.clock(), why)
