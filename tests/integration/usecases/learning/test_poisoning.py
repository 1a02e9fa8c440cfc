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
from tests.desks import NOW, triage_ticket
from tests.small_bank import SmallBank

STOLEN = 8
MALLORY, MARVIN = "mallory@example.com", "marvin@example.com"


class Bank(SmallBank):
    """Ten examples of each category; `victim` loses its tickets to `thief`."""

    def __init__(self) -> None:
        super().__init__()
        self.victim, self.thief = self._find_distant_labels()

    def _find_distant_labels(self) -> tuple[str, str]:
        """An honest mistake is near; the two whose examples are least alike are an attack."""
        labels = sorted(set(self.train.labels))
        means = np.stack(
            [self.train.vectors[_find_indexes(self.train, label)].mean(axis=0) for label in labels]
        )
        first, second = divmod(int((means @ means.T).argmin()), len(labels))
        return labels[first], labels[second]

    def calculate_kept_share(self, corrections: Sequence[VectorDocument]) -> float:
        """The share of the victim's other tickets that still get there, after learning."""
        store, memory = InMemoryVectors(), InMemoryDesks(self.desk)
        store.save_documents([*self._list_taught_documents(), *corrections])
        learnt = ClassifierLearningService(
            store, memory, InMemoryClassifiers(memory), lambda: NOW
        ).learn_classifier()
        assert learnt.verdict is LearningVerdict.SERVED
        classifier = Classifier.decode_from_bytes(
            memory.read_classifier(memory.read_pointer().classifier)
        )
        decider = Decider(self.desk, classifier, self.desk.pointer.model)
        index = ExactIndex(store, lambda: NOW, recheck_ms=1000, overlap_ms=0)
        departments = [department.id for department in self.desk.desk.departments]
        decisions = [
            triage_ticket(
                decider,
                TICKET,
                TicketText(title="", description=self.test.texts[row]),
                self.test.vectors[row],
                index.find_nearest(
                    VectorKind.PRECEDENT, departments, self.test.vectors[row], MAX_PRECEDENTS
                ),
            ).category
            for row in _find_indexes(self.test, self.victim)[STOLEN:]
        ]
        right = [category is not None and category.value == self.victim for category in decisions]
        return sum(right) / len(right)

    def make_stolen_examples(self, *teachers: str) -> list[VectorDocument]:
        """Half of the tickets of the victim, corrected to the thief by these people in turn."""
        rows = _find_indexes(self.test, self.victim)[:STOLEN]
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

    def _list_taught_documents(self) -> list[VectorDocument]:
        return [
            make_precedent(self.desk, f"example-{row}", label, vector, "example")
            for row, (label, vector) in enumerate(
                zip(self.train.labels, self.train.vectors, strict=True)
            )
        ]


def _find_indexes(split: LabelledTexts, label: str) -> list[int]:
    return [row for row, stored_label in enumerate(split.labels) if stored_label == label]


@pytest.fixture(scope="module")
def bank() -> Bank:
    return Bank()


def test_one_agent_who_corrects_half_of_a_categorys_tickets_moves_none_of_the_others(
    bank: Bank,
) -> None:
    assert (
        bank.calculate_kept_share(bank.make_stolen_examples(MALLORY))
        >= bank.calculate_kept_share(())
        > 0
    )


def test_two_agents_who_say_the_same_are_believed(bank: Bank) -> None:
    assert bank.calculate_kept_share(
        bank.make_stolen_examples(MALLORY, MARVIN)
    ) < bank.calculate_kept_share(())
