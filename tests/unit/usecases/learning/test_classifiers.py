from dataclasses import replace

import pytest

from switchyard.domain.desk import TriagePolicy
from switchyard.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from switchyard.domain.model_card import ModelCard
from switchyard.domain.viewer import Role, Viewer
from switchyard.usecases.learning.classifiers import ClassifierService
from switchyard.usecases.learning.service import LearningVerdict
from tests.unit.usecases.learning.test_service import Learning
from tests.unit.usecases.triage.test_classifier import make_card

ADMIN = Viewer(Role.ADMIN, "ada@example.com")
LEAD = Viewer(Role.LEAD, "lea@example.com", departments=frozenset({"cards"}))
AGENT = Viewer(Role.AGENT, "al@example.com", departments=frozenset({"cards"}))


class Versions(Learning):
    """Two classifiers, of which the second serves."""

    def __init__(self) -> None:
        super().__init__()
        self.people = ClassifierService(self.classifiers, self.desks, lambda: self.now)
        self.first = self.learn_version()
        self.pass_an_hour()
        self.confirm_tickets("opening_hours", 12, 3, at=self.now)
        self.pass_an_hour()
        self.second = self.learn_version()
        self.pass_an_hour()

    def learn_version(self) -> str:
        assert self.service.learn_classifier().verdict is LearningVerdict.SERVED
        return self.desks.read_pointer().classifier


@pytest.fixture
def versions() -> Versions:
    return Versions()


def test_heads_are_listed_newest_first(versions: Versions) -> None:
    listed = versions.people.list_versions(LEAD, "", 10).items
    assert [summary.version for summary in listed] == [versions.second, versions.first]
    assert versions.people.read_serving_version() == versions.second


def test_a_card_says_what_was_learnt_and_how_well(versions: Versions) -> None:
    card = versions.people.read_card(versions.second, LEAD)
    assert card.counts["opening_hours"] == 12
    assert card.held_back.points[-1].coverage == 1
    assert sum(bucket.tickets for bucket in card.held_back.reliability) == card.examples


def test_an_earlier_head_is_put_in_force_in_one_call(versions: Versions) -> None:
    versions.people.roll_back(versions.first, ADMIN)
    assert versions.people.read_serving_version() == versions.first
    moved = versions.desks.read_pointer()
    assert versions.people.roll_back(versions.first, ADMIN).version == versions.first
    assert versions.desks.read_pointer() == moved


def test_no_training_overrules_a_rollback_until_something_is_new(versions: Versions) -> None:
    versions.people.roll_back(versions.first, ADMIN)
    for _ in range(2):
        versions.pass_an_hour()
        versions.people.request_training(ADMIN)
        assert versions.service.learn_classifier().verdict is LearningVerdict.NOTHING_NEW
    assert versions.people.read_serving_version() == versions.first
    versions.confirm_tickets("opening_hours", 12, 3, at=versions.now)
    versions.pass_an_hour()
    assert versions.service.learn_classifier().verdict is LearningVerdict.SERVED
    assert versions.desks.read_pointer().rolled_back is None


def test_another_desk_file_is_something_new(versions: Versions) -> None:
    versions.people.roll_back(versions.first, ADMIN)
    moved = versions.desks.read_pointer().make_next_version(desk="D-2")
    versions.desks.loaded = replace(versions.desks.loaded, pointer=moved)
    assert versions.service.learn_classifier().verdict is LearningVerdict.SERVED


def test_a_rollback_under_a_newer_desk_file_stays(versions: Versions) -> None:
    moved = versions.desks.read_pointer().make_next_version(desk="D-2")
    versions.desks.loaded = replace(versions.desks.loaded, pointer=moved)
    versions.learn_version()
    versions.pass_an_hour()
    versions.people.roll_back(versions.first, ADMIN)
    assert versions.service.learn_classifier().verdict is LearningVerdict.NOTHING_NEW


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"model": "other/2"}, "trained for other/2"),
        ({"counts": {"card_arrival": 9, "gone": 9}}, "has not: gone"),
        ({"format": 0}, "has format 0"),
    ],
)
def test_a_head_that_does_not_fit_is_refused(
    versions: Versions, fields: dict[str, object], says: str
) -> None:
    odd: ModelCard = make_card(**{"version": "H-ODD", "counts": {"card_arrival": 9}, **fields})
    versions.classifiers.cards["H-ODD"] = odd
    with pytest.raises(InvalidInput, match=says):
        versions.people.roll_back("H-ODD", ADMIN)
    assert versions.people.read_serving_version() == versions.second


def test_a_rollback_gives_way_to_a_desk_that_came_meanwhile(
    versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = versions.desks.read_desk_in_force()
    versions.people.request_training(ADMIN)
    monkeypatch.setattr(versions.desks, "read_desk_in_force", lambda: stale)
    with pytest.raises(Conflict):
        versions.people.roll_back(versions.first, ADMIN)


def test_a_training_is_asked_for_by_moving_the_pointer(versions: Versions) -> None:
    before = versions.desks.read_pointer()
    versions.people.request_training(ADMIN)
    assert versions.desks.read_pointer() == before.make_next_version(trainings_requested=1)


def test_the_curve_says_where_the_desk_stands(versions: Versions) -> None:
    assert versions.people.read_curve(LEAD).confidence_threshold.usual == 0.6
    policy = TriagePolicy(target_precision=0.9)
    wanting = versions.desks.loaded.desk.model_copy(update={"triage": policy})
    versions.desks.loaded = replace(versions.desks.loaded, desk=wanting)
    curve = versions.people.read_curve(LEAD)
    assert curve.card.version == versions.second
    assert (curve.confidence_threshold.wanted, curve.confidence_threshold.usual < 1) == (0.9, True)


def test_before_the_first_head_there_is_no_curve() -> None:
    learning = Learning()
    with pytest.raises(NotFound, match="no classifier serves yet"):
        ClassifierService(learning.classifiers, learning.desks, lambda: learning.now).read_curve(
            ADMIN
        )


def test_agents_look_at_no_heads_and_leads_change_none(versions: Versions) -> None:
    people = versions.people
    for look in (
        lambda: people.read_curve(AGENT),
        lambda: people.list_versions(AGENT, "", 10),
        lambda: people.read_card(versions.first, AGENT),
        lambda: people.roll_back(versions.first, LEAD),
        lambda: people.request_training(LEAD),
    ):
        with pytest.raises(Forbidden):
            look()
