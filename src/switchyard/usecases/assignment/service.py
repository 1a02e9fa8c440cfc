"""Assignment of the tickets that nudges name, and draining of those that wait."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from typing import TYPE_CHECKING

from switchyard.domain.assignment_changes import assign_ticket, keep_waiting, start_waiting
from switchyard.domain.assignment_explanation import build_explanation
from switchyard.domain.assignment_limits import TicketNeeds
from switchyard.domain.assignment_shortlist import Shortlist
from switchyard.domain.change import Change
from switchyard.domain.desk import Desk
from switchyard.domain.desk_in_force import DeskInForce
from switchyard.domain.errors import Unavailable
from switchyard.domain.messages import DrainNudge, TicketNudge
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Clock, Priority
from switchyard.ml.language_model.asking import AskVerdict
from switchyard.ports.desks import DeskReader
from switchyard.ports.people import EmployeeStore
from switchyard.ports.search import VectorIndex
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.assignment.candidates import CachedRoster, Nominator
from switchyard.usecases.assignment.drain_memo import UnplaceableNeeds
from switchyard.usecases.assignment.shortlist import build_shortlist
from switchyard.usecases.tickets.writer import TicketWriter

if TYPE_CHECKING:
    from switchyard.usecases.assignment.rerank import CandidateReranker

TICKETS_PER_DRAIN_BATCH = 10
MAX_TICKETS_PER_DRAIN = 100
"""One drain looks no further; the sweep comes back for the rest of a queue where all are stuck."""

type AssignmentNudge = TicketNudge | DrainNudge
type RerankerFactory = Callable[[TicketStore, Desk], CandidateReranker]
"""A language model's, for one batch. What it takes to ask is imported only where it is asked."""


@dataclass(frozen=True, slots=True)
class AssignmentRun:
    """What became of a batch. `assigned` has employee ids by ticket id.

    `waiting` holds tickets that began to wait. `failed` has errors by ticket id, `undrained` by
    department. A ticket in none of them no longer asked, or waits on as before. `close_calls` are
    those that a language model was to be asked about.
    """

    assigned: dict[str, str] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    failed: dict[str, Exception] = field(default_factory=dict)
    undrained: dict[str, Exception] = field(default_factory=dict)
    close_calls: dict[str, AskVerdict] = field(default_factory=dict)

    def find_failure(self, nudge: AssignmentNudge) -> Exception | None:
        if isinstance(nudge, TicketNudge):
            return self.failed.get(nudge.ticket)
        return self.undrained.get(nudge.department)


@dataclass(frozen=True, slots=True)
class AssignmentService:
    """Reads and searches for a whole batch at once; each ticket has its own commit.

    Without opinions, the best score decides close calls too.
    """

    tickets: TicketStore
    employees: EmployeeStore
    desks: DeskReader
    index: VectorIndex
    clock: Clock
    make_reranker: RerankerFactory | None = None

    def assign_tickets(self, nudges: Sequence[AssignmentNudge]) -> AssignmentRun:
        """Safe to repeat. Raises Unavailable where nothing could be read: nudge again later."""
        desk = self.desks.read_desk_in_force()
        batch = _AssignmentBatch(
            TicketAssigner(
                self.tickets,
                desk,
                Nominator(self.tickets, self.employees, self.index),
                CachedRoster(self.employees, self.tickets),
                self.clock,
                self.make_reranker(self.tickets, desk.desk) if self.make_reranker else None,
            )
        )
        batch.take_tickets([nudge.ticket for nudge in nudges if isinstance(nudge, TicketNudge)])
        drains = [nudge.department for nudge in nudges if isinstance(nudge, DrainNudge)]
        for department in dict.fromkeys(drains):
            batch.drain_department(department)
        return batch.run


def is_awaiting_assignment(ticket: Ticket) -> bool:
    """Whether it is for assignment to find somebody."""
    return ticket.status in (Status.ROUTED, Status.WAITING)


@dataclass(frozen=True, slots=True)
class TicketAssigner:
    """What the tickets of one batch share."""

    tickets: TicketStore
    desk: DeskInForce
    nominator: Nominator
    roster: CachedRoster
    clock: Clock
    reranker: "CandidateReranker | None"

    def assign_or_wait(self, ticket: Ticket) -> tuple[Shortlist | None, Change | None]:
        """Assigned, or waiting; no shortlist where the ticket no longer asks, and no change where
        it waits on as before.

        Raises Conflict where others were faster every time.
        """
        shortlists: list[Shortlist | None] = []

        def decide_change(current: Ticket) -> Change | None:
            if not is_awaiting_assignment(current):
                shortlists[:] = [None]
                return None
            candidates, change = self._decide_assignment(current)
            shortlists[:] = [candidates]
            return change

        change = TicketWriter(self.tickets).update_ticket(
            ticket, decide_change, self.desk.desk, handle_no_room=self.roster.forget_employees
        )
        if change and change.claim:
            self.roster.apply_claim(change.claim, change.ticket)
        return shortlists[0], change

    def is_close_call(self, ticket: Ticket) -> bool:
        # What is wrong with a ticket shows where it is settled, and holds up no other.
        with suppress(Exception):
            return self.reranker is not None and self.reranker.may_rerank(
                ticket, self._build_shortlist(ticket, self.clock())
            )
        return False

    def _decide_assignment(self, ticket: Ticket) -> tuple[Shortlist, Change | None]:
        """No change where a waiting ticket waits on, for the same moment."""
        at = self.clock()
        shortlist = self._build_shortlist(ticket, at)
        if self.reranker:
            shortlist = self.reranker.rerank_shortlist(ticket, shortlist)
        waits = ticket.status is Status.WAITING
        if waits and not shortlist.chosen and shortlist.available_at == ticket.available_at:
            return shortlist, None
        explanation = build_explanation(ticket, shortlist, self.desk, at)
        if shortlist.chosen:
            effort = shortlist.need.effort
            return shortlist, assign_ticket(
                ticket, shortlist.chosen, effort, explanation, self.desk.desk
            )
        wait = keep_waiting if waits else start_waiting
        return shortlist, wait(ticket, explanation, shortlist.available_at)

    def _build_shortlist(self, ticket: Ticket, at: datetime) -> Shortlist:
        return build_shortlist(ticket, self.desk.desk, self.nominator, self.roster, at)


@dataclass(frozen=True, slots=True)
class _AssignmentBatch:
    assigner: TicketAssigner
    run: AssignmentRun = field(default_factory=AssignmentRun)

    def take_tickets(self, ticket_ids: Sequence[str]) -> None:
        """Close calls last, so that no sure ticket waits for a language model.

        One that waits is not taken before others that wait in its department.
        """
        asking = self._read_unassigned(ticket_ids)
        waiting_in = {ticket.in_department for ticket in asking if ticket.status is Status.WAITING}
        for department in sorted(waiting_in):
            self.drain_department(department)
        if waiting_in:
            asking = self._read_unassigned(ticket_ids)
        self.assigner.nominator.prepare_tickets(asking)
        for ticket in sorted(asking, key=self.assigner.is_close_call):
            self._try_ticket(ticket, self.run.failed, ticket.ticket_id)
        if self.assigner.reranker:
            self.run.close_calls.update(self.assigner.reranker.verdicts)

    def drain_department(self, department: str) -> None:
        """Most urgent first, then oldest, until nobody can take more."""
        try:
            self._drain_waiting(department)
        except Unavailable as error:
            self.run.undrained[department] = error

    def _drain_waiting(self, department: str) -> None:
        desk = self.assigner.desk.desk
        least_effort = min(desk.assignment.effort.tier.values())
        unplaceable = UnplaceableNeeds()
        waiting_ids = self.assigner.tickets.list_waiting(department, MAX_TICKETS_PER_DRAIN)
        for ids in batched(waiting_ids, TICKETS_PER_DRAIN_BATCH, strict=False):
            asking = [
                (ticket, TicketNeeds.create_from_ticket(ticket, desk))
                for ticket in self._read_unassigned(ids)
            ]
            self.assigner.nominator.prepare_tickets(
                ticket for ticket, need in asking if not unplaceable.has_ruled_out(need)
            )
            for ticket, need in asking:
                shortlist = not unplaceable.has_ruled_out(need) and self._try_ticket(
                    ticket, self.run.undrained, department
                )
                if shortlist:
                    unplaceable.record_shortlist(shortlist)
            if unplaceable.has_ruled_out_effort(least_effort):
                return

    def _try_ticket(
        self, ticket: Ticket, failures: dict[str, Exception], failure_key: str
    ) -> Shortlist | None:
        """One ticket that cannot be settled holds up no other."""
        try:
            shortlist, change = self.assigner.assign_or_wait(ticket)
        except Exception as error:
            failures[failure_key] = error
            return None
        if change:
            self._record_change(ticket, change)
        return shortlist

    def _read_unassigned(self, ticket_ids: Sequence[str]) -> list[Ticket]:
        """Those that still ask, most urgent first, then oldest."""
        tickets = self.assigner.tickets.read_tickets(list(dict.fromkeys(ticket_ids)))
        return sorted(filter(is_awaiting_assignment, tickets.values()), key=_rank_urgency)

    def _record_change(self, before: Ticket, change: Change) -> None:
        if change.claim:
            self.run.assigned[change.ticket.ticket_id] = change.claim.employee_id
        elif before.status is not Status.WAITING:
            self.run.waiting.append(change.ticket.ticket_id)


def _rank_urgency(ticket: Ticket) -> tuple[int, datetime, str]:
    priority = ticket.priority.value if ticket.priority else Priority.MEDIUM
    return priority.rank, ticket.created_at, ticket.ticket_id
