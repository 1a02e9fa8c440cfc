"""CLINC150: 150 categories, and texts that are in none of them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evaluation.datasets import ClincTexts
from evaluation.quality.banking77 import check_learning, compare_to_baselines
from evaluation.quality.baselines import list_accuracies, run_baselines
from evaluation.quality.outcomes import ServedOutcomes, find_recall_outside, report_share
from evaluation.quality.serving import ServedDesk
from evaluation.report.figures import Figure

FALSE_ALARMS = 0.04


@dataclass(frozen=True)
class ScopeEvaluation:
    """A `ClincTexts` and the desk that learnt its train texts."""

    data: ClincTexts
    full: ServedDesk

    def measure(self, outcomes: ServedOutcomes) -> Iterator[Figure]:
        """`outcomes` are those of the desk on test in scope, dialled to the target precision."""
        data = self.data
        simple = run_baselines(data.train, data.test, data.outside)
        yield from compare_to_baselines(
            "clinc150.full.accuracy", outcomes.accuracy, list_accuracies(simple), 0.968
        )
        yield from check_learning("clinc150", outcomes, coverage=0.97)
        scores = self.full.score_scope(data.test), self.full.score_scope(data.outside)
        recall = find_recall_outside(*scores, FALSE_ALARMS)
        caught = {
            name: find_recall_outside(inside.confidence, outside.confidence, FALSE_ALARMS)
            for name, (inside, outside) in simple.items()
        }
        yield from compare_to_baselines("clinc150.outside_recall", recall, caught, 0.88)
        yield from self._measure_by_validation()
        sent = self.full.set_target_precision().collect_outcomes(data.outside).coverage
        yield report_share("clinc150.outside_sent_at_98", sent)

    def _measure_by_validation(self) -> Iterator[Figure]:
        """With the threshold set on validation texts in scope: nothing of test chooses it."""
        threshold = np.quantile(self.full.score_scope(self.data.validation), FALSE_ALARMS)
        for name, split in (("false_alarms", self.data.test), ("recall", self.data.outside)):
            caught = (self.full.score_scope(split) < threshold).mean()
            yield report_share(f"clinc150.outside_by_validation.{name}", caught)
