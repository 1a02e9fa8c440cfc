"""A change of a ticket that a person asks for: read as they may see it, and answered as a whole."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from switchyard.domain.authorship import Word
from switchyard.domain.change import Change
from switchyard.domain.errors import Conflict
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Clock
from switchyard.domain.viewer import Viewer
from switchyard.domain.desk_in_force import DeskInForce
from switchyard.ports.desks import DeskReader
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.queries.tickets import TicketReader, WholeTicket
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

    def apply(
        self,
        ticket_id: str,
        viewer: Viewer,
        version: int | None,
        decide: Callable[[Ticket, DeskInForce], Change | None],
        used_link: str = "",
    ) -> WholeTicket:
        """`decide` gives what is to be written of the ticket as it is, or None for nothing.

        Raises NotFound for what the viewer may not see, Conflict, Unavailable.
        """
        desk = self.desks.in_force()
        current: list[Ticket] = []

        def decide_on(ticket: Ticket) -> Change | None:
            current[:] = [ticket]
            if version is not None and ticket.version != version:
                raise Conflict(f"{ticket_id} is at version {ticket.version} by now, not {version}")
            change = decide(ticket, desk)
            return replace(change, used_link=used_link) if change else None

        change = TicketWriter(self.tickets).update(
            ticket_id, decide_on, desk.desk, read=lambda _: self.tickets.get(ticket_id, viewer)
        )
        return TicketReader(self.tickets).whole(change.ticket if change else current[0], viewer)

    def sign(self, viewer: Viewer, why: str = "") -> Word:
        """Who asks for it, now, and why."""
        return Word(viewer.person, self.clock(), why)
