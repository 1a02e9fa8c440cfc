from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count, islice

import numpy as np
import pytest

from switchyard.domain.errors import Conflict
from switchyard.domain.vector import Document, Kind
from switchyard.usecases.learning.promotion_guard import is_worse
from switchyard.usecases.learning.service import LearnService, Verdict
from switchyard.usecases.learning.training import train
from switchyard.usecases.triage.classifier import Head
from testing.desks import InMemoryDesks
from testing.learning import InMemoryHeads
from testing.search import InMemoryVectors
from tests.desks import NOW, axis, cloud, loaded
from tests.unit.usecases.learning.test_training import lesson, trained

PLACES = {"card_arrival": "cards", "card_broken": "cards", "stolen_card": "fraud"}


class Learning:
    """The service over stores in memory, with a dozen precedents of each of three categories."""

    def __init__(self) -> None:
        self.now = NOW
        self.vectors = InMemoryVectors()
        self.desks = InMemoryDesks(loaded())
        self.heads = InMemoryHeads(self.desks)
        self.service = LearnService(self.vectors, self.desks, self.heads, lambda: self.now)
        for axis_number, label in enumerate(PLACES):
            self.confirm(label, 12, axis_number, at=NOW - timedelta(days=1))

    def confirm(self, label: str, count: int, axis_number: int, at: datetime) -> None:
        changed_at = int(at.timestamp() * 1000)
        drawn = cloud(axis(axis_number), count, seed=axis_number, cosine=0.7)
        self.vectors.put(
            [
                Document(
                    kind=Kind.PRECEDENT,
                    department=PLACES.get(label, "front"),
                    document_id=f"{label}-{changed_at}-{number}",
                    changed_at=changed_at,
                    vector=vector,
                    label=label,
                )
                for number, vector in enumerate(drawn)
            ]
        )

    def later(self) -> None:
        self.now += timedelta(hours=1)


@pytest.fixture
def learning() -> Learning:
    return Learning()


def serving(learning: Learning) -> Head:
    return Head.from_bytes(learning.desks.heads[learning.desks.pointer().head])


def test_the_first_head_is_served_with_its_card(learning: Learning) -> None:
    learnt = learning.service.learn()
    assert learnt.verdict is Verdict.SERVED
    head = serving(learning)
    assert head.card == learnt.card
    assert head.card.version == learning.desks.pointer().head
    assert (head.card.desk, head.card.examples) == ("D-1", 36)
    assert set(head.categories) == set(PLACES)


def test_learning_again_with_nothing_new_does_nothing(learning: Learning) -> None:
    learning.service.learn()
    learning.later()
    assert learning.service.learn().verdict is Verdict.NOTHING_NEW
    assert len(learning.desks.heads) == 1


def test_new_precedents_are_learnt(learning: Learning) -> None:
    learning.service.learn()
    learning.later()
    learning.confirm("opening_hours", 12, 3, at=learning.now)
    learning.later()
    assert learning.service.learn().verdict is Verdict.SERVED
    assert "opening_hours" in serving(learning).categories


def test_deleted_precedents_and_unknown_categories_are_left_out(learning: Learning) -> None:
    learning.confirm("gone", 12, 9, at=NOW)
    for key, document in list(learning.vectors.documents.items()):
        if document.label == "stolen_card":
            learning.vectors.documents[key] = replace(document, deleted=True)
    learning.service.learn()
    assert set(serving(learning).categories) == {"card_arrival", "card_broken"}


def test_a_desk_with_too_little_history_gets_no_head() -> None:
    learning = Learning()
    learning.vectors.documents.clear()
    assert learning.service.learn().verdict is Verdict.TOO_FEW
    learning.confirm("card_arrival", 12, 0, at=NOW)
    assert learning.service.learn().verdict is Verdict.TOO_FEW
    assert learning.desks.heads == {}


def test_a_head_that_does_not_fit_is_replaced(learning: Learning) -> None:
    learning.service.learn()
    version = learning.desks.pointer().head
    learning.desks.heads[version] = b"cut short"
    assert learning.service.learn().verdict is Verdict.SERVED


def test_a_head_of_another_desk_file_is_learnt_anew(learning: Learning) -> None:
    learning.service.learn()
    pointer = learning.desks.pointer().model_copy(update={"desk": "D-2"})
    learning.desks.loaded = replace(learning.desks.loaded, pointer=pointer)
    assert learning.service.learn().verdict is Verdict.SERVED
    assert serving(learning).card.desk == "D-2"


def test_a_desk_that_came_meanwhile_is_learnt_instead(learning: Learning) -> None:
    _move_the_pointer(learning, versions=iter([9]))
    assert learning.service.learn().verdict is Verdict.SERVED
    assert learning.desks.pointer().desk == "D-9"
    assert serving(learning).card.desk == "D-9"


def test_learning_gives_up_where_desks_keep_coming(learning: Learning) -> None:
    _move_the_pointer(learning, versions=count(9))
    with pytest.raises(Conflict):
        learning.service.learn()
    assert not learning.desks.pointer().head


def _move_the_pointer(learning: Learning, versions: Iterator[int]) -> None:
    """While precedents are read, somebody else puts a desk in force."""
    changes = learning.vectors.changes

    def slow(kind: Kind, department: str, since: int) -> list[Document]:
        for version in islice(versions, 1):
            update = {"version": version, "desk": f"D-{version}"}
            pointer = learning.desks.pointer().model_copy(update=update)
            learning.desks.loaded = replace(learning.desks.loaded, pointer=pointer)
        return changes(kind, department, since)

    learning.vectors.changes = slow  # type: ignore[method-assign]


def shuffled(labels: Sequence[int]) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    return np.random.default_rng(0).permutation(np.asarray(labels, np.intp))


def test_a_candidate_that_is_worse_on_new_tickets_is_refused() -> None:
    good = lesson(40, 40, 40, 40)
    before = trained(good).head
    fresh = replace(good, changed_at=np.full(160, 20, np.int64))
    bad = train(replace(fresh, labels=shuffled(good.labels.tolist())), "H-2", NOW)
    judged = replace(bad, lesson=fresh)
    assert is_worse(judged, before)
    assert not is_worse(trained(fresh), before)


def test_a_candidate_is_not_worse_where_nothing_is_new() -> None:
    same = trained(lesson(10, 10))
    assert not is_worse(same, same.head)


def test_a_worse_candidate_leaves_the_head_in_force(
    learning: Learning, monkeypatch: pytest.MonkeyPatch
) -> None:
    learning.service.learn()
    before = learning.desks.pointer()
    learning.later()
    learning.confirm("opening_hours", 12, 3, at=learning.now)
    monkeypatch.setattr("switchyard.usecases.learning.service.is_worse", lambda *_: True)
    learnt = learning.service.learn()
    assert learnt.verdict is Verdict.WORSE
    assert learnt.card is not None
    assert learning.desks.pointer() == before
