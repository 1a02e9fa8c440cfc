"""Tickets that were decided already join the one that they wait on."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from switchyard.domain.change import Change
from switchyard.domain.desk import Desk
from switchyard.domain.incident import Incident
from switchyard.domain.status import FINISHED, Status
from switchyard.domain.ticket import Link, LinkKind, Ticket
from switchyard.domain.values import Clock, Lane
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.incidents.ticket_changes import joined
from switchyard.usecases.tickets.writer import TicketWriter


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

    def join(self, ticket: Ticket, parent: str, desk: Desk) -> bool:
        """Whether it did. Raises Conflict where others were faster every time."""
        attempts = count()

        def decide(current: Ticket) -> Change | None:
            is_first = next(attempts) == 0
            if not may_join(current) or current.status is Status.PENDING:
                return None
            # Somebody was faster: perhaps the parent is finished by now.
            if not is_first and not may_lead(self.tickets.find([parent])[parent]):
                return None
            return joined(current, Link(kind=LinkKind.INCIDENT, parent=parent), self.clock())

        return TicketWriter(self.tickets).update(ticket, decide, desk) is not None


def may_lead(ticket: Ticket) -> bool:
    """Whether others may wait on it."""
    return is_open(ticket) and ticket.link is None
