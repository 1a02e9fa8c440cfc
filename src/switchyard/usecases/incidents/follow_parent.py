"""What follows for the others when a ticket becomes an incident, and when it is finished."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from switchyard.domain.change import Change
from switchyard.domain.desk import Desk
from switchyard.domain.errors import Conflict
from switchyard.domain.incident import INCIDENT_OPEN_FOR
from switchyard.domain.messages import ParentNudge
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Clock
from switchyard.ports.desks import DeskReader
from switchyard.ports.incidents import IncidentStore
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.incidents.duplicates import is_similar
from switchyard.usecases.incidents.join_parent import ParentJoiner, is_open
from switchyard.usecases.incidents.recent_tickets import RecentWindow
from switchyard.usecases.incidents.ticket_changes import finish_with_parent, record_round
from switchyard.usecases.tickets.writer import TicketWriter

MAX_TICKETS_PER_ROUND = 400
"""So many tickets follow in one run of the function; the next round is asked for by the stream."""
TICKETS_READ_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class FollowRun:
    """Counts of tickets; `failed` has errors by the id of the ticket that others wait on."""

    joined: int = 0
    finished: int = 0
    failed: dict[str, Exception] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ParentFollowService:
    """Safe to repeat, and to resume: each ticket has its own commit."""

    tickets: TicketStore
    incidents: IncidentStore
    window: RecentWindow
    desks: DeskReader
    clock: Clock

    def follow_parents(self, nudges: Sequence[ParentNudge]) -> FollowRun:
        """Raises Unavailable where nothing could be read: nudge again later."""
        joined, finished, failed = 0, 0, dict[str, Exception]()
        desk = self.desks.read_desk_in_force().desk
        for parent in self.tickets.read_tickets([nudge.ticket for nudge in nudges]).values():
            try:
                if parent.finishes_children:
                    finished += self._finish_children(parent, desk)
                elif parent.incident and is_open(parent):
                    joined += self._join_late_tickets(parent, desk)
            except Exception as error:
                failed[parent.ticket_id] = error
        return FollowRun(joined, finished, failed)

    def _join_late_tickets(self, parent: Ticket, desk: Desk) -> int:
        """Live tickets that came before the burst was seen."""
        now, policy = self.clock(), desk.incidents
        late = self.incidents.read_incidents(now - INCIDENT_OPEN_FOR).recent
        incident = next(
            (incident for incident in late if incident.parent == parent.ticket_id), None
        )
        if incident is None:
            return 0
        within = timedelta(minutes=policy.within_minutes)
        similar_ids = [
            recent.ticket_id
            for recent in self.window.read_recent(now, within)
            if incident.at - recent.at <= within
            and is_similar(incident.center, recent.vector, policy.similarity)
        ]
        joining = ParentJoiner(self.tickets, self.clock)
        tickets = self.tickets.read_tickets(similar_ids).values()
        return sum(joining.join_ticket(ticket, parent.ticket_id, desk) for ticket in tickets)

    def _finish_children(self, parent: Ticket, desk: Desk) -> int:
        done, cursor, more = 0, "", True
        while more and done < MAX_TICKETS_PER_ROUND:
            page = self.tickets.list_children(parent.ticket_id, cursor, TICKETS_READ_AT_ONCE)
            children = self.tickets.read_tickets(page.items).values()
            done += sum(self._finish_child(child, parent, desk) for child in children)
            cursor, more = page.cursor, bool(page.cursor)
        self._commit_round(parent, desk, more=more)
        return done

    def _finish_child(self, ticket: Ticket, parent: Ticket, desk: Desk) -> bool:

        def decide_change(current: Ticket) -> Change | None:
            waits = current.link is not None and current.link.parent == parent.ticket_id
            if not waits or not is_open(current):
                return None
            return finish_with_parent(current, parent, self.clock(), desk.notifications.receipts)

        return TicketWriter(self.tickets).update_ticket(ticket, decide_change, desk) is not None

    def _commit_round(self, parent: Ticket, desk: Desk, *, more: bool) -> None:
        """Whoever was faster wrote a version that asks for a round by itself, or reopened it."""
        change = record_round(parent, self.clock(), more=more)
        with suppress(Conflict):
            TicketWriter(self.tickets).commit_change(change, desk)
