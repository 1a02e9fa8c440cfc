"""BANKING77: from nothing to all of its train texts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from bench.figures import Figure, at_least, at_most
from bench.quality.baselines import accuracies, baselines
from bench.quality.data import Split, draw
from bench.quality.outcomes import Outcomes, share
from bench.quality.serving import WANTED_PRECISION, Served, serve
from switchyard.ports.desks import LoadedDesk

DRAWS = {1: 3, 3: 3, 5: 10, 10: 10, 20: 3}
"""How often so many examples of each category are drawn."""
GOALS = {10: 0.875}


@dataclass(frozen=True)
class Banking:
    """The desk, its splits, and what it serves after all train texts."""

    desk: LoadedDesk
    train: Split
    test: Split
    full: Served

    def figures(self, outcomes: Outcomes) -> Iterator[Figure]:
        """`outcomes` are those of the full desk on test, dialled to the wanted precision."""
        yield from self._day_0()
        for each in DRAWS:
            yield from self._few(each)
        simple = accuracies(baselines(self.train, self.test))
        yield from ahead("banking77.full.accuracy", outcomes.accuracy, simple, 0.948)
        yield from learnt("banking77", outcomes, coverage=0.90)

    def _day_0(self) -> Iterator[Figure]:
        outcomes = serve(self.desk, self.train.rows([]), self.full.embedder).outcomes(self.test)
        names = list(self.desk.descriptions)
        texts = [self.desk.desk.categories_by_id[name].description for name in names]
        vectors = np.stack([self.desk.descriptions[name] for name in names])
        described = Split(texts, names, vectors)
        simple = accuracies(baselines(described, self.test))
        yield from ahead("banking77.0.accuracy", outcomes.accuracy, simple, None)

    def _few(self, each: int) -> Iterator[Figure]:
        drawn = [draw(self.train, each, seed) for seed in range(DRAWS[each])]
        served = [
            serve(self.desk, one, self.full.embedder).outcomes(self.test).accuracy for one in drawn
        ]
        simple = [accuracies(baselines(one, self.test)) for one in drawn]
        means = {name: float(np.mean([one[name] for one in simple])) for name in simple[0]}
        name = f"banking77.{each}.accuracy"
        yield from ahead(name, float(np.mean(served)), means, GOALS.get(each))
        yield share(f"{name}.sd", np.std(served, ddof=1))


def ahead(
    name: str, value: float, simple: Mapping[str, float], goal: float | None
) -> Iterator[Figure]:
    """The figure, those of the baselines, and how far it is ahead of the better one."""
    yield reached(name, value, goal)
    for baseline, reaches in simple.items():
        yield share(f"{name}.{baseline}", reaches)
    best = max(simple.values())
    yield at_least(f"quality.{name}.ahead_by", value - best, 0.0, "share")


def reached(name: str, value: float, goal: float | None) -> Figure:
    return share(name, value) if goal is None else at_least(f"quality.{name}", value, goal, "share")


def learnt(name: str, outcomes: Outcomes, coverage: float) -> Iterator[Figure]:
    """What else is asked of a desk with all its examples, in scope."""
    error = outcomes.calibration_error
    yield at_most(f"quality.{name}.calibration_error", error, 0.03, "share")
    yield share(f"{name}.macro_f1", outcomes.macro_f1)
    precision = outcomes.precision
    yield at_least(f"quality.{name}.precision_at_98", precision, WANTED_PRECISION, "share")
    yield at_least(f"quality.{name}.coverage_at_98", outcomes.coverage, coverage, "share")
