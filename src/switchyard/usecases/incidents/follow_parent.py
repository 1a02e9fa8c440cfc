"""What follows for the others when a ticket becomes an incident, and when it is finished."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from switchyard.domain.change import Change
from switchyard.domain.desk import Desk
from switchyard.domain.errors import Conflict
from switchyard.domain.incident import TAKES_IN_FOR
from switchyard.domain.messages import ParentNudge
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Clock
from switchyard.ports.desks import DeskReader
from switchyard.ports.incidents import IncidentStore
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.incidents.duplicates import near
from switchyard.usecases.incidents.join_parent import Joining, is_open
from switchyard.usecases.incidents.recent_tickets import Window
from switchyard.usecases.incidents.ticket_changes import followed, led_on
from switchyard.usecases.tickets.writer import TicketWriter

IN_ONE_ROUND = 400
"""So many tickets follow in one run of the function; the next round is asked for by the stream."""
READ_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Run:
    """Counts of tickets; `failed` has errors by the id of the ticket that others wait on."""

    joined: int = 0
    finished: int = 0
    failed: dict[str, Exception] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FollowService:
    """Safe to repeat, and to resume: each ticket has its own commit."""

    tickets: TicketStore
    incidents: IncidentStore
    window: Window
    desks: DeskReader
    clock: Clock

    def follow(self, nudges: Sequence[ParentNudge]) -> Run:
        """Raises Unavailable where nothing could be read: nudge again later."""
        joined, finished, failed = 0, 0, dict[str, Exception]()
        desk = self.desks.in_force().desk
        for parent in self.tickets.find([nudge.ticket for nudge in nudges]).values():
            try:
                if parent.leads_on:
                    finished += self._finish_others(parent, desk)
                elif parent.incident and is_open(parent):
                    joined += self._gather(parent, desk)
            except Exception as error:
                failed[parent.ticket_id] = error
        return Run(joined, finished, failed)

    def _gather(self, parent: Ticket, desk: Desk) -> int:
        """Live tickets that came before the burst was seen."""
        now, policy = self.clock(), desk.incidents
        late = self.incidents.read(now - TAKES_IN_FOR).late
        incident = next((one for one in late if one.parent == parent.ticket_id), None)
        if incident is None:
            return 0
        within = timedelta(minutes=policy.within_minutes)
        alike = [
            one.ticket_id
            for one in self.window.refresh(now, within)
            if incident.at - one.at <= within
            and near(incident.center, one.vector, policy.similarity)
        ]
        joining = Joining(self.tickets, self.clock)
        found = self.tickets.find(alike).values()
        return sum(joining.join(ticket, parent.ticket_id, desk) for ticket in found)

    def _finish_others(self, parent: Ticket, desk: Desk) -> int:
        done, cursor, more = 0, "", True
        while more and done < IN_ONE_ROUND:
            page = self.tickets.children(parent.ticket_id, cursor, READ_AT_ONCE)
            found = self.tickets.find(page.items).values()
            done += sum(self._finish(one, parent, desk) for one in found)
            cursor, more = page.cursor, bool(page.cursor)
        self._commit_round(parent, desk, more=more)
        return done

    def _finish(self, ticket: Ticket, parent: Ticket, desk: Desk) -> bool:

        def decide(current: Ticket) -> Change | None:
            waits = current.link is not None and current.link.parent == parent.ticket_id
            if not waits or not is_open(current):
                return None
            return followed(current, parent, self.clock(), desk.notifications.receipts)

        return TicketWriter(self.tickets).update(ticket, decide, desk) is not None

    def _commit_round(self, parent: Ticket, desk: Desk, *, more: bool) -> None:
        """Whoever was faster wrote a version that asks for a round by itself, or reopened it."""
        change = led_on(parent, self.clock(), more=more)
        with suppress(Conflict):
            TicketWriter(self.tickets).commit(change, desk)
