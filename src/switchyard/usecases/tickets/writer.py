"""The one way in which use cases change a ticket that exists: for people and machines alike."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from switchyard.domain.change import Change
from switchyard.domain.desk import Desk
from switchyard.domain.errors import Conflict, NoCapacity, NotFound
from switchyard.domain.service_clock import stamp_deadlines
from switchyard.domain.ticket import Ticket
from switchyard.ports.tickets import TicketStore

MAX_ATTEMPTS = 6

type Decide = Callable[[Ticket], Change | None]
"""What is to be written of a ticket as it is now; None for nothing."""


@dataclass(frozen=True, slots=True)
class TicketWriter:
    """Reads a ticket, lets the caller decide, stamps the deadlines of its service level, commits;
    where somebody else was faster, it reads and lets the caller decide anew.
    """

    tickets: TicketStore

    def update_ticket(
        self,
        ticket: Ticket | str,
        decide: Decide,
        desk: Desk,
        *,
        read: Callable[[str], Ticket] | None = None,
        handle_no_room: Callable[[], None] | None = None,
    ) -> Change | None:
        """The change that was committed, or None where `decide` had nothing to write.

        A ticket that was read already is decided on as it is; an id is read first. `read` is how
        to read it, where that is not a plain read by id. A change that claims a slot holds the
        employee in the same transaction; where the claim fails, `handle_no_room` says what to
        forget before the same ticket is decided on again.

        Raises NotFound, Conflict where others were faster every time, NoRoom without
        `handle_no_room`, Unavailable, and whatever `decide` raises.
        """
        read = read or self._read_ticket
        ticket_id = ticket if isinstance(ticket, str) else ticket.ticket_id
        current = None if isinstance(ticket, str) else ticket
        for _ in range(MAX_ATTEMPTS):
            current = current or read(ticket_id)
            change = decide(current)
            if change is None:
                return None
            try:
                return self.commit_change(change, desk)
            except Conflict:
                current = None
            except NoCapacity:
                if handle_no_room is None:
                    raise
                handle_no_room()
        raise Conflict(f"{ticket_id} was changed by others {MAX_ATTEMPTS} times: try again")

    def commit_change(self, change: Change, desk: Desk) -> Change:
        """Writes it once, with its deadlines stamped; before it the ticket that it waits on.

        Raises Conflict, NoRoom, Unavailable.
        """
        if change.parent_change:
            self.commit_change(change.parent_change, desk)
        stamped = replace(stamp_deadlines(change, desk), parent_change=None)
        self.tickets.commit(stamped)
        return replace(stamped, parent_change=change.parent_change)

    def _read_ticket(self, ticket_id: str) -> Ticket:
        ticket = self.tickets.read_tickets([ticket_id]).get(ticket_id)
        if ticket is None:
            raise NotFound(f"there is no ticket {ticket_id}")
        return ticket
