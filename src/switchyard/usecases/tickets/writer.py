"""One change of a ticket by a person: read, decided and committed, or decided anew."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from switchyard.domain.authorship import Word
from switchyard.domain.change import Change
from switchyard.domain.errors import Conflict
from switchyard.domain.service_clock import timed
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Clock
from switchyard.domain.viewer import Viewer
from switchyard.ports.desks import DeskInForce, DeskReader
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.queries.tickets import TicketReader, WholeTicket

ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class Changing:
    """`version` is the one that the caller saw: Conflict is raised where the ticket moved on.
    Without it, a change is made to the ticket as it is. `used_link` is the link that somebody
    followed to do this.
    """

    tickets: TicketStore
    desks: DeskReader
    clock: Clock

    def change(
        self,
        ticket_id: str,
        viewer: Viewer,
        version: int | None,
        change_of: Callable[[Ticket, DeskInForce], Change | None],
        used_link: str = "",
    ) -> WholeTicket:
        """`change_of` gives what is to be written of the ticket as it is, or None for nothing.

        Raises NotFound for what the viewer may not see, Conflict, Unavailable.
        """
        reader, desk = TicketReader(self.tickets), self.desks.in_force()
        for _ in range(ATTEMPTS):
            ticket = self.tickets.get(ticket_id, viewer)
            if version is not None and ticket.version != version:
                raise Conflict(f"{ticket_id} is at version {ticket.version} by now, not {version}")
            change = change_of(ticket, desk)
            if change is None:
                return reader.whole(ticket, viewer)
            change = timed(change, desk.desk)
            try:
                self.tickets.commit(replace(change, used_link=used_link))
            except Conflict:
                continue
            return reader.whole(change.ticket, viewer)
        raise Conflict(f"{ticket_id} was changed by others {ATTEMPTS} times: try again")

    def word(self, viewer: Viewer, why: str = "") -> Word:
        """Said now."""
        return Word(viewer.person, self.clock(), why)
