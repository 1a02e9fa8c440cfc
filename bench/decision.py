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

from bench.crowd import TUESDAY_NOON, Mix, clustered, crowd_desk, documents, people, tickets
from bench.figures import Figure, at_most
from bench.quality.serving import Memory
from local.opensearch import opensearch
from local.opensearch_install import OpenSearchUnavailable
from switchyard.adapters.backoff import Backoff
from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item, encode
from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.dynamodb.people import DynamoPeople
from switchyard.adapters.exact_index import ExactIndex
from switchyard.adapters.opensearch import OpenSearchIndex, connect
from switchyard.domain.desk import Pointer
from switchyard.domain.employee import Employee
from switchyard.domain.ticket import Ticket
from switchyard.domain.vector import Document, Hit, Kind, Vector
from switchyard.ports.desks import DeskInForce
from switchyard.ports.search import VectorIndex
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.assignment.candidates import Nominator
from switchyard.usecases.assignment.explain import explain
from switchyard.usecases.assignment.people_cache import Roster
from switchyard.usecases.assignment.shortlist import shortlist

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
            keys.employee_key(one.employee_id)["pk"]["S"]: pickle.dumps(encode(one))
            for one in employees
        }

    def find(self, _table: str, wanted: Sequence[Item]) -> Iterator[Item]:
        began = time.thread_time()
        found = [pickle.loads(self._items[key["pk"]["S"]]) for key in wanted]  # noqa: S301
        self.seconds += time.thread_time() - began
        return iter(found)


class Vectors:
    """A `TicketStore` of tickets' vectors, whose requesters have nothing else open."""

    def __init__(self, asking: Sequence[Ticket]) -> None:
        drawn = clustered(len(asking), 4)
        self._of = {one.ticket_id: drawn[row] for row, one in enumerate(asking)}

    def vectors(self, ticket_ids: Sequence[str]) -> dict[str, Vector]:
        return {one: self._of[one] for one in ticket_ids}

    def open_of(self, _requester_id: str, _limit: int) -> list[Ticket]:
        return []


class Stopped:
    """A `VectorIndex` that counts the processor time that is spent in it, and each call's own."""

    def __init__(self, index: VectorIndex) -> None:
        self._index = index
        self.seconds = 0.0
        self.calls: list[float] = []

    def nearest(self, kind: Kind, departments: Sequence[str], vector: Vector, k: int) -> list[Hit]:
        return self._counted(lambda: self._index.nearest(kind, departments, vector, k))

    def nearest_batch(
        self, kind: Kind, departments: Sequence[str], vectors: Sequence[Vector], k: int
    ) -> list[list[Hit]]:
        return self._counted(lambda: self._index.nearest_batch(kind, departments, vectors, k))

    def _counted[T](self, call: Callable[[], T]) -> T:
        busy, began = time.thread_time(), time.perf_counter()
        found = call()
        self.seconds += time.thread_time() - busy
        self.calls.append(1000 * (time.perf_counter() - began))
        return found


class Bench:
    """Decides about tickets one at a time, each as if it came alone."""

    def __init__(self, index: VectorIndex, mix: Mix, departments: int) -> None:
        pointer = Pointer(version=1, desk="D", model="none", dropped_at="")
        self._desk = DeskInForce(pointer, crowd_desk())
        self._departments = departments
        self.database = ItemsAtHand(people(mix, departments))
        self.people = DynamoPeople(cast("Database", self.database), "desk")
        self.index = Stopped(index)
        # What was made up for the bench lies in no function's memory, and is none to tidy.
        gc.collect()
        gc.freeze()

    def milliseconds(self, count: int) -> list[float]:
        """Of each ticket; those that warm up are left out."""
        asking = tickets(WARM + count, self._departments)
        store = cast("TicketStore", Vectors(asking))
        taken = [self._decided(one, store) for one in asking]
        self.index.calls = self.index.calls[-2 * count :]
        return taken[WARM:]

    def _decided(self, ticket: Ticket, store: TicketStore) -> float:
        began, elsewhere = time.thread_time(), self._elsewhere
        nominator = Nominator(store, self.people, self.index)
        nominator.prepare([ticket])
        roster = Roster(self.people, store)
        found = shortlist(ticket, self._desk.desk, nominator, roster, TUESDAY_NOON)
        explain(ticket, found, self._desk, TUESDAY_NOON)
        return 1000 * (time.thread_time() - began - (self._elsewhere - elsewhere))

    @property
    def _elsewhere(self) -> float:
        """Seconds in the index and the database."""
        return self.index.seconds + self.database.seconds


def figures() -> Iterator[Figure]:
    stored = list(documents(DEPARTMENTS))
    exact = ExactIndex(Memory(stored), lambda: TUESDAY_NOON, 1000, 0)
    yield from _measured("exact", exact)
    with ExitStack() as stack:
        try:
            url = stack.enter_context(opensearch())
        except OpenSearchUnavailable as reason:
            sys.stderr.write(f"{reason}\n")
            return
        yield from _measured("opensearch", _filled(url, stored))


def _measured(name: str, index: VectorIndex) -> Iterator[Figure]:
    for mix in MIXES:
        bench = Bench(index, mix, DEPARTMENTS)
        taken = bench.milliseconds(TICKETS)
        p50, p95 = np.percentile(taken, [50, 95])
        begins = f"decision.{name}.{mix}"
        yield Figure(f"{begins}.p50", round(p50, 2), "ms")
        yield at_most(f"{begins}.p95", float(p95), P95_MS, "ms")
        yield Figure(f"{begins}.longest", round(max(taken), 2), "ms")
        query = float(np.percentile(bench.index.calls, 95))
        yield Figure(f"{begins}.query_p95", round(query, 2), "ms")


def _filled(url: str, stored: Sequence[Document]) -> OpenSearchIndex:
    index = OpenSearchIndex(connect(url), "decision", Backoff(SystemRandom(), time.sleep))
    for start in range(0, len(stored), WRITTEN_AT_ONCE):
        index.apply(stored[start : start + WRITTEN_AT_ONCE])
    index.client.indices.refresh(index="decision-*")
    return index


if __name__ == "__main__":
    for figure in figures():
        figure.print()
