"""One agent alone cannot move a category, however many tickets they correct; two can."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from evaluation.datasets import LabelledTexts
from evaluation.quality.serving import TICKET, make_precedent
from switchyard.adapters.exact_index import ExactIndex
from switchyard.domain.ticket import TicketText
from switchyard.domain.vector import CORRECTION_SOURCE, VectorDocument, VectorKind
from switchyard.usecases.learning.service import ClassifierLearningService, LearningVerdict
from switchyard.usecases.triage.classifier import Classifier
from switchyard.usecases.triage.decide import Decider
from switchyard.usecases.triage.signals import MAX_PRECEDENTS
from testing.desks import InMemoryDesks
from testing.learning import InMemoryClassifiers
from testing.search import InMemoryVectors
from tests.desks import NOW, triaged
from tests.small_bank import SmallBank

STOLEN = 8
MALLORY, MARVIN = "mallory@example.com", "marvin@example.com"


class Bank(SmallBank):
    """Ten examples of each category; `victim` loses its tickets to `thief`."""

    def __init__(self) -> None:
        super().__init__()
        self.victim, self.thief = self._far_apart()

    def _far_apart(self) -> tuple[str, str]:
        """An honest mistake is near; the two whose examples are least alike are an attack."""
        labels = sorted(set(self.train.labels))
        means = np.stack([self.train.vectors[_of(self.train, one)].mean(axis=0) for one in labels])
        first, second = divmod(int((means @ means.T).argmin()), len(labels))
        return labels[first], labels[second]

    def kept(self, corrections: Sequence[VectorDocument]) -> float:
        """The share of the victim's other tickets that still get there, after learning."""
        store, memory = InMemoryVectors(), InMemoryDesks(self.desk)
        store.save_documents([*self._taught(), *corrections])
        learnt = ClassifierLearningService(
            store, memory, InMemoryClassifiers(memory), lambda: NOW
        ).learn_classifier()
        assert learnt.verdict is LearningVerdict.SERVED
        classifier = Classifier.decode_from_bytes(
            memory.read_classifier(memory.read_pointer().classifier)
        )
        decider = Decider(self.desk, classifier, self.desk.pointer.model)
        index = ExactIndex(store, lambda: NOW, recheck_ms=1000, overlap_ms=0)
        departments = [one.id for one in self.desk.desk.departments]
        found = [
            triaged(
                decider,
                TICKET,
                TicketText(title="", description=self.test.texts[row]),
                self.test.vectors[row],
                index.find_nearest(
                    VectorKind.PRECEDENT, departments, self.test.vectors[row], MAX_PRECEDENTS
                ),
            ).category
            for row in _of(self.test, self.victim)[STOLEN:]
        ]
        right = [category is not None and category.value == self.victim for category in found]
        return sum(right) / len(right)

    def stolen(self, *teachers: str) -> list[VectorDocument]:
        """Half of the tickets of the victim, corrected to the thief by these people in turn."""
        rows = _of(self.test, self.victim)[:STOLEN]
        return [
            replace(
                make_precedent(
                    self.desk, f"T-{row}", self.thief, self.test.vectors[row], CORRECTION_SOURCE
                ),
                teacher=teachers[place % len(teachers)],
                requester=f"R-{row}",
                changed_at=2,
            )
            for place, row in enumerate(rows)
        ]

    def _taught(self) -> list[VectorDocument]:
        return [
            make_precedent(self.desk, f"example-{row}", label, vector, "example")
            for row, (label, vector) in enumerate(
                zip(self.train.labels, self.train.vectors, strict=True)
            )
        ]


def _of(split: LabelledTexts, label: str) -> list[int]:
    return [row for row, one in enumerate(split.labels) if one == label]


@pytest.fixture(scope="module")
def bank() -> Bank:
    return Bank()


def test_one_agent_who_corrects_half_of_a_categorys_tickets_moves_none_of_the_others(
    bank: Bank,
) -> None:
    assert bank.kept(bank.stolen(MALLORY)) >= bank.kept(()) > 0


def test_two_agents_who_say_the_same_are_believed(bank: Bank) -> None:
    assert bank.kept(bank.stolen(MALLORY, MARVIN)) < bank.kept(())
