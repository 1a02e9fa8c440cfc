"""One ticket is settled: decided on what is known now, and claimed, or decided anew."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from switchyard.domain.change import Change
from switchyard.domain.errors import Conflict, NoRoom, Unavailable
from switchyard.domain.service_clock import timed
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Clock
from switchyard.ports.desks import DeskInForce
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.assignment.candidates import Nominator
from switchyard.usecases.assignment.explain import explain
from switchyard.usecases.assignment.people_cache import Roster
from switchyard.usecases.assignment.shortlist import Shortlist, shortlist
from switchyard.usecases.assignment.ticket_changes import assigned, waiting, waits_on

if TYPE_CHECKING:
    from switchyard.usecases.assignment.rerank import Opinions

ATTEMPTS = 6


def asks(ticket: Ticket) -> bool:
    """Whether it is for assignment to find somebody."""
    return ticket.status in (Status.ROUTED, Status.WAITING)


@dataclass(frozen=True, slots=True)
class Settler:
    """What the tickets of one batch share."""

    tickets: TicketStore
    desk: DeskInForce
    nominator: Nominator
    roster: Roster
    clock: Clock
    opinions: "Opinions | None"

    def settle(self, ticket: Ticket) -> tuple[Shortlist | None, Change | None]:
        """Assigned, or waiting; no shortlist where the ticket no longer asks, and no change where
        it waits on as before.

        Raises Unavailable where others were faster every time.
        """
        for _ in range(ATTEMPTS):
            found, change = self._decide(ticket)
            if change is None:
                return found, None
            try:
                self.tickets.commit(timed(change, self.desk.desk))
            except NoRoom:
                self.roster.forget()
            except Conflict:
                now = self.tickets.find([ticket.ticket_id]).get(ticket.ticket_id)
                if now is None or not asks(now):
                    return None, None
                ticket = now
            else:
                if change.claim:
                    self.roster.claimed(change.claim, change.ticket)
                return found, change
        raise Unavailable(f"{ticket.ticket_id}: others were faster {ATTEMPTS} times")

    def is_close_call(self, ticket: Ticket) -> bool:
        # What is wrong with a ticket shows where it is settled, and holds up no other.
        with suppress(Exception):
            return self.opinions is not None and self.opinions.wanted(
                ticket, self._shortlist(ticket, self.clock())
            )
        return False

    def _decide(self, ticket: Ticket) -> tuple[Shortlist, Change | None]:
        """No change where a waiting ticket waits on, for the same moment."""
        at = self.clock()
        found = self._shortlist(ticket, at)
        if self.opinions:
            found = self.opinions.on(ticket, found)
        waits = ticket.status is Status.WAITING
        if waits and not found.chosen and found.available_at == ticket.available_at:
            return found, None
        explanation = explain(ticket, found, self.desk, at)
        if found.chosen:
            effort = found.need.effort
            return found, assigned(ticket, found.chosen, effort, explanation, self.desk.desk)
        wait = waits_on if waits else waiting
        return found, wait(ticket, explanation, found.available_at)

    def _shortlist(self, ticket: Ticket, at: datetime) -> Shortlist:
        return shortlist(ticket, self.desk.desk, self.nominator, self.roster, at)
