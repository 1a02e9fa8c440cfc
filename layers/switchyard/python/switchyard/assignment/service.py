"""Assignment of the tickets that nudges name, and draining of those that wait."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched

from switchyard.assignment.changes import assigned, waiting
from switchyard.assignment.explain import explain
from switchyard.assignment.limits import Need
from switchyard.assignment.nominate import Nominator
from switchyard.assignment.roster import Roster
from switchyard.assignment.shortlist import Shortlist, shortlist
from switchyard.desk.ports import DeskInForce, DeskReader
from switchyard.errors import Conflict, NoRoom, Unavailable
from switchyard.outbox.messages import DrainNudge, TicketNudge
from switchyard.people.ports import People
from switchyard.search.ports import VectorIndex
from switchyard.tickets.change import Change
from switchyard.tickets.model import Ticket
from switchyard.tickets.ports import TicketStore
from switchyard.tickets.status import Status
from switchyard.values import Clock, Priority

ATTEMPTS = 6
DRAINED_AT_ONCE = 10
DRAINED_AT_MOST = 100
"""One drain looks no further; the sweep comes back for the rest of a queue where all are stuck."""

type AssignmentNudge = TicketNudge | DrainNudge


@dataclass(frozen=True, slots=True)
class Run:
    """What became of a batch. `assigned` has employee ids by ticket id.

    `waiting` holds tickets that began to wait. `failed` has errors by ticket id, `undrained` by
    department. A ticket in none of them no longer asked, or waits on as before.
    """

    assigned: dict[str, str] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    failed: dict[str, Exception] = field(default_factory=dict)
    undrained: dict[str, Exception] = field(default_factory=dict)

    def failure(self, nudge: AssignmentNudge) -> Exception | None:
        if isinstance(nudge, TicketNudge):
            return self.failed.get(nudge.ticket)
        return self.undrained.get(nudge.department)


@dataclass(frozen=True, slots=True)
class AssignmentService:
    """Reads and searches for a whole batch at once; each ticket has its own commit."""

    tickets: TicketStore
    people: People
    desks: DeskReader
    index: VectorIndex
    clock: Clock

    def assign(self, nudges: Sequence[AssignmentNudge]) -> Run:
        """Safe to repeat. Raises Unavailable where nothing could be read: nudge again later."""
        batch = _Batch(
            self,
            self.desks.in_force(),
            Nominator(self.tickets, self.people, self.index),
            Roster(self.people),
        )
        batch.take([nudge.ticket for nudge in nudges if isinstance(nudge, TicketNudge)])
        drains = [nudge.department for nudge in nudges if isinstance(nudge, DrainNudge)]
        for department in dict.fromkeys(drains):
            batch.drain(department)
        return batch.run


@dataclass(frozen=True, slots=True)
class _Batch:
    service: AssignmentService
    desk: DeskInForce
    nominator: Nominator
    roster: Roster
    run: Run = field(default_factory=Run)

    def take(self, ticket_ids: Sequence[str]) -> None:
        for ticket in self._asking(ticket_ids):
            self._try(ticket, self.run.failed, ticket.ticket_id)

    def drain(self, department: str) -> None:
        """Most urgent first, then oldest, until nobody can take more."""
        try:
            self._drain(department)
        except Unavailable as error:
            self.run.undrained[department] = error

    def _drain(self, department: str) -> None:
        efforts = self.desk.desk.assignment.effort.tier.values()
        too_much = math.inf
        waiting_ids = self.service.tickets.waiting(department, DRAINED_AT_MOST)
        for ids in batched(waiting_ids, DRAINED_AT_ONCE, strict=False):
            for ticket in self._asking(ids):
                if Need.of(ticket, self.desk.desk).effort >= too_much:
                    continue
                found = self._try(ticket, self.run.undrained, department)
                if found and found.nobody_is_free:
                    too_much = found.need.effort
            if too_much <= min(efforts):
                return

    def _try(
        self, ticket: Ticket, failures: dict[str, Exception], asked_for: str
    ) -> Shortlist | None:
        """One ticket that cannot be settled holds up no other."""
        try:
            return self._settle(ticket)
        except Exception as error:
            failures[asked_for] = error
            return None

    def _asking(self, ticket_ids: Sequence[str]) -> list[Ticket]:
        """Those that still ask, most urgent first, then oldest, with their nominations."""
        found = self.service.tickets.find(list(dict.fromkeys(ticket_ids)))
        asking = sorted(filter(_asks, found.values()), key=_urgency)
        self.nominator.prepare(asking)
        return asking

    def _settle(self, ticket: Ticket) -> Shortlist | None:
        """Assigned, or waiting; None where the ticket no longer asks.

        Raises Unavailable where others were faster every time.
        """
        for _ in range(ATTEMPTS):
            found, change = self._decide(ticket)
            if change is None:
                return found
            try:
                self.service.tickets.commit(change)
            except NoRoom:
                self.roster.forget()
            except Conflict:
                now = self.service.tickets.find([ticket.ticket_id]).get(ticket.ticket_id)
                if now is None or not _asks(now):
                    return None
                ticket = now
            else:
                self._record(change)
                return found
        raise Unavailable(f"{ticket.ticket_id}: others were faster {ATTEMPTS} times")

    def _decide(self, ticket: Ticket) -> tuple[Shortlist, Change | None]:
        """No change where a waiting ticket waits on."""
        at = self.service.clock()
        found = shortlist(ticket, self.desk.desk, self.nominator, self.roster, at)
        explanation = explain(ticket, found, self.desk, at)
        if found.chosen:
            return found, assigned(ticket, found.chosen, found.need.effort, explanation)
        if ticket.status is Status.WAITING:
            return found, None
        return found, waiting(ticket, explanation)

    def _record(self, change: Change) -> None:
        if change.claim:
            self.roster.claimed(change.claim)
            self.run.assigned[change.ticket.ticket_id] = change.claim.employee_id
        else:
            self.run.waiting.append(change.ticket.ticket_id)


def _asks(ticket: Ticket) -> bool:
    return ticket.status in (Status.ROUTED, Status.WAITING)


def _urgency(ticket: Ticket) -> tuple[int, datetime, str]:
    priority = ticket.priority.value if ticket.priority else Priority.MEDIUM
    return priority.rank, ticket.created_at, ticket.ticket_id
