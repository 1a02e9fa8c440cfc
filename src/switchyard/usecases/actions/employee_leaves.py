"""Somebody leaves, or goes on leave: what they have goes to others."""

from dataclasses import dataclass
from datetime import datetime

from switchyard.domain.change import Change, release_slot
from switchyard.domain.desk import Desk
from switchyard.domain.employee import Employee, Handover
from switchyard.domain.errors import Conflict, Unavailable
from switchyard.domain.ticket import HistoryEntry, Ticket
from switchyard.domain.values import Clock
from switchyard.ports.desks import DeskReader
from switchyard.ports.people import EmployeeStore
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.actions.status_change import send_back_to_assignment
from switchyard.usecases.tickets.writer import TicketWriter

MAX_ATTEMPTS = 4
TICKETS_PER_ROUND = 50
"""Tickets of one round; the next round is another nudge."""


@dataclass(frozen=True, slots=True)
class HandoverService:
    tickets: TicketStore
    employees: EmployeeStore
    desks: DeskReader
    clock: Clock

    def hand_over_tickets(self, employee_id: str) -> list[str]:
        """Ids of the tickets that are up for assignment again. Safe to repeat.

        Whoever is back by now keeps theirs. Raises Unavailable while the list of what they have
        lags behind, and Conflict where others were faster every time: look again later.
        """
        employee = self.employees.read_employees([employee_id]).get(employee_id)
        if employee is None or employee.handover is None:
            return []
        if not employee.is_unavailable(self.clock()):
            self._save_handover(employee, None)
            return []
        held = self.tickets.list_held_by(employee_id)[:TICKETS_PER_ROUND]
        desk = self.desks.read_desk_in_force().desk
        taken_ids = [
            ticket.ticket_id
            for ticket in held
            if self._take_if_still_held(ticket, employee.handover, desk)
        ]
        self._schedule_next_round(employee, employee.handover, len(taken_ids))
        return taken_ids

    def _schedule_next_round(self, read: Employee, handover: Handover, taken_count: int) -> None:
        """Until nothing is left, every round that moved something asks for the next."""
        if taken_count:
            following = handover.model_copy(update={"round": handover.round + 1})
            self._save_handover(read, following)
        elif read.load:
            raise Unavailable(f"{read.employee_id} carries {read.load} points of unlisted tickets")
        else:
            self._save_handover(read, None)

    def _save_handover(self, employee: Employee, handover: Handover | None) -> None:
        """Unless it was asked for anew meanwhile: that has a nudge of its own."""
        read = employee
        for _ in range(MAX_ATTEMPTS):
            try:
                return self.employees.amend_employee(
                    read.model_copy(update={"handover": handover}), read
                )
            except Conflict:
                read = self.employees.read_employees([employee.employee_id])[employee.employee_id]
            if read.handover != employee.handover:
                return None
        raise Unavailable(f"{employee.employee_id} changed {MAX_ATTEMPTS} times")

    def _take_if_still_held(self, listed: Ticket, handover: Handover, desk: Desk) -> bool:
        """Whether it was still theirs to give."""

        def decide_change(ticket: Ticket) -> Change | None:
            if not ticket.holds_capacity or ticket.assignee != listed.assignee:
                return None
            return take_from_assignee(ticket, handover, self.clock())

        return (
            TicketWriter(self.tickets).update_ticket(listed.ticket_id, decide_change, desk)
            is not None
        )


def take_from_assignee(ticket: Ticket, handover: Handover, at: datetime) -> Change:
    """Up for assignment again, also what a lead pinned. They did not refuse it: it may come back
    to them when they are there again.
    """
    changed = send_back_to_assignment(ticket, at)
    return Change(
        ticket=changed,
        history=HistoryEntry.describe_change(
            changed, handover.requested_by, "handed over", "whoever had it left or is away"
        ),
        release=release_slot(ticket),
    )
