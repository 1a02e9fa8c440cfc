"""How well assignment chooses may not fall behind simpler policies, on a small desk of few days."""

import numpy as np
import pytest

from bench.assignment.assumptions import Assumptions
from bench.assignment.figures import LESS_FAIR_AT_MOST, gain
from bench.assignment.measures import measures
from bench.assignment.policies import LeastOpen, Making, NearestProfile, RoundRobin, switchyard
from bench.assignment.runs import Measured, together
from bench.assignment.simulation import Simulation
from bench.assignment.study import OURS
from bench.assignment.world import Source
from bench.quality.data import Split
from switchyard.domain.desk import AssignmentPolicy, Desk
from tests.small_bank import SmallBank

GIVEN = Assumptions(people=24, specialities=3, each_shift=6, urgent_anyway=0.2, bursts=1)
SEEDS = range(4)
GIVES = AssignmentPolicy()
TIMES = 2
"""So often each of the few texts comes in."""
POLICIES: dict[str, Making] = {
    "round_robin": RoundRobin,
    "least_open": LeastOpen,
    "nearest": NearestProfile,
    OURS: switchyard(GIVES.weights, GIVES.urgent_weights),
}


@pytest.fixture(scope="module")
def measured() -> Measured:
    bank = SmallBank()
    source = Source(_one_department(bank.desk.desk), bank.train, _often(bank.test))
    found = []
    for seed in SEEDS:
        world = source.world(seed, GIVEN, bank.embedder)
        found.append(
            {name: measures(Simulation(world, one).run()) for name, one in POLICIES.items()}
        )
    return together(found)


def _one_department(desk: Desk) -> Desk:
    """So few categories leave no choice in departments of their own."""
    all_in = {"department": desk.default_department}
    return desk.model_copy(
        update={"categories": tuple(one.model_copy(update=all_in) for one in desk.categories)}
    )


def _often(texts: Split) -> Split:
    return texts.rows([*range(len(texts.labels))] * TIMES)


def test_more_is_right_the_first_time_than_with_the_nearest_profile(measured: Measured) -> None:
    assert np.mean(gain(measured, "right_first", over="nearest")) > 0


def test_urgent_tickets_begin_no_later_than_by_least_open(measured: Measured) -> None:
    assert np.mean(gain(measured, "urgent_start_p95", over="least_open")) < 0


def test_tickets_are_resolved_sooner_than_by_least_open(measured: Measured) -> None:
    assert np.mean(gain(measured, "resolve_mean", over="least_open")) < 0


def test_work_is_shared_out_hardly_less_evenly_than_by_round_robin(measured: Measured) -> None:
    assert np.mean(gain(measured, "gini", over="round_robin")) <= LESS_FAIR_AT_MOST
