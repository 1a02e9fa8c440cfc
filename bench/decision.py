"""How long the decision takes beyond the index query and the database: `python -m bench.decision`.

10,000 people in departments of a thousand. Counted is all that assignment computes for one ticket
that comes alone: employees out of database items, limits, scores, the explanation. Times are this
thread's on the processor, so that a busy machine changes them little; the database's own calls are
left out, and so are the index's. As in a function that is warm, rows are known from before.
"""

import gc
import pickle
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from random import SystemRandom
from typing import cast

import numpy as np

from bench.crowd import (
    TUESDAY_NOON,
    CapacityMix,
    draw_clustered,
    make_crowd_desk,
    make_documents,
    make_people,
    make_tickets,
)
from evaluation.report.figures import Figure, check_at_most, print_figures
from local.opensearch import run_opensearch
from local.opensearch_install import OpenSearchUnavailable
from switchyard.adapters.backoff import Backoff
from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item, encode_model
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.people import DynamoEmployeeStore
from switchyard.adapters.exact_index import ExactIndex
from switchyard.adapters.opensearch import OpenSearchIndex, connect_opensearch
from switchyard.domain.assignment_explanation import build_explanation
from switchyard.domain.desk import DeskPointer
from switchyard.domain.desk_in_force import DeskInForce
from switchyard.domain.employee import Employee
from switchyard.domain.ticket import Ticket
from switchyard.domain.vector import SearchHit, Vector, VectorDocument, VectorKind
from switchyard.ports.search import VectorIndex
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.assignment.candidates import CachedRoster, Nominator
from switchyard.usecases.assignment.shortlist import build_shortlist
from testing.search import InMemoryVectors
from testing.tickets import InMemoryTickets

DEPARTMENT_COUNT, TICKETS_TIMED = 10, 300
WARM_UP_TICKETS = 20
MAX_P95_MS = 25.0
CAPACITY_MIXES: tuple[CapacityMix, ...] = ("usual", "nobody")
DOCUMENTS_PER_WRITE = 500


class TimedDatabase:
    """A `DynamoDatabase` that answers with new items each time, and counts the processor time of
    that.

    What is made of the items is the decision's; reading an answer is the call's.
    """

    def __init__(self, employees: Sequence[Employee]) -> None:
        self.seconds = 0.0
        self._items = {
            keys.build_employee_key(employee.employee_id)["pk"]["S"]: pickle.dumps(
                encode_model(employee)
            )
            for employee in employees
        }

    def read_items(self, _table: str, keys: Sequence[Item]) -> Iterator[Item]:
        began = time.thread_time()
        items = [pickle.loads(self._items[key["pk"]["S"]]) for key in keys]  # noqa: S301
        self.seconds += time.thread_time() - began
        return iter(items)


class TimedIndex:
    """A `VectorIndex` that counts the processor time that is spent in it, and each call's own."""

    def __init__(self, index: VectorIndex) -> None:
        self._index = index
        self.seconds = 0.0
        self.calls: list[float] = []

    def find_nearest(
        self, kind: VectorKind, departments: Sequence[str], vector: Vector, k: int
    ) -> list[SearchHit]:
        return self._count_time(lambda: self._index.find_nearest(kind, departments, vector, k))

    def find_nearest_batch(
        self, kind: VectorKind, departments: Sequence[str], vectors: Sequence[Vector], k: int
    ) -> list[list[SearchHit]]:
        return self._count_time(
            lambda: self._index.find_nearest_batch(kind, departments, vectors, k)
        )

    def _count_time[T](self, call: Callable[[], T]) -> T:
        busy, began = time.thread_time(), time.perf_counter()
        answer = call()
        self.seconds += time.thread_time() - busy
        self.calls.append(1000 * (time.perf_counter() - began))
        return answer


class DecisionBench:
    """Decides about tickets one at a time, each as if it came alone."""

    def __init__(self, index: VectorIndex, mix: CapacityMix, departments: int) -> None:
        pointer = DeskPointer(version=1, desk="D", model="none", dropped_at="")
        self._desk = DeskInForce(pointer, make_crowd_desk())
        self._departments = departments
        self.database = TimedDatabase(make_people(mix, departments))
        self.people = DynamoEmployeeStore(cast("DynamoDatabase", self.database), "desk")
        self.index = TimedIndex(index)
        # What was made up for the bench lies in no function's memory, and is none to tidy.
        gc.collect()
        gc.freeze()

    def time_decisions(self, count: int) -> list[float]:
        """Of each ticket; those that warm up are left out."""
        asking = make_tickets(WARM_UP_TICKETS + count, self._departments)
        names = [ticket.ticket_id for ticket in asking]
        drawn = draw_clustered(len(asking), 4)
        store = InMemoryTickets(stored_vectors=dict(zip(names, drawn, strict=True)))
        taken = [self._time_decision(ticket, store) for ticket in asking]
        self.index.calls = self.index.calls[-2 * count :]
        return taken[WARM_UP_TICKETS:]

    def _time_decision(self, ticket: Ticket, store: TicketStore) -> float:
        began, elsewhere = time.thread_time(), self._elsewhere
        nominator = Nominator(store, self.people, self.index)
        nominator.prepare_tickets([ticket])
        roster = CachedRoster(self.people, store)
        chosen = build_shortlist(ticket, self._desk.desk, nominator, roster, TUESDAY_NOON)
        build_explanation(ticket, chosen, self._desk, TUESDAY_NOON)
        return 1000 * (time.thread_time() - began - (self._elsewhere - elsewhere))

    @property
    def _elsewhere(self) -> float:
        """Seconds in the index and the database."""
        return self.index.seconds + self.database.seconds


def measure() -> Iterator[Figure]:
    stored = list(make_documents(DEPARTMENT_COUNT))
    exact = ExactIndex(InMemoryVectors.create_from_documents(stored), lambda: TUESDAY_NOON, 1000, 0)
    yield from _measure_mixes("exact", exact)
    with ExitStack() as stack:
        try:
            url = stack.enter_context(run_opensearch())
        except OpenSearchUnavailable as reason:
            sys.stderr.write(f"{reason}\n")
            return
        yield from _measure_mixes("opensearch", _fill_index(url, stored))


def _measure_mixes(name: str, index: VectorIndex) -> Iterator[Figure]:
    for mix in CAPACITY_MIXES:
        bench = DecisionBench(index, mix, DEPARTMENT_COUNT)
        taken = bench.time_decisions(TICKETS_TIMED)
        p50, p95 = np.percentile(taken, [50, 95])
        begins = f"decision.{name}.{mix}"
        yield Figure(f"{begins}.p50", round(p50, 2), "ms")
        yield check_at_most(f"{begins}.p95", float(p95), MAX_P95_MS, "ms")
        yield Figure(f"{begins}.longest", round(max(taken), 2), "ms")
        query = float(np.percentile(bench.index.calls, 95))
        yield Figure(f"{begins}.query_p95", round(query, 2), "ms")


def _fill_index(url: str, stored: Sequence[VectorDocument]) -> OpenSearchIndex:
    index = OpenSearchIndex(
        connect_opensearch(url), "decision", Backoff(SystemRandom(), time.sleep)
    )
    for start in range(0, len(stored), DOCUMENTS_PER_WRITE):
        index.apply_changes(stored[start : start + DOCUMENTS_PER_WRITE])
    index.client.indices.refresh(index="decision-*")
    return index


if __name__ == "__main__":
    print_figures(measure())
