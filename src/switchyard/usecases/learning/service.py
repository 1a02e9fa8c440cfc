"""Learns a head from what people confirmed, and serves it if it is no worse."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from switchyard.domain.errors import Conflict
from switchyard.domain.ids import derived_id
from switchyard.domain.model_card import Card
from switchyard.domain.values import Clock
from switchyard.domain.vector import Document, Kind
from switchyard.ports.desks import DeskStore
from switchyard.domain.desk_in_force import LoadedDesk
from switchyard.ports.learning import HeadStore
from switchyard.ports.search import VectorStore
from switchyard.usecases.learning.promotion_guard import is_worse
from switchyard.usecases.learning.training import Lesson, learnable, train
from switchyard.usecases.learning.vouching import vouched
from switchyard.usecases.triage.classifier import Head, head_in_force

ATTEMPTS = 3


class Verdict(StrEnum):
    """What came of learning."""

    SERVED = "served"
    NOTHING_NEW = "nothing_new"
    TOO_FEW = "too_few"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Learnt:
    """`card` is the candidate's, where one was trained."""

    verdict: Verdict
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class LearnService:
    """Vectors come from the store as they are; nothing is embedded again."""

    store: VectorStore
    desks: DeskStore
    heads: HeadStore
    clock: Clock

    def learn(self) -> Learnt:
        """Safe to repeat: with nothing new since the head in force, it does nothing.

        Looks again where another desk or head came into force meanwhile. Raises Conflict where
        that went on and on: nudge again.
        """
        for _ in range(ATTEMPTS - 1):
            with suppress(Conflict):
                return self._learn()
        return self._learn()

    def _learn(self) -> Learnt:
        loaded = self.desks.current()
        now = self.clock()
        serving = head_in_force(self.desks, loaded, loaded.pointer.model)
        lesson = self._lesson(loaded, int(now.timestamp() * 1000))
        if serving and not _is_new(lesson, serving, loaded):
            return Learnt(Verdict.NOTHING_NEW)
        enough = learnable(lesson)
        if enough is None:
            return Learnt(Verdict.TOO_FEW)
        version = derived_id("H-", loaded.pointer.desk, lesson.model, str(lesson.data_until))
        trained = train(enough, version, now)
        if serving and is_worse(trained, serving):
            return Learnt(Verdict.WORSE, trained.head.card)
        self.heads.serve(trained.head.card, trained.head.to_bytes(), loaded.pointer)
        return Learnt(Verdict.SERVED, trained.head.card)

    def _lesson(self, loaded: LoadedDesk, now: int) -> Lesson:
        places = {category.id: place for place, category in enumerate(loaded.desk.categories)}
        precedents = vouched(one for one in self._precedents(loaded) if one.label in places)
        return Lesson(
            categories=tuple(places),
            descriptions=np.stack([loaded.descriptions[category] for category in places]),
            vectors=np.array([one.vector for one in precedents], np.float32),
            wordings=[one.wording for one in precedents],
            labels=np.array([places[one.label] for one in precedents], np.intp),
            changed_at=np.array([one.changed_at for one in precedents], np.int64),
            data_until=now,
            model=loaded.pointer.model,
            desk=loaded.pointer.desk,
        )

    def _precedents(self, loaded: LoadedDesk) -> Iterable[Document]:
        for department in loaded.desk.departments:
            for document in self.store.changes(Kind.PRECEDENT, department.id, 0):
                if not document.deleted:
                    yield document


def _is_new(lesson: Lesson, serving: Head, loaded: LoadedDesk) -> bool:
    """Whether the desk, or any precedent, changed since the head in force was trained, or since a
    person put it in force again.
    """
    back = loaded.pointer.rolled_back
    desk, since = (back.desk, back.at) if back else (serving.card.desk, serving.card.data_until)
    newer = bool((lesson.changed_at > since).any())
    return newer or desk != loaded.pointer.desk
