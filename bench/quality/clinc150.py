"""CLINC150: 150 categories, and texts that are in none of them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bench.figures import Figure
from bench.quality.banking77 import ahead, learnt
from bench.quality.baselines import accuracies, baselines
from bench.quality.data import Clinc
from bench.quality.outcomes import Outcomes, recall_outside, share
from bench.quality.serving import Served

FALSE_ALARMS = 0.04


@dataclass(frozen=True)
class Scope:
    """A `Clinc` and the desk that learnt its train texts."""

    data: Clinc
    full: Served

    def figures(self, outcomes: Outcomes) -> Iterator[Figure]:
        """`outcomes` are those of the desk on test in scope, dialled to the wanted precision."""
        data = self.data
        simple = baselines(data.train, data.test, data.outside)
        yield from ahead("clinc150.full.accuracy", outcomes.accuracy, accuracies(simple), 0.968)
        yield from learnt("clinc150", outcomes, coverage=0.97)
        scores = self.full.in_scope(data.test), self.full.in_scope(data.outside)
        recall = recall_outside(*scores, FALSE_ALARMS)
        caught = {
            name: recall_outside(inside.confidence, outside.confidence, FALSE_ALARMS)
            for name, (inside, outside) in simple.items()
        }
        yield from ahead("clinc150.outside_recall", recall, caught, 0.88)
        yield from self._by_validation()
        sent = self.full.dialled().outcomes(data.outside).coverage
        yield share("clinc150.outside_sent_at_98", sent)

    def _by_validation(self) -> Iterator[Figure]:
        """With the threshold set on validation texts in scope: nothing of test chooses it."""
        threshold = np.quantile(self.full.in_scope(self.data.validation), FALSE_ALARMS)
        for name, split in (("false_alarms", self.data.test), ("recall", self.data.outside)):
            caught = (self.full.in_scope(split) < threshold).mean()
            yield share(f"clinc150.outside_by_validation.{name}", caught)
