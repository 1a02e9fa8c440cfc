"""Somebody leaves, or goes on leave: what they have goes to others."""

from dataclasses import dataclass
from datetime import datetime

from switchyard.domain.change import Change, given_back
from switchyard.domain.desk import Desk
from switchyard.domain.employee import Employee, Handover
from switchyard.domain.errors import Conflict, Unavailable
from switchyard.domain.ticket import HistoryEntry, Ticket
from switchyard.domain.values import Clock
from switchyard.ports.desks import DeskReader
from switchyard.ports.people import People
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.actions.status_change import up_again
from switchyard.usecases.tickets.writer import TicketWriter

ATTEMPTS = 4
AT_ONCE = 50
"""Tickets of one round; the next round is another nudge."""


@dataclass(frozen=True, slots=True)
class LeavingService:
    tickets: TicketStore
    people: People
    desks: DeskReader
    clock: Clock

    def hand_over(self, employee_id: str) -> list[str]:
        """Ids of the tickets that are up for assignment again. Safe to repeat.

        Whoever is back by now keeps theirs. Raises Unavailable while the list of what they have
        lags behind, and Conflict where others were faster every time: look again later.
        """
        employee = self.people.find([employee_id]).get(employee_id)
        if employee is None or employee.handover is None:
            return []
        if not employee.out(self.clock()):
            self._amend(employee, None)
            return []
        held = self.tickets.held_by(employee_id)[:AT_ONCE]
        desk = self.desks.in_force().desk
        gone = [one.ticket_id for one in held if self._put_back(one, employee.handover, desk)]
        self._go_on(employee, employee.handover, len(gone))
        return gone

    def _go_on(self, read: Employee, handover: Handover, gone: int) -> None:
        """Until nothing is left, every round that moved something asks for the next."""
        if gone:
            following = handover.model_copy(update={"round": handover.round + 1})
            self._amend(read, following)
        elif read.load:
            raise Unavailable(f"{read.employee_id} carries {read.load} points of unlisted tickets")
        else:
            self._amend(read, None)

    def _amend(self, employee: Employee, handover: Handover | None) -> None:
        """Unless it was asked for anew meanwhile: that has a nudge of its own."""
        read = employee
        for _ in range(ATTEMPTS):
            try:
                return self.people.amend(read.model_copy(update={"handover": handover}), read)
            except Conflict:
                read = self.people.find([employee.employee_id])[employee.employee_id]
            if read.handover != employee.handover:
                return None
        raise Unavailable(f"{employee.employee_id} changed {ATTEMPTS} times")

    def _put_back(self, listed: Ticket, handover: Handover, desk: Desk) -> bool:
        """Whether it was still theirs to give."""

        def decide(ticket: Ticket) -> Change | None:
            if not ticket.holds_capacity or ticket.assignee != listed.assignee:
                return None
            return put_back(ticket, handover, self.clock())

        return TicketWriter(self.tickets).update(listed.ticket_id, decide, desk) is not None


def put_back(ticket: Ticket, handover: Handover, at: datetime) -> Change:
    """Up for assignment again, also what a lead pinned. They did not refuse it: it may come back
    to them when they are there again.
    """
    changed = up_again(ticket, at)
    return Change(
        ticket=changed,
        history=HistoryEntry.describe(
            changed, handover.asked_by, "handed over", "whoever had it left or is away"
        ),
        release=given_back(ticket),
    )
