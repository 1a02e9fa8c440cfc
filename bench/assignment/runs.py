"""Many worlds under many policies, on every core."""

import multiprocessing
import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bench.assignment.assumptions import Assumptions
from bench.assignment.measures import measures
from bench.assignment.policies import Making
from bench.assignment.simulation import Simulation
from bench.assignment.world import Source
from switchyard.ml.embedding.minilm import MiniLm

type Measured = dict[str, dict[str, NDArray[np.float64]]]
"""By policy, then by measure: a value for each seed, in the same order everywhere."""


class Runs:
    """`source` reaches each worker once. Every policy of one seed is tried on the same world."""

    def __init__(self, source: Source) -> None:
        # A process that was forked while onnxruntime's threads held a lock would wait for ever.
        self._pool = ProcessPoolExecutor(
            os.process_cpu_count(),
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_Worker.begin,
            initargs=(source,),
        )

    def measure(
        self, policies: Mapping[str, Making], seeds: Iterable[int], given: Assumptions
    ) -> Measured:
        tasks = [self._pool.submit(_Worker.measure, policies, seed, given) for seed in seeds]
        return together([task.result() for task in tasks])


def together(by_seed: Sequence[Mapping[str, Mapping[str, float]]]) -> Measured:
    return {
        policy: {name: np.array([one[policy][name] for one in by_seed]) for name in found}
        for policy, found in by_seed[0].items()
    }


class _Worker:
    """What a process knows from its beginning."""

    source: Source

    @classmethod
    def begin(cls, source: Source) -> None:
        cls.source = source

    @classmethod
    def measure(
        cls, policies: Mapping[str, Making], seed: int, given: Assumptions
    ) -> dict[str, dict[str, float]]:
        world = cls.source.world(seed, given, _embedder())
        return {name: measures(Simulation(world, one).run()) for name, one in policies.items()}


@cache
def _embedder() -> MiniLm:
    return MiniLm()
