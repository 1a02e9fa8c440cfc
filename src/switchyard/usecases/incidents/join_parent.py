"""Tickets that were decided already join the one that they wait on."""

from collections.abc import Sequence
from dataclasses import dataclass

from switchyard.domain.desk import Desk
from switchyard.domain.errors import Conflict
from switchyard.domain.incident import Incident
from switchyard.domain.service_clock import timed
from switchyard.domain.status import FINISHED, Status
from switchyard.domain.ticket import Link, LinkKind, Ticket
from switchyard.domain.values import Clock, Lane
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.incidents.ticket_changes import awaited, joined

ATTEMPTS = 4


def is_open(ticket: Ticket) -> bool:
    return ticket.status not in FINISHED


def may_join(ticket: Ticket) -> bool:
    """By itself. One in triage is left to it; nothing links what a person set apart."""
    free = not (ticket.link or ticket.incident or ticket.stands_alone)
    return free and ticket.lane is Lane.LIVE and is_open(ticket)


@dataclass(frozen=True, slots=True)
class Joining:
    tickets: TicketStore
    clock: Clock

    def parent_of(self, incidents: Sequence[Incident]) -> str:
        """Of the first incident that is not over; empty for none."""
        found = self.tickets.find([one.parent for one in incidents])
        return next((one.ticket_id for one in found.values() if may_lead(one)), "")

    def make_awaited(self, parent: Ticket, desk: Desk) -> None:
        """Raises Conflict where the ticket moved on."""
        if not parent.awaited:
            self.tickets.commit(timed(awaited(parent, self.clock()), desk))

    def join(self, ticket: Ticket, parent: str, desk: Desk) -> bool:
        """Whether it did. Raises Conflict where others were faster every time."""
        for _ in range(ATTEMPTS):
            if not may_join(ticket) or ticket.status is Status.PENDING:
                return False
            change = joined(ticket, Link(kind=LinkKind.INCIDENT, parent=parent), self.clock())
            try:
                self.tickets.commit(timed(change, desk))
            except Conflict:
                found = self.tickets.find([ticket.ticket_id, parent])
                if not may_lead(found[parent]):
                    return False
                ticket = found[ticket.ticket_id]
            else:
                return True
        raise Conflict(f"{ticket.ticket_id}: others were faster {ATTEMPTS} times")


def may_lead(ticket: Ticket) -> bool:
    """Whether others may wait on it."""
    return is_open(ticket) and ticket.link is None
