"""Tickets that share a title, a form or a footer are not about the same for that."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from switchyard.domain.desk import IncidentPolicy
from switchyard.domain.incident import Recent
from switchyard.ml.embedding.minilm import MiniLm
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.incidents.burst import Burst, Crowd, burst
from switchyard.usecases.incidents.shared_boilerplate import HOLDS_FOR, Forms, own_words
from testing.tickets import InMemoryTickets
from tests.desks import NOW, axis, near, ticket

DATA = Path("tests/data")
FOOTER = "Acme Ltd, 12 High Street. This message is confidential. Your case is {}."
POLICY = IncidentPolicy()
LATER = NOW + HOLDS_FOR


def test_a_footer_is_taken_off_whatever_its_numbers() -> None:
    texts = [
        f"{own} {FOOTER.format(number)}" for number, own in enumerate(("Lost card.", "A fee!"))
    ]
    assert own_words(texts) == ["Lost card.", "A fee!"]


def test_a_title_that_some_choose_is_kept_and_one_that_most_choose_is_not() -> None:
    texts = [
        "E-mail\nIt is down.",
        "E-mail\nNo mail!",
        "Mail\nNothing comes",
        "Mailbox\nCannot log in",
    ]
    assert own_words(texts)[2:] == texts[2:]
    assert own_words(texts)[:2] == ["It is down.", "No mail!"]
    assert own_words([*texts[:1], *texts[2:]]) == [*texts[:1], *texts[2:]]


def test_the_same_alarm_from_many_is_all_that_they_say() -> None:
    assert own_words(["Server 1 is down."] * 3) == ["Server 1 is down."] * 3


@given(st.lists(st.text(max_size=80), min_size=1, max_size=12))
def test_nobody_is_left_without_words(texts: list[str]) -> None:
    own = own_words(texts)
    assert len(own) == len(texts)
    assert all(bool(kept) == bool(text) for kept, text in zip(own, texts, strict=True))


@pytest.fixture(scope="module")
def minilm() -> MiniLm:
    return MiniLm()


def first_hour(texts: list[str], minilm: MiniLm) -> tuple[Burst | None, Forms]:
    """Of the last ticket on a desk that knew none before."""
    store = InMemoryTickets()
    for number, text in enumerate(texts):
        store.add(ticket(f"T-{number}"), text)
    vectors = minilm.embed([one.asked for one in store.texts(list(store.tickets)).values()])
    seen = [Recent(f"T-{row}", f"R-{row}", NOW, vector) for row, vector in enumerate(vectors)]
    return burst(Crowd(seen), seen[-1], POLICY), Forms(cast("TicketStore", store), minilm)


def with_footer(texts: list[str]) -> list[str]:
    return [f"{text} {FOOTER.format(number)}" for number, text in enumerate(texts)]


def usual(count: int) -> list[str]:
    with (DATA / "banking77_small.csv").open(encoding="utf-8") as lines:
        texts = [row["text"] for row in csv.DictReader(lines)]
    return [texts[row] for row in np.random.default_rng(0).permutation(len(texts))[:count]]


def test_real_texts_with_a_new_footer_are_a_burst_that_does_not_stand(minilm: MiniLm) -> None:
    found, forms = first_hour(with_footer(usual(60)), minilm)
    assert found is not None
    assert not forms.stands_without(found, POLICY, NOW)


@pytest.mark.parametrize("footer", [True, False])
def test_an_outage_stands_with_and_without_a_footer(minilm: MiniLm, footer: bool) -> None:
    reports = (DATA / "outage.txt").read_text(encoding="utf-8").splitlines()
    found, forms = first_hour(with_footer(reports) if footer else reports, minilm)
    assert found is not None
    assert forms.stands_without(found, POLICY, NOW)


def test_a_topic_that_is_a_burst_only_by_its_form_does_not_stand(minilm: MiniLm) -> None:
    """Most are alike without the form too, but not enough of them to be more than usual."""
    reports = (DATA / "outage.txt").read_text(encoding="utf-8").splitlines()
    found, forms = first_hour(with_footer(reports), minilm)
    assert found is not None
    assert forms.stands_without(replace(found, needed=20), POLICY, NOW)
    assert not forms.stands_without(replace(found, needed=len(found.alike)), POLICY, LATER)


class Counting:
    name = "counting"

    def __init__(self) -> None:
        self.looks = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.looks += 1
        return np.stack([axis(number) for number, _ in enumerate(texts)])


def test_a_floods_texts_are_looked_at_once_a_minute() -> None:
    store, embedder = InMemoryTickets(), Counting()
    for number in range(20):
        store.add(ticket(f"T-{number}"), f"Own words {'abcdefghijklmnopqrst'[number]}. Footer.")
    recents = [Recent(f"T-{row}", f"R-{row}", NOW, axis(0)) for row in range(20)]
    found, beside = (Burst(one, recents, 10) for one in (axis(0), near(axis(0), 0.95)))
    forms = Forms(cast("TicketStore", store), embedder)
    assert not any(forms.stands_without(one, POLICY, NOW) for one in (found, beside, found))
    assert embedder.looks == 1
    forms.stands_without(found, POLICY, NOW + HOLDS_FOR - timedelta(seconds=1))
    forms.stands_without(Burst(axis(9), recents, 10), POLICY, NOW)
    assert embedder.looks == 2
    forms.stands_without(found, POLICY, LATER)
    assert embedder.looks == 3
