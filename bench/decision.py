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
    Mix,
    draw_clustered,
    make_crowd_desk,
    make_documents,
    make_people,
    make_tickets,
)
from evaluation.report.figures import Figure, check_at_most, print_figures
from local.opensearch import opensearch
from local.opensearch_install import OpenSearchUnavailable
from switchyard.adapters.backoff import Backoff
from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item, encode
from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.dynamodb.people import DynamoPeople
from switchyard.adapters.exact_index import ExactIndex
from switchyard.adapters.opensearch import OpenSearchIndex, connect
from switchyard.domain.assignment_explanation import explain
from switchyard.domain.desk import Pointer
from switchyard.domain.desk_in_force import DeskInForce
from switchyard.domain.employee import Employee
from switchyard.domain.ticket import Ticket
from switchyard.domain.vector import Document, Hit, Kind, Vector
from switchyard.ports.search import VectorIndex
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.assignment.candidates import Nominator, Roster
from switchyard.usecases.assignment.shortlist import shortlist
from testing.search import InMemoryVectors
from testing.tickets import InMemoryTickets

DEPARTMENTS, TICKETS = 10, 300
WARM = 20
P95_MS = 25.0
MIXES: tuple[Mix, ...] = ("usual", "nobody")
WRITTEN_AT_ONCE = 500


class ItemsAtHand:
    """A `Database` that answers with new items each time, and counts the processor time of that.

    What is made of the items is the decision's; reading an answer is the call's.
    """

    def __init__(self, employees: Sequence[Employee]) -> None:
        self.seconds = 0.0
        self._items = {
            keys.employee_key(employee.employee_id)["pk"]["S"]: pickle.dumps(encode(employee))
            for employee in employees
        }

    def find(self, _table: str, wanted: Sequence[Item]) -> Iterator[Item]:
        began = time.thread_time()
        items = [pickle.loads(self._items[key["pk"]["S"]]) for key in wanted]  # noqa: S301
        self.seconds += time.thread_time() - began
        return iter(items)


class StoppedIndex:
    """A `VectorIndex` that counts the processor time that is spent in it, and each call's own."""

    def __init__(self, index: VectorIndex) -> None:
        self._index = index
        self.seconds = 0.0
        self.calls: list[float] = []

    def nearest(self, kind: Kind, departments: Sequence[str], vector: Vector, k: int) -> list[Hit]:
        return self._count_time(lambda: self._index.nearest(kind, departments, vector, k))

    def nearest_batch(
        self, kind: Kind, departments: Sequence[str], vectors: Sequence[Vector], k: int
    ) -> list[list[Hit]]:
        return self._count_time(lambda: self._index.nearest_batch(kind, departments, vectors, k))

    def _count_time[T](self, call: Callable[[], T]) -> T:
        busy, began = time.thread_time(), time.perf_counter()
        answer = call()
        self.seconds += time.thread_time() - busy
        self.calls.append(1000 * (time.perf_counter() - began))
        return answer


class DecisionBench:
    """Decides about tickets one at a time, each as if it came alone."""

    def __init__(self, index: VectorIndex, mix: Mix, departments: int) -> None:
        pointer = Pointer(version=1, desk="D", model="none", dropped_at="")
        self._desk = DeskInForce(pointer, make_crowd_desk())
        self._departments = departments
        self.database = ItemsAtHand(make_people(mix, departments))
        self.people = DynamoPeople(cast("Database", self.database), "desk")
        self.index = StoppedIndex(index)
        # What was made up for the bench lies in no function's memory, and is none to tidy.
        gc.collect()
        gc.freeze()

    def time_decisions(self, count: int) -> list[float]:
        """Of each ticket; those that warm up are left out."""
        asking = make_tickets(WARM + count, self._departments)
        names = [ticket.ticket_id for ticket in asking]
        drawn = draw_clustered(len(asking), 4)
        store = InMemoryTickets(stored_vectors=dict(zip(names, drawn, strict=True)))
        taken = [self._time_decision(ticket, store) for ticket in asking]
        self.index.calls = self.index.calls[-2 * count :]
        return taken[WARM:]

    def _time_decision(self, ticket: Ticket, store: TicketStore) -> float:
        began, elsewhere = time.thread_time(), self._elsewhere
        nominator = Nominator(store, self.people, self.index)
        nominator.prepare([ticket])
        roster = Roster(self.people, store)
        chosen = shortlist(ticket, self._desk.desk, nominator, roster, TUESDAY_NOON)
        explain(ticket, chosen, self._desk, TUESDAY_NOON)
        return 1000 * (time.thread_time() - began - (self._elsewhere - elsewhere))

    @property
    def _elsewhere(self) -> float:
        """Seconds in the index and the database."""
        return self.index.seconds + self.database.seconds


def measure() -> Iterator[Figure]:
    stored = list(make_documents(DEPARTMENTS))
    exact = ExactIndex(InMemoryVectors.of(stored), lambda: TUESDAY_NOON, 1000, 0)
    yield from _measure_mixes("exact", exact)
    with ExitStack() as stack:
        try:
            url = stack.enter_context(opensearch())
        except OpenSearchUnavailable as reason:
            sys.stderr.write(f"{reason}\n")
            return
        yield from _measure_mixes("opensearch", _fill_index(url, stored))


def _measure_mixes(name: str, index: VectorIndex) -> Iterator[Figure]:
    for mix in MIXES:
        bench = DecisionBench(index, mix, DEPARTMENTS)
        taken = bench.time_decisions(TICKETS)
        p50, p95 = np.percentile(taken, [50, 95])
        begins = f"decision.{name}.{mix}"
        yield Figure(f"{begins}.p50", round(p50, 2), "ms")
        yield check_at_most(f"{begins}.p95", float(p95), P95_MS, "ms")
        yield Figure(f"{begins}.longest", round(max(taken), 2), "ms")
        query = float(np.percentile(bench.index.calls, 95))
        yield Figure(f"{begins}.query_p95", round(query, 2), "ms")


def _fill_index(url: str, stored: Sequence[Document]) -> OpenSearchIndex:
    index = OpenSearchIndex(connect(url), "decision", Backoff(SystemRandom(), time.sleep))
    for start in range(0, len(stored), WRITTEN_AT_ONCE):
        index.apply(stored[start : start + WRITTEN_AT_ONCE])
    index.client.indices.refresh(index="decision-*")
    return index


if __name__ == "__main__":
    print_figures(measure())
