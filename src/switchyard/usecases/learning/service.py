"""Learns a classifier from what people confirmed, and serves it if it is no worse."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from switchyard.domain.desk_in_force import LoadedDesk
from switchyard.domain.errors import Conflict
from switchyard.domain.ids import derive_id
from switchyard.domain.model_card import ModelCard
from switchyard.domain.values import Clock
from switchyard.domain.vector import VectorDocument, VectorKind
from switchyard.ports.desks import DeskStore
from switchyard.ports.learning import ClassifierStore
from switchyard.ports.search import VectorStore
from switchyard.usecases.learning.promotion_guard import is_worse
from switchyard.usecases.learning.training import Lesson, select_learnable, train_classifier
from switchyard.usecases.learning.vouching import select_vouched
from switchyard.usecases.triage.classifier import Classifier, load_classifier_in_force

MAX_ATTEMPTS = 3


class LearningVerdict(StrEnum):
    """What came of learning."""

    SERVED = "served"
    NOTHING_NEW = "nothing_new"
    TOO_FEW = "too_few"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class LearningResult:
    """`card` is the candidate's, where one was trained."""

    verdict: LearningVerdict
    card: ModelCard | None = None


@dataclass(frozen=True, slots=True)
class ClassifierLearningService:
    """Vectors come from the store as they are; nothing is embedded again."""

    store: VectorStore
    desks: DeskStore
    classifiers: ClassifierStore
    clock: Clock

    def learn_classifier(self) -> LearningResult:
        """Safe to repeat: with nothing new since the classifier in force, it does nothing.

        Looks again where another desk or classifier came into force meanwhile. Raises Conflict
        where that went on and on: nudge again.
        """
        for _ in range(MAX_ATTEMPTS - 1):
            with suppress(Conflict):
                return self._learn_once()
        return self._learn_once()

    def _learn_once(self) -> LearningResult:
        loaded = self.desks.load_current_desk()
        now = self.clock()
        serving = load_classifier_in_force(self.desks, loaded, loaded.pointer.model)
        lesson = self._read_lesson(loaded, int(now.timestamp() * 1000))
        if serving and not _is_new(lesson, serving, loaded):
            return LearningResult(LearningVerdict.NOTHING_NEW)
        enough = select_learnable(lesson)
        if enough is None:
            return LearningResult(LearningVerdict.TOO_FEW)
        version = derive_id("H-", loaded.pointer.desk, lesson.model, str(lesson.data_until))
        trained = train_classifier(enough, version, now)
        if serving and is_worse(trained, serving):
            return LearningResult(LearningVerdict.WORSE, trained.classifier.card)
        self.classifiers.serve_classifier(
            trained.classifier.card, trained.classifier.encode_to_bytes(), loaded.pointer
        )
        return LearningResult(LearningVerdict.SERVED, trained.classifier.card)

    def _read_lesson(self, loaded: LoadedDesk, now: int) -> Lesson:
        places = {category.id: place for place, category in enumerate(loaded.desk.categories)}
        precedents = select_vouched(
            document for document in self._read_precedents(loaded) if document.label in places
        )
        return Lesson(
            categories=tuple(places),
            descriptions=np.stack([loaded.descriptions[category] for category in places]),
            vectors=np.array([document.vector for document in precedents], np.float32),
            wordings=[document.wording for document in precedents],
            labels=np.array([places[document.label] for document in precedents], np.intp),
            changed_at=np.array([document.changed_at for document in precedents], np.int64),
            data_until=now,
            model=loaded.pointer.model,
            desk=loaded.pointer.desk,
        )

    def _read_precedents(self, loaded: LoadedDesk) -> Iterable[VectorDocument]:
        for department in loaded.desk.departments:
            for document in self.store.read_changes(VectorKind.PRECEDENT, department.id, 0):
                if not document.deleted:
                    yield document


def _is_new(lesson: Lesson, serving: Classifier, loaded: LoadedDesk) -> bool:
    """Whether the desk, or any precedent, changed since the classifier in force was trained, or
    since a person put it in force again.
    """
    rolled_back = loaded.pointer.rolled_back
    desk, since = (
        (rolled_back.desk, rolled_back.at)
        if rolled_back
        else (serving.card.desk, serving.card.data_until)
    )
    newer = bool((lesson.changed_at > since).any())
    return newer or desk != loaded.pointer.desk
