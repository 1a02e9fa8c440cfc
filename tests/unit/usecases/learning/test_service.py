from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count, islice

import numpy as np
import pytest

from switchyard.domain.errors import Conflict
from switchyard.domain.vector import VectorDocument, VectorKind
from switchyard.usecases.learning.promotion_guard import is_worse
from switchyard.usecases.learning.service import ClassifierLearningService, LearningVerdict
from switchyard.usecases.learning.training import train_classifier
from switchyard.usecases.triage.classifier import Classifier
from testing.desks import InMemoryDesks
from testing.learning import InMemoryClassifiers
from testing.search import InMemoryVectors
from tests.desks import NOW, load_made_desk, make_axis_vector, make_cloud
from tests.unit.usecases.learning.test_training import make_lesson, train_lesson

PLACES = {"card_arrival": "cards", "card_broken": "cards", "stolen_card": "fraud"}


class Learning:
    """The service over stores in memory, with a dozen precedents of each of three categories."""

    def __init__(self) -> None:
        self.now = NOW
        self.vectors = InMemoryVectors()
        self.desks = InMemoryDesks(load_made_desk())
        self.classifiers = InMemoryClassifiers(self.desks)
        self.service = ClassifierLearningService(
            self.vectors, self.desks, self.classifiers, lambda: self.now
        )
        for axis_number, label in enumerate(PLACES):
            self.confirm_tickets(label, 12, axis_number, at=NOW - timedelta(days=1))

    def confirm_tickets(self, label: str, count: int, axis_number: int, at: datetime) -> None:
        changed_at = int(at.timestamp() * 1000)
        drawn = make_cloud(make_axis_vector(axis_number), count, seed=axis_number, cosine=0.7)
        self.vectors.save_documents(
            [
                VectorDocument(
                    kind=VectorKind.PRECEDENT,
                    department=PLACES.get(label, "front"),
                    document_id=f"{label}-{changed_at}-{number}",
                    changed_at=changed_at,
                    vector=vector,
                    label=label,
                )
                for number, vector in enumerate(drawn)
            ]
        )

    def pass_an_hour(self) -> None:
        self.now += timedelta(hours=1)


@pytest.fixture
def learning() -> Learning:
    return Learning()


def read_serving_classifier(learning: Learning) -> Classifier:
    return Classifier.decode_from_bytes(
        learning.desks.classifiers[learning.desks.read_pointer().classifier]
    )


def test_the_first_head_is_served_with_its_card(learning: Learning) -> None:
    learnt = learning.service.learn_classifier()
    assert learnt.verdict is LearningVerdict.SERVED
    classifier = read_serving_classifier(learning)
    assert classifier.card == learnt.card
    assert classifier.card.version == learning.desks.read_pointer().classifier
    assert (classifier.card.desk, classifier.card.examples) == ("D-1", 36)
    assert set(classifier.categories) == set(PLACES)


def test_learning_again_with_nothing_new_does_nothing(learning: Learning) -> None:
    learning.service.learn_classifier()
    learning.pass_an_hour()
    assert learning.service.learn_classifier().verdict is LearningVerdict.NOTHING_NEW
    assert len(learning.desks.classifiers) == 1


def test_new_precedents_are_learnt(learning: Learning) -> None:
    learning.service.learn_classifier()
    learning.pass_an_hour()
    learning.confirm_tickets("opening_hours", 12, 3, at=learning.now)
    learning.pass_an_hour()
    assert learning.service.learn_classifier().verdict is LearningVerdict.SERVED
    assert "opening_hours" in read_serving_classifier(learning).categories


def test_deleted_precedents_and_unknown_categories_are_left_out(learning: Learning) -> None:
    learning.confirm_tickets("gone", 12, 9, at=NOW)
    for key, document in list(learning.vectors.documents.items()):
        if document.label == "stolen_card":
            learning.vectors.documents[key] = replace(document, deleted=True)
    learning.service.learn_classifier()
    assert set(read_serving_classifier(learning).categories) == {"card_arrival", "card_broken"}


def test_a_desk_with_too_little_history_gets_no_head() -> None:
    learning = Learning()
    learning.vectors.documents.clear()
    assert learning.service.learn_classifier().verdict is LearningVerdict.TOO_FEW
    learning.confirm_tickets("card_arrival", 12, 0, at=NOW)
    assert learning.service.learn_classifier().verdict is LearningVerdict.TOO_FEW
    assert learning.desks.classifiers == {}


def test_a_head_that_does_not_fit_is_replaced(learning: Learning) -> None:
    learning.service.learn_classifier()
    version = learning.desks.read_pointer().classifier
    learning.desks.classifiers[version] = b"cut short"
    assert learning.service.learn_classifier().verdict is LearningVerdict.SERVED


def test_a_head_of_another_desk_file_is_learnt_anew(learning: Learning) -> None:
    learning.service.learn_classifier()
    pointer = learning.desks.read_pointer().model_copy(update={"desk": "D-2"})
    learning.desks.loaded = replace(learning.desks.loaded, pointer=pointer)
    assert learning.service.learn_classifier().verdict is LearningVerdict.SERVED
    assert read_serving_classifier(learning).card.desk == "D-2"


def test_a_desk_that_came_meanwhile_is_learnt_instead(learning: Learning) -> None:
    _move_the_pointer(learning, versions=iter([9]))
    assert learning.service.learn_classifier().verdict is LearningVerdict.SERVED
    assert learning.desks.read_pointer().desk == "D-9"
    assert read_serving_classifier(learning).card.desk == "D-9"


def test_learning_gives_up_where_desks_keep_coming(learning: Learning) -> None:
    _move_the_pointer(learning, versions=count(9))
    with pytest.raises(Conflict):
        learning.service.learn_classifier()
    assert not learning.desks.read_pointer().classifier


def _move_the_pointer(learning: Learning, versions: Iterator[int]) -> None:
    """While precedents are read, somebody else puts a desk in force."""
    changes = learning.vectors.read_changes

    def read_slowly(kind: VectorKind, department: str, since: int) -> list[VectorDocument]:
        for version in islice(versions, 1):
            update = {"version": version, "desk": f"D-{version}"}
            pointer = learning.desks.read_pointer().model_copy(update=update)
            learning.desks.loaded = replace(learning.desks.loaded, pointer=pointer)
        return changes(kind, department, since)

    learning.vectors.read_changes = read_slowly  # type: ignore[method-assign]


def shuffle_labels(labels: Sequence[int]) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    return np.random.default_rng(0).permutation(np.asarray(labels, np.intp))


def test_a_candidate_that_is_worse_on_new_tickets_is_refused() -> None:
    good = make_lesson(40, 40, 40, 40)
    before = train_lesson(good).classifier
    fresh = replace(good, changed_at=np.full(160, 20, np.int64))
    bad = train_classifier(replace(fresh, labels=shuffle_labels(good.labels.tolist())), "H-2", NOW)
    judged = replace(bad, lesson=fresh)
    assert is_worse(judged, before)
    assert not is_worse(train_lesson(fresh), before)


def test_a_candidate_is_not_worse_where_nothing_is_new() -> None:
    same = train_lesson(make_lesson(10, 10))
    assert not is_worse(same, same.classifier)


def test_a_worse_candidate_leaves_the_head_in_force(
    learning: Learning, monkeypatch: pytest.MonkeyPatch
) -> None:
    learning.service.learn_classifier()
    before = learning.desks.read_pointer()
    learning.pass_an_hour()
    learning.confirm_tickets("opening_hours", 12, 3, at=learning.now)
    monkeypatch.setattr("switchyard.usecases.learning.service.is_worse", lambda *_: True)
    learnt = learning.service.learn_classifier()
    assert learnt.verdict is LearningVerdict.WORSE
    assert learnt.card is not None
    assert learning.desks.read_pointer() == before
