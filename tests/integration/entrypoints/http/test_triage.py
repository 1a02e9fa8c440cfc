from collections.abc import Iterator

import pytest

from switchyard import bootstrap
from switchyard.domain.model_card import HeldBackFigures, ModelCard, OperatingPoint, ReliabilityBin
from tests.integration.entrypoints.http.channel import ADA, LEAD, Channel
from tests.unit.usecases.triage.test_classifier import make_card

POINT = OperatingPoint(
    threshold=0.7,
    precision=0.97,
    precision_at_least=0.96,
    precision_at_most=0.98,
    coverage=0.9,
    tickets=900,
)


def make_model_card(version: str, **fields: object) -> ModelCard:
    held_back = HeldBackFigures(
        share_at_98=0.7,
        reliability=(ReliabilityBin(confidence=0.9, accuracy=0.91, tickets=60),),
        points=(POINT,),
        categories={"card_arrival": (POINT,)},
    )
    return make_card(version=version, counts={"card_arrival": 20}, held_back=held_back, **fields)


@pytest.fixture
def classifiers(channel: Channel) -> Iterator[Channel]:
    """H-2 serves, H-1 did before, and H-ODD was trained for another model."""
    desks, store = bootstrap.stores.make_desk_store(), bootstrap.stores.make_classifier_store()
    model, before = desks.read_pointer().model, desks.read_pointer()
    for day, version in enumerate(("H-ODD", "H-1", "H-2"), start=1):
        fields = {"trained_at": f"2026-11-0{day}T09:00:00+00:00"}
        model_card = make_model_card(
            version, model="other/9" if version == "H-ODD" else model, **fields
        )
        store.serve_classifier(model_card, b"weights", desks.read_pointer())
    yield channel
    store.move_pointer(
        desks.read_pointer().make_next_version(classifier=before.classifier, rolled_back=None)
    )


def test_the_dial_shows_what_each_threshold_holds_and_costs(classifiers: Channel) -> None:
    answer = classifiers.ask("GET", "/triage/operating-points", LEAD).json
    assert answer["classifier"] == "H-2"
    assert (answer["target_precision"], answer["threshold"]) == (None, 0.6)
    assert answer["points"] == [POINT.model_dump()]
    [category] = answer["categories"]
    assert (category["category"], category["threshold"]) == ("card_arrival", 0.6)


def test_heads_are_listed_with_the_one_that_serves(classifiers: Channel) -> None:
    answer = classifiers.ask("GET", "/triage/classifiers", LEAD, query={"limit": "2"}).json
    assert answer["serving"] == "H-2"
    assert [entry["version"] for entry in answer["items"]] == ["H-2", "H-1"]
    rest = classifiers.ask(
        "GET", "/triage/classifiers", LEAD, query={"cursor": answer["cursor"]}
    ).json
    assert "H-ODD" in [entry["version"] for entry in rest["items"]]


def test_a_card_has_figures_and_the_points_of_its_diagram(classifiers: Channel) -> None:
    answer = classifiers.ask("GET", "/triage/classifiers/H-1", LEAD).json
    assert answer["counts"] == {"card_arrival": 20}
    assert answer["held_back"]["reliability"] == [
        {"confidence": 0.9, "accuracy": 0.91, "tickets": 60}
    ]


def test_an_earlier_head_serves_after_one_call(classifiers: Channel) -> None:
    assert classifiers.ask("POST", "/triage/classifiers/H-1/rollback", ADA).json["version"] == "H-1"
    assert classifiers.ask("GET", "/triage/classifiers", ADA).json["serving"] == "H-1"
    assert bootstrap.stores.make_desk_store().read_pointer().rolled_back is not None


def test_a_head_for_another_model_is_refused_with_the_reason(classifiers: Channel) -> None:
    answer = classifiers.ask("POST", "/triage/classifiers/H-ODD/rollback", ADA)
    assert answer.problem == (422, "invalid")
    assert "was trained for other/9" in answer.errors["version"]
    assert classifiers.ask("GET", "/triage/classifiers", ADA).json["serving"] == "H-2"


def test_a_training_is_asked_for(classifiers: Channel) -> None:
    before = bootstrap.stores.make_desk_store().read_pointer().trainings_requested
    assert classifiers.ask("POST", "/triage/training", ADA).json == {"serving": "H-2"}
    assert bootstrap.stores.make_desk_store().read_pointer().trainings_requested == before + 1
