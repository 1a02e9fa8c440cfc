"""BANKING77: from nothing to all of its train texts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from evaluation.datasets import LabelledTexts, draw_examples
from evaluation.quality.baselines import list_accuracies, run_baselines
from evaluation.quality.outcomes import ServedOutcomes, report_share
from evaluation.quality.serving import TARGET_PRECISION, ServedDesk, serve_desk
from evaluation.report.figures import Figure, check_at_least, check_at_most
from switchyard.domain.desk_in_force import LoadedDesk

DRAWS = {1: 3, 3: 3, 5: 10, 10: 10, 20: 3}
"""How often so many examples of each category are drawn."""
GOALS = {10: 0.875}


@dataclass(frozen=True)
class BankingEvaluation:
    """The desk, its splits, and what it serves after all train texts."""

    desk: LoadedDesk
    train: LabelledTexts
    test: LabelledTexts
    full: ServedDesk

    def measure(self, outcomes: ServedOutcomes) -> Iterator[Figure]:
        """`outcomes` are those of the full desk on test, dialled to the target precision."""
        yield from self._measure_day_0()
        for examples in DRAWS:
            yield from self._measure_few(examples)
        simple = list_accuracies(run_baselines(self.train, self.test))
        yield from compare_to_baselines("banking77.full.accuracy", outcomes.accuracy, simple, 0.948)
        yield from check_learning("banking77", outcomes, coverage=0.90)

    def _measure_day_0(self) -> Iterator[Figure]:
        outcomes = serve_desk(
            self.desk, self.train.select_rows([]), self.full.embedder
        ).collect_outcomes(self.test)
        names = list(self.desk.descriptions)
        texts = [self.desk.desk.categories_by_id[name].description for name in names]
        vectors = np.stack([self.desk.descriptions[name] for name in names])
        described = LabelledTexts(texts, names, vectors)
        simple = list_accuracies(run_baselines(described, self.test))
        yield from compare_to_baselines("banking77.0.accuracy", outcomes.accuracy, simple, None)

    def _measure_few(self, examples: int) -> Iterator[Figure]:
        drawn = [draw_examples(self.train, examples, seed) for seed in range(DRAWS[examples])]
        served = [
            serve_desk(self.desk, split, self.full.embedder).collect_outcomes(self.test).accuracy
            for split in drawn
        ]
        simple = [list_accuracies(run_baselines(split, self.test)) for split in drawn]
        means = {
            name: float(np.mean([accuracy_by_name[name] for accuracy_by_name in simple]))
            for name in simple[0]
        }
        name = f"banking77.{examples}.accuracy"
        yield from compare_to_baselines(name, float(np.mean(served)), means, GOALS.get(examples))
        yield report_share(f"{name}.sd", np.std(served, ddof=1))


def compare_to_baselines(
    name: str, value: float, simple: Mapping[str, float], goal: float | None
) -> Iterator[Figure]:
    """The figure, those of the baselines, and how far it is ahead of the better one."""
    yield report_accuracy(name, value, goal)
    for baseline, reaches in simple.items():
        yield report_share(f"{name}.{baseline}", reaches)
    best = max(simple.values())
    yield check_at_least(f"quality.{name}.ahead_by", value - best, 0.0, "share")


def report_accuracy(name: str, value: float, goal: float | None) -> Figure:
    return (
        report_share(name, value)
        if goal is None
        else check_at_least(f"quality.{name}", value, goal, "share")
    )


def check_learning(name: str, outcomes: ServedOutcomes, coverage: float) -> Iterator[Figure]:
    """What else is asked of a desk with all its examples, in scope."""
    error = outcomes.calibration_error
    yield check_at_most(f"quality.{name}.calibration_error", error, 0.03, "share")
    yield report_share(f"{name}.macro_f1", outcomes.macro_f1)
    precision = outcomes.precision
    yield check_at_least(f"quality.{name}.precision_at_98", precision, TARGET_PRECISION, "share")
    yield check_at_least(f"quality.{name}.coverage_at_98", outcomes.coverage, coverage, "share")
