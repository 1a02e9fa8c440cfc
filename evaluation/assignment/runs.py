"""Many worlds under many policies, on every core."""

import multiprocessing
import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache

import numpy as np
from numpy.typing import NDArray

from evaluation.assignment.assumptions import Assumptions
from evaluation.assignment.measures import measure_run
from evaluation.assignment.policies import Making
from evaluation.assignment.simulation import Simulation
from evaluation.assignment.world import WorldSource
from switchyard.ml.embedding.minilm import MiniLmEmbedder

type Measured = dict[str, dict[str, NDArray[np.float64]]]
"""By policy, then by measure: a value for each seed, in the same order everywhere."""


class ParallelRuns:
    """`source` reaches each worker once. Every policy of one seed is tried on the same world."""

    def __init__(self, source: WorldSource) -> None:
        # A process that was forked while onnxruntime's threads held a lock would wait for ever.
        self._pool = ProcessPoolExecutor(
            os.process_cpu_count(),
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_RunProcess.start_process,
            initargs=(source,),
        )

    def measure_policies(
        self, policies: Mapping[str, Making], seeds: Iterable[int], given: Assumptions
    ) -> Measured:
        tasks = [
            self._pool.submit(_RunProcess.measure_seed, policies, seed, given) for seed in seeds
        ]
        return join_seeds([task.result() for task in tasks])


def join_seeds(by_seed: Sequence[Mapping[str, Mapping[str, float]]]) -> Measured:
    return {
        policy: {
            name: np.array([by_policy[policy][name] for by_policy in by_seed]) for name in measured
        }
        for policy, measured in by_seed[0].items()
    }


class _RunProcess:
    """What a process knows from its beginning."""

    source: WorldSource

    @classmethod
    def start_process(cls, source: WorldSource) -> None:
        cls.source = source

    @classmethod
    def measure_seed(
        cls, policies: Mapping[str, Making], seed: int, given: Assumptions
    ) -> dict[str, dict[str, float]]:
        world = cls.source.draw_world(seed, given, _load_embedder())
        return {
            name: measure_run(Simulation(world, policy).run()) for name, policy in policies.items()
        }


@cache
def _load_embedder() -> MiniLmEmbedder:
    return MiniLmEmbedder()
