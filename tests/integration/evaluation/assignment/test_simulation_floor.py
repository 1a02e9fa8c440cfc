"""How well assignment chooses may not fall behind simpler policies, on a small desk of few days."""

import numpy as np
import pytest

from evaluation.assignment.assumptions import Assumptions
from evaluation.assignment.figures import LESS_FAIR_AT_MOST, find_gain
from evaluation.assignment.measures import measure_run
from evaluation.assignment.policies import (
    LeastOpenPolicy,
    Making,
    NearestProfilePolicy,
    RoundRobinPolicy,
    make_switchyard,
)
from evaluation.assignment.runs import Measured, join_seeds
from evaluation.assignment.simulation import Simulation
from evaluation.assignment.study import OURS
from evaluation.assignment.world import WorldSource
from evaluation.datasets import LabelledTexts
from switchyard.domain.desk import AssignmentPolicy, Desk
from tests.small_bank import SmallBank

GIVEN = Assumptions(people=24, specialities=3, each_shift=6, urgent_anyway=0.2, bursts=1)
SEEDS = range(4)
GIVES = AssignmentPolicy()
TIMES = 2
"""So often each of the few texts comes in."""
POLICIES: dict[str, Making] = {
    "round_robin": RoundRobinPolicy,
    "least_open": LeastOpenPolicy,
    "nearest": NearestProfilePolicy,
    OURS: make_switchyard(GIVES.weights, GIVES.urgent_weights),
}


@pytest.fixture(scope="module")
def measured() -> Measured:
    bank = SmallBank()
    source = WorldSource(
        _select_department(bank.desk.desk), bank.train, _select_frequent(bank.test)
    )
    by_seed = []
    for seed in SEEDS:
        world = source.draw_world(seed, GIVEN, bank.embedder)
        by_seed.append(
            {
                name: measure_run(Simulation(world, policy).run())
                for name, policy in POLICIES.items()
            }
        )
    return join_seeds(by_seed)


def _select_department(desk: Desk) -> Desk:
    """So few categories leave no choice in departments of their own."""
    all_in = {"department": desk.default_department}
    return desk.model_copy(
        update={
            "categories": tuple(category.model_copy(update=all_in) for category in desk.categories)
        }
    )


def _select_frequent(texts: LabelledTexts) -> LabelledTexts:
    return texts.select_rows([*range(len(texts.labels))] * TIMES)


def test_more_is_right_the_first_time_than_with_the_nearest_profile(measured: Measured) -> None:
    assert np.mean(find_gain(measured, "right_first", over="nearest")) > 0


def test_urgent_tickets_begin_no_later_than_by_least_open(measured: Measured) -> None:
    assert np.mean(find_gain(measured, "urgent_start_p95", over="least_open")) < 0


def test_tickets_are_resolved_sooner_than_by_least_open(measured: Measured) -> None:
    assert np.mean(find_gain(measured, "resolve_mean", over="least_open")) < 0


def test_work_is_shared_out_hardly_less_evenly_than_by_round_robin(measured: Measured) -> None:
    assert np.mean(find_gain(measured, "gini", over="round_robin")) <= LESS_FAIR_AT_MOST
