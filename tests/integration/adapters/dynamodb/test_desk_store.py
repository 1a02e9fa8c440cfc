"""What the store of desks owes those who use it."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

import numpy as np
import pytest

from switchyard.adapters.dynamodb.desk_store import DynamoDeskStore
from switchyard.domain.desk import (
    Category,
    Department,
    DepartmentLead,
    Desk,
    EffortPolicy,
    Rule,
    RuleActions,
    RuleCriteria,
)
from switchyard.domain.errors import NotFound
from switchyard.domain.values import Channel, Priority, Tier
from switchyard.domain.vector import Vector
from tests.fixtures.stores import build_file_store
from tests.integration.world import World

DEPARTMENT = Department(
    id="cards",
    name="Cards",
    description="All about cards",
    lead=DepartmentLead(name="Lea", email="lea@example.com"),
    mailbox="cards@example.com",
)
CATEGORY = Category(
    id="card_arrival",
    path=("Cards", "Delivery", "Arrival"),
    description="Where is my card?",
    department="cards",
    skills={"cards": 2},
)
RULE = Rule(
    name="lost",
    when=RuleCriteria(any_words=("lost",), channel=Channel.SQS),
    set=RuleActions(tier=Tier.THIRD),
)


def make_desk(name: str = "Bank") -> Desk:
    base = Desk(
        version=1,
        id="bank",
        name=name,
        default_department="cards",
        departments=(DEPARTMENT,),
        categories=(CATEGORY,),
        rules=(RULE,),
    )
    effort = EffortPolicy(
        tier={Tier.FIRST: 2, Tier.SECOND: 3, Tier.THIRD: 4}, priority={Priority.LOW: 1}
    )
    policy = base.assignment.model_copy(update={"effort": effort})
    return base.model_copy(update={"assignment": policy})


def make_descriptions(seed: int = 1) -> dict[str, Vector]:
    return {"card_arrival": np.random.default_rng(seed).random(384, dtype=np.float32)}


@pytest.fixture
def store(world: World) -> DynamoDeskStore:
    return make_fresh_store(
        DynamoDeskStore(world.database, world.desk, build_file_store(world.aws), "minilm")
    )


def make_fresh_store(store: DynamoDeskStore) -> DynamoDeskStore:
    """As another process sees it: nothing is cached."""
    return DynamoDeskStore(store.database, store.table, store.files, store.model)


def test_before_the_first_desk_there_is_none(store: DynamoDeskStore) -> None:
    for ask in (store.read_pointer, store.load_current_desk, store.read_desk_in_force):
        with pytest.raises(NotFound, match="drop a desk file"):
            ask()
    with pytest.raises(NotFound):
        store.read_classifier("H-1")


def test_a_desk_is_in_force_as_it_was_activated(store: DynamoDeskStore) -> None:
    pointer = store.activate_desk(make_desk(), make_descriptions(), "2026-11-21")
    assert (pointer.version, pointer.classifier, pointer.model) == (1, "", "minilm")
    for reader in (store, make_fresh_store(store)):
        loaded = reader.load_current_desk()
        assert loaded.pointer == reader.read_pointer() == pointer
        assert loaded.desk == reader.read_desk_in_force().desk == make_desk()
        assert np.array_equal(
            loaded.descriptions["card_arrival"], make_descriptions()["card_arrival"]
        )


def test_the_same_desk_twice_is_in_force_once(store: DynamoDeskStore) -> None:
    first = store.activate_desk(make_desk(), make_descriptions(), "2026-11-21")
    assert store.activate_desk(make_desk(), make_descriptions(), "2026-11-21") == first


def test_a_later_drop_replaces_and_an_earlier_one_does_not(store: DynamoDeskStore) -> None:
    store.activate_desk(make_desk("one"), make_descriptions(), "2026-11-20")
    store.activate_desk(make_desk("three"), make_descriptions(3), "2026-11-22")
    kept = store.activate_desk(make_desk("two"), make_descriptions(), "2026-11-21")
    assert kept.dropped_at == "2026-11-22"
    assert (
        store.load_current_desk().desk.name
        == make_fresh_store(store).read_desk_in_force().desk.name
        == "three"
    )


def test_the_same_desk_dropped_later_bars_what_was_dropped_between(store: DynamoDeskStore) -> None:
    store.activate_desk(make_desk("one"), make_descriptions(), "2026-11-20")
    store.activate_desk(make_desk("one"), make_descriptions(), "2026-11-22")
    store.activate_desk(make_desk("two"), make_descriptions(), "2026-11-21")
    assert store.read_desk_in_force().desk.name == "one"


def test_a_desk_is_read_once_a_version(store: DynamoDeskStore) -> None:
    store.activate_desk(make_desk(), make_descriptions(), "2026-11-21")
    assert store.load_current_desk().desk is store.load_current_desk().desk
    assert store.load_current_desk().descriptions is store.load_current_desk().descriptions
    store.activate_desk(make_desk("next"), make_descriptions(2), "2026-11-22")
    assert store.load_current_desk().desk.name == "next"
    assert np.array_equal(
        store.load_current_desk().descriptions["card_arrival"], make_descriptions(2)["card_arrival"]
    )


def test_desks_that_are_dropped_all_at_once_leave_the_latest(
    store: DynamoDeskStore,
) -> None:
    drops = [(f"desk {day}", f"2026-11-{day:02}") for day in range(1, 9)]

    def drop(named: tuple[str, str]) -> None:
        name, dropped_at = named
        make_fresh_store(store).activate_desk(make_desk(name), make_descriptions(), dropped_at)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(drop, Random(1).sample(drops, len(drops))))
    assert store.read_desk_in_force().desk.name == "desk 8"
