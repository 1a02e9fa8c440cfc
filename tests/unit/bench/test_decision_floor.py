"""What the decision may cost in a department of a thousand.

Machines differ, so the measure is what it takes, in the same run, to read the same people out of
their database items: both are Python at work on the same employees, and a decision cannot do with
less. `python -m bench.decision` has the milliseconds.
"""

import time
from statistics import median
from typing import cast

import numpy as np
import pytest

from bench.crowd import PEOPLE_PER_DEPARTMENT, TUESDAY_NOON, CapacityMix, make_documents
from bench.decision import DecisionBench
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.people import DynamoEmployeeStore
from switchyard.adapters.exact_index import ExactIndex
from switchyard.usecases.assignment.candidates import FIRST_PROFILES_READ
from testing.search import InMemoryVectors

ROUNDS = 15


@pytest.mark.parametrize(
    ("mix", "read", "tickets", "at_most"),
    [("usual", FIRST_PROFILES_READ, 60, 15.0), ("nobody", PEOPLE_PER_DEPARTMENT, 20, 5.0)],
)
def test_a_decision_costs_little_more_than_reading_who_was_looked_at(
    mix: CapacityMix, read: int, tickets: int, at_most: float
) -> None:
    index = ExactIndex(
        InMemoryVectors.create_from_documents(list(make_documents(1))),
        lambda: TUESDAY_NOON,
        1000,
        0,
    )
    bench = DecisionBench(index, mix, 1)
    taken = bench.time_decisions(tickets)
    assert float(np.percentile(taken, 95)) <= at_most * measure_milliseconds(bench, read)


def measure_milliseconds(bench: DecisionBench, count: int) -> float:
    """Milliseconds on the processor, where no row is known from before."""
    ids = [f"E-{number}" for number in range(count)]
    rounds = []
    for _ in range(ROUNDS):
        people = DynamoEmployeeStore(cast("DynamoDatabase", bench.database), "desk")
        began, elsewhere = time.thread_time(), bench.database.seconds
        assert len(people.read_employees(ids)) == count
        rounds.append(1000 * (time.thread_time() - began - bench.database.seconds + elsewhere))
    return median(rounds)
