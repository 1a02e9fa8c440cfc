"""Assignment of the tickets that nudges name, and draining of those that wait."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from typing import TYPE_CHECKING

from switchyard.domain.assignment_changes import assigned, waiting, waits_on
from switchyard.domain.assignment_explanation import explain
from switchyard.domain.assignment_limits import Need
from switchyard.domain.assignment_shortlist import Shortlist
from switchyard.domain.change import Change
from switchyard.domain.desk import Desk
from switchyard.domain.errors import Unavailable
from switchyard.domain.messages import DrainNudge, TicketNudge
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Clock, Priority
from switchyard.ml.language_model.asking import Verdict
from switchyard.domain.desk_in_force import DeskInForce
from switchyard.ports.desks import DeskReader
from switchyard.ports.people import People
from switchyard.ports.search import VectorIndex
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.assignment.candidates import Nominator, Roster
from switchyard.usecases.assignment.drain_memo import Stuck
from switchyard.usecases.assignment.shortlist import shortlist
from switchyard.usecases.tickets.writer import TicketWriter

if TYPE_CHECKING:
    from switchyard.usecases.assignment.rerank import Opinions

DRAINED_AT_ONCE = 10
DRAINED_AT_MOST = 100
"""One drain looks no further; the sweep comes back for the rest of a queue where all are stuck."""

type AssignmentNudge = TicketNudge | DrainNudge
type OpinionsOf = Callable[[TicketStore, Desk], Opinions]
"""A language model's, for one batch. What it takes to ask is imported only where it is asked."""


@dataclass(frozen=True, slots=True)
class Run:
    """What became of a batch. `assigned` has employee ids by ticket id.

    `waiting` holds tickets that began to wait. `failed` has errors by ticket id, `undrained` by
    department. A ticket in none of them no longer asked, or waits on as before. `close_calls` are
    those that a language model was to be asked about.
    """

    assigned: dict[str, str] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    failed: dict[str, Exception] = field(default_factory=dict)
    undrained: dict[str, Exception] = field(default_factory=dict)
    close_calls: dict[str, Verdict] = field(default_factory=dict)

    def failure(self, nudge: AssignmentNudge) -> Exception | None:
        if isinstance(nudge, TicketNudge):
            return self.failed.get(nudge.ticket)
        return self.undrained.get(nudge.department)


@dataclass(frozen=True, slots=True)
class AssignmentService:
    """Reads and searches for a whole batch at once; each ticket has its own commit.

    Without opinions, the best score decides close calls too.
    """

    tickets: TicketStore
    people: People
    desks: DeskReader
    index: VectorIndex
    clock: Clock
    opinions_of: OpinionsOf | None = None

    def assign(self, nudges: Sequence[AssignmentNudge]) -> Run:
        """Safe to repeat. Raises Unavailable where nothing could be read: nudge again later."""
        desk = self.desks.in_force()
        batch = _Batch(
            Settler(
                self.tickets,
                desk,
                Nominator(self.tickets, self.people, self.index),
                Roster(self.people, self.tickets),
                self.clock,
                self.opinions_of(self.tickets, desk.desk) if self.opinions_of else None,
            )
        )
        batch.take([nudge.ticket for nudge in nudges if isinstance(nudge, TicketNudge)])
        drains = [nudge.department for nudge in nudges if isinstance(nudge, DrainNudge)]
        for department in dict.fromkeys(drains):
            batch.drain(department)
        return batch.run


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

        Raises Conflict where others were faster every time.
        """
        shortlists: list[Shortlist | None] = []

        def decide(current: Ticket) -> Change | None:
            if not asks(current):
                shortlists[:] = [None]
                return None
            candidates, change = self._decide(current)
            shortlists[:] = [candidates]
            return change

        change = TicketWriter(self.tickets).update(
            ticket, decide, self.desk.desk, handle_no_room=self.roster.forget
        )
        if change and change.claim:
            self.roster.claimed(change.claim, change.ticket)
        return shortlists[0], change

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


@dataclass(frozen=True, slots=True)
class _Batch:
    settler: Settler
    run: Run = field(default_factory=Run)

    def take(self, ticket_ids: Sequence[str]) -> None:
        """Close calls last, so that no sure ticket waits for a language model.

        One that waits is not taken before others that wait in its department.
        """
        asking = self._asking(ticket_ids)
        waiting_in = {one.in_department for one in asking if one.status is Status.WAITING}
        for department in sorted(waiting_in):
            self.drain(department)
        if waiting_in:
            asking = self._asking(ticket_ids)
        self.settler.nominator.prepare(asking)
        for ticket in sorted(asking, key=self.settler.is_close_call):
            self._try(ticket, self.run.failed, ticket.ticket_id)
        if self.settler.opinions:
            self.run.close_calls.update(self.settler.opinions.verdicts)

    def drain(self, department: str) -> None:
        """Most urgent first, then oldest, until nobody can take more."""
        try:
            self._drain(department)
        except Unavailable as error:
            self.run.undrained[department] = error

    def _drain(self, department: str) -> None:
        desk = self.settler.desk.desk
        least = min(desk.assignment.effort.tier.values())
        stuck = Stuck()
        waiting_ids = self.settler.tickets.waiting(department, DRAINED_AT_MOST)
        for ids in batched(waiting_ids, DRAINED_AT_ONCE, strict=False):
            asking = [(one, Need.of(one, desk)) for one in self._asking(ids)]
            self.settler.nominator.prepare(one for one, need in asking if not stuck.holds(need))
            for ticket, need in asking:
                found = not stuck.holds(need) and self._try(ticket, self.run.undrained, department)
                if found:
                    stuck.learn(found)
            if stuck.holds_anything_of(least):
                return

    def _try(
        self, ticket: Ticket, failures: dict[str, Exception], asked_for: str
    ) -> Shortlist | None:
        """One ticket that cannot be settled holds up no other."""
        try:
            found, change = self.settler.settle(ticket)
        except Exception as error:
            failures[asked_for] = error
            return None
        if change:
            self._record(ticket, change)
        return found

    def _asking(self, ticket_ids: Sequence[str]) -> list[Ticket]:
        """Those that still ask, most urgent first, then oldest."""
        found = self.settler.tickets.find(list(dict.fromkeys(ticket_ids)))
        return sorted(filter(asks, found.values()), key=_urgency)

    def _record(self, before: Ticket, change: Change) -> None:
        if change.claim:
            self.run.assigned[change.ticket.ticket_id] = change.claim.employee_id
        elif before.status is not Status.WAITING:
            self.run.waiting.append(change.ticket.ticket_id)


def _urgency(ticket: Ticket) -> tuple[int, datetime, str]:
    priority = ticket.priority.value if ticket.priority else Priority.MEDIUM
    return priority.rank, ticket.created_at, ticket.ticket_id
