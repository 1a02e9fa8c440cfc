"""Claimers who die and hear things twice, and people who finish their tickets.

The service, the stores and the database's transactions are the real ones. What the stream, the
queues and the sweep do is played here: every committed step is heard of at least once.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched
from queue import Empty, Queue
from random import Random
from threading import BoundedSemaphore, Event
from typing import Any, cast

from bench.ledger import ClaimLedger, HeldSlot
from bench.triage import draw_unit_vectors, make_desk
from switchyard.adapters.exact_index import ExactIndex
from switchyard.domain.change import Change, release_slot
from switchyard.domain.employee import Employee
from switchyard.domain.errors import Conflict, Unavailable
from switchyard.domain.messages import DrainNudge, TicketNudge
from switchyard.domain.status import Status
from switchyard.domain.ticket import Decision, HistoryEntry, Ticket, TicketText
from switchyard.domain.values import Channel, DecidedBy, Lane, Priority, Tier
from switchyard.domain.vector import VectorDocument, VectorKind
from switchyard.ports.people import EmployeeStore
from switchyard.ports.search import VectorStore
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.assignment.service import AssignmentNudge, AssignmentService
from testing.desks import InMemoryDesks

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DEPARTMENT = "d0"
REQUESTER_COUNT = 500
MESSAGES_PER_BATCH = 10
FINISHER_THREADS, CREATOR_THREADS = 3, 6
IDLE_SECONDS = 0.05
WATCH_SECONDS = 0.5
WAIT_SECONDS = 1.0
"""Of a thread for a message: many that look often would keep the processor from the work."""
SWEEP_AFTER_SECONDS = 20.0
"""So long without a step, and whatever is unfinished is nudged again."""
TICKETS_READ_AT_ONCE = 100


class ClaimerDied(BaseException):
    """A claimer's process ends in the middle; no handler of the product's sees that."""


@dataclass(frozen=True)
class ClaimStorm:
    """`death_share` is the share of commits before which a claimer dies, and again of those after
    which; `repeat_share` the share of messages that come once more although they were done with.
    `capacity` is at least 4 points: the largest ticket takes them.
    """

    tickets: int
    people: int = 50
    capacity: int = 4
    claimers: int = 64
    open_at_once: int = 150
    death_share: float = 0.02
    repeat_share: float = 0.1


@dataclass(frozen=True)
class ClaimStores:
    tickets: TicketStore
    employees: EmployeeStore
    vectors: VectorStore


@dataclass
class MortalTicketStore:
    """A `TicketStore` in a process that may die before or after a commit."""

    store: TicketStore
    random: Random
    death_share: float
    report: Callable[[Change], None]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def commit(self, change: Change) -> None:
        self._die_sometimes()
        self.store.commit(change)
        self.report(change)
        self._die_sometimes()

    def _die_sometimes(self) -> None:
        if self.random.random() < self.death_share:
            raise ClaimerDied


class StormRun:
    """One storm over these stores."""

    def __init__(self, storm: ClaimStorm, stores: ClaimStores, run: str = "") -> None:
        self.storm, self.stores, self.ledger = storm, stores, ClaimLedger()
        self.people = [f"E-{run}{number}" for number in range(storm.people)]
        self.tickets = [f"T-{run}{number}" for number in range(storm.tickets)]
        self._desks = InMemoryDesks(make_desk("none"))
        self._vectors = draw_unit_vectors(storm.people + 1)
        self._messages: Queue[AssignmentNudge] = Queue()
        self._to_finish: Queue[str] = Queue()
        self._room = BoundedSemaphore(storm.open_at_once)
        self._over = Event()

    def run_storm(self) -> float:
        """Seconds until every ticket was created, given, finished. Errors of threads are raised."""
        self._create_people()
        began = time.perf_counter()
        threads = self.storm.claimers + FINISHER_THREADS + CREATOR_THREADS + 1
        with ThreadPoolExecutor(threads) as pool:
            jobs = [pool.submit(self._claim_tickets, seed) for seed in range(self.storm.claimers)]
            jobs += [pool.submit(self._finish_tickets) for _ in range(FINISHER_THREADS)]
            jobs.append(pool.submit(self._watch_loads))
            created = [
                pool.submit(self._create_tickets, number) for number in range(CREATOR_THREADS)
            ]
            try:
                self._sweep_until_done(jobs + created)
            finally:
                self._over.set()
            for job in (*jobs, *created):
                job.result()
        return time.perf_counter() - began

    def read_tickets(self) -> Iterator[Ticket]:
        for names in batched(self.tickets, TICKETS_READ_AT_ONCE, strict=False):
            yield from self.stores.tickets.read_tickets(names).values()

    def read_loads(self) -> list[int]:
        return [
            employee.load for employee in self.stores.employees.read_employees(self.people).values()
        ]

    def _create_people(self) -> None:
        for name, vector in zip(self.people, self._vectors, strict=False):
            employee = Employee(
                employee_id=name,
                name=name,
                email=f"{name.lower()}@example.com",
                departments=(DEPARTMENT,),
                capacity=self.storm.capacity,
                dropped_at="2026-11-01",
            )
            self.stores.employees.upsert_employee(employee)
            self.stores.vectors.save_documents(
                [VectorDocument(VectorKind.PROFILE, DEPARTMENT, name, 1, vector)]
            )

    def _create_tickets(self, number: int) -> None:
        random = Random(number)  # noqa: S311
        for name in self.tickets[number::CREATOR_THREADS]:
            while not self._room.acquire(timeout=WAIT_SECONDS):
                if self._over.is_set():
                    return
            self.stores.tickets.commit(_make_creation(name, random, self._vectors[-1]))
            self._messages.put(TicketNudge(ticket=name, version=1, reason="routed"))

    def _claim_tickets(self, seed: int) -> None:
        """A process, and the one that is started in its place when it dies."""
        random = Random(seed)  # noqa: S311
        service = self._make_service(random)
        while not self._over.is_set():
            batch = self._receive_batch()
            if not batch:
                continue
            try:
                run = service.assign_tickets(batch)
            except ClaimerDied:
                self.ledger.died.append(batch[0].reason)
                service, failed = self._make_service(random), batch
            except Unavailable:
                failed = batch
            else:
                failed = [nudge for nudge in batch if run.find_failure(nudge)]
            for nudge in failed:
                self._messages.put(nudge)
            for nudge in batch:
                if nudge not in failed and random.random() < self.storm.repeat_share:
                    self.ledger.again.append(nudge.reason)
                    self._messages.put(nudge)

    def _make_service(self, random: Random) -> AssignmentService:
        store = MortalTicketStore(
            self.stores.tickets, random, self.storm.death_share, self._record_commit
        )
        index = ExactIndex(self.stores.vectors, lambda: NOON, recheck_ms=1, overlap_ms=0, readers=1)
        return AssignmentService(
            tickets=cast("TicketStore", store),
            employees=self.stores.employees,
            desks=self._desks,
            index=index,
            clock=lambda: NOON,
        )

    def _receive_batch(self) -> Sequence[AssignmentNudge]:
        batch: list[AssignmentNudge] = []
        try:
            while len(batch) < MESSAGES_PER_BATCH:
                batch.append(self._messages.get(block=not batch, timeout=WAIT_SECONDS))
        except Empty:
            pass
        return batch

    def _record_commit(self, change: Change) -> None:
        """What the table's stream would tell of a claimer's commit."""
        name = change.ticket.ticket_id
        if change.claim:
            claim, now = change.claim, time.perf_counter()
            self.ledger.taken.append(HeldSlot(name, claim.employee_id, claim.effort, now))
            self._to_finish.put(name)
        else:
            self.ledger.waited.append(name)
            self._messages.put(TicketNudge(ticket=name, version=2, reason="waiting"))

    def _finish_tickets(self) -> None:
        while not self._over.is_set():
            try:
                name = self._to_finish.get(timeout=WAIT_SECONDS)
            except Empty:
                continue
            ticket = self.stores.tickets.read_tickets([name])[name]
            if ticket.status is Status.ASSIGNED:
                self._resolve_ticket(ticket)

    def _resolve_ticket(self, ticket: Ticket) -> None:
        now = time.perf_counter()
        changed = ticket.make_next_version(NOON, status=Status.RESOLVED)
        try:
            self.stores.tickets.commit(_make_step(changed, release=release_slot(ticket)))
        except Conflict:
            return
        held_slot = HeldSlot(ticket.ticket_id, ticket.assignee, ticket.effort, now)
        self.ledger.released.append(held_slot)
        self._room.release()
        self._messages.put(DrainNudge(department=DEPARTMENT, reason="resolved"))

    def _watch_loads(self) -> None:
        """The loads that the database shows to whoever looks."""
        while not self._over.wait(WATCH_SECONDS):
            self.ledger.loads_seen.update(self.read_loads())

    def _sweep_until_done(self, jobs: Sequence[Any]) -> None:
        steps, since = -1, time.perf_counter()
        while len(self.ledger.released) < self.storm.tickets:
            if broken := [job for job in jobs if job.done() and job.exception()]:
                broken[0].result()
            now = len(self.ledger.released) + len(self.ledger.taken)
            if now != steps:
                steps, since = now, time.perf_counter()
            elif time.perf_counter() - since > SWEEP_AFTER_SECONDS:
                self._sweep_unfinished()
                since = time.perf_counter()
            time.sleep(IDLE_SECONDS)

    def _sweep_unfinished(self) -> None:
        for ticket in self.read_tickets():
            if ticket.status in (Status.ROUTED, Status.WAITING):
                self.ledger.swept.append(ticket.ticket_id)
                self._messages.put(TicketNudge(ticket=ticket.ticket_id, version=1, reason="swept"))
            elif ticket.status is Status.ASSIGNED:
                self._to_finish.put(ticket.ticket_id)


def _make_creation(name: str, random: Random, vector: Any) -> Change:
    """A routed ticket of 1, 2 or 3 points, seldom urgent."""
    priority = random.choices([Priority.MEDIUM, Priority.URGENT], [9, 1])[0]
    ticket = Ticket(
        ticket_id=name,
        status=Status.ROUTED,
        channel=Channel.HTTPS,
        lane=Lane.LIVE,
        created_at=NOON,
        updated_at=NOON,
        requester_id=f"r{random.randrange(REQUESTER_COUNT)}@example.com",
        category=_make_decision("c0"),
        department=_make_decision(DEPARTMENT),
        priority=_make_decision(priority),
        tier=_make_decision(random.choice([Tier.FIRST, Tier.FIRST, Tier.SECOND, Tier.THIRD])),
    )
    return _make_step(ticket, text=TicketText(title="", description="storm"), vector=vector)


def _make_step(ticket: Ticket, **parts: Any) -> Change:
    entry = HistoryEntry(
        version=ticket.version, at=ticket.updated_at, actor="bench", what=ticket.status
    )
    return Change(ticket=ticket, history=entry, **parts)


def _make_decision[T](value: T) -> Decision[T]:
    return Decision(value=value, confidence=0.9, decided_by=DecidedBy.MODEL)
