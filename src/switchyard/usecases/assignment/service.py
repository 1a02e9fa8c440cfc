"""Assignment of the tickets that nudges name, and draining of those that wait."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from typing import TYPE_CHECKING

from switchyard.domain.change import Change
from switchyard.domain.desk import Desk
from switchyard.domain.errors import Unavailable
from switchyard.domain.messages import DrainNudge, TicketNudge
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Clock, Priority
from switchyard.ml.language_model.asking import Verdict
from switchyard.ports.desks import DeskReader
from switchyard.ports.people import People
from switchyard.ports.search import VectorIndex
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.assignment.assign_one import Settler, asks
from switchyard.usecases.assignment.candidates import Nominator
from switchyard.usecases.assignment.drain_memo import Stuck
from switchyard.usecases.assignment.limits import Need
from switchyard.usecases.assignment.people_cache import Roster
from switchyard.usecases.assignment.shortlist import Shortlist

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
