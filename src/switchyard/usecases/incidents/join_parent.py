"""Tickets that were decided already join the one that they wait on."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from switchyard.domain.change import Change
from switchyard.domain.desk import Desk
from switchyard.domain.incident import Incident
from switchyard.domain.status import FINISHED_STATUSES, Status
from switchyard.domain.ticket import LinkKind, Ticket, TicketLink
from switchyard.domain.values import Clock, Lane
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.incidents.ticket_changes import attach_to_parent
from switchyard.usecases.tickets.writer import TicketWriter


def is_open(ticket: Ticket) -> bool:
    return ticket.status not in FINISHED_STATUSES


def may_join(ticket: Ticket) -> bool:
    """By itself. One in triage is left to it; nothing links what a person set apart."""
    free = not (ticket.link or ticket.incident or ticket.stands_alone)
    return free and ticket.lane is Lane.LIVE and is_open(ticket)


@dataclass(frozen=True, slots=True)
class ParentJoiner:
    tickets: TicketStore
    clock: Clock

    def find_open_parent(self, incidents: Sequence[Incident]) -> str:
        """Of the first incident that is not over; empty for none."""
        tickets = self.tickets.read_tickets([incident.parent for incident in incidents])
        return next((ticket.ticket_id for ticket in tickets.values() if may_be_parent(ticket)), "")

    def join_ticket(self, ticket: Ticket, parent: str, desk: Desk) -> bool:
        """Whether it did. Raises Conflict where others were faster every time."""
        attempts = count()

        def decide_change(current: Ticket) -> Change | None:
            is_first = next(attempts) == 0
            if not may_join(current) or current.status is Status.PENDING:
                return None
            # Somebody was faster: perhaps the parent is finished by now.
            if not is_first and not may_be_parent(self.tickets.read_tickets([parent])[parent]):
                return None
            return attach_to_parent(
                current, TicketLink(kind=LinkKind.INCIDENT, parent=parent), self.clock()
            )

        return TicketWriter(self.tickets).update_ticket(ticket, decide_change, desk) is not None


def may_be_parent(ticket: Ticket) -> bool:
    """Whether others may wait on it."""
    return is_open(ticket) and ticket.link is None
