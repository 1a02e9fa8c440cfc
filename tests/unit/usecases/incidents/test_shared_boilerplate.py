"""Tickets that share a title, a form or a footer are not about the same for that."""

from collections.abc import Sequence
from datetime import timedelta
from typing import cast

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from switchyard.domain.desk import IncidentPolicy
from switchyard.domain.incident import RecentTicket
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.incidents.burst import Burst
from switchyard.usecases.incidents.shared_boilerplate import (
    VERDICT_KEPT_FOR,
    BoilerplateFilter,
    remove_shared_sentences,
)
from testing.tickets import InMemoryTickets
from tests.desks import NOW, make_axis_vector, make_near_vector, make_ticket

FOOTER = "Acme Ltd, 12 High Street. This message is confidential. Your case is {}."
POLICY = IncidentPolicy()
LATER = NOW + VERDICT_KEPT_FOR


def test_a_footer_is_taken_off_whatever_its_numbers() -> None:
    texts = [
        f"{sentence} {FOOTER.format(number)}"
        for number, sentence in enumerate(("Lost card.", "A fee!"))
    ]
    assert remove_shared_sentences(texts) == ["Lost card.", "A fee!"]


def test_a_title_that_some_choose_is_kept_and_one_that_most_choose_is_not() -> None:
    texts = [
        "E-mail\nIt is down.",
        "E-mail\nNo mail!",
        "Mail\nNothing comes",
        "Mailbox\nCannot log in",
    ]
    assert remove_shared_sentences(texts)[2:] == texts[2:]
    assert remove_shared_sentences(texts)[:2] == ["It is down.", "No mail!"]
    assert remove_shared_sentences([*texts[:1], *texts[2:]]) == [*texts[:1], *texts[2:]]


def test_the_same_alarm_from_many_is_all_that_they_say() -> None:
    assert remove_shared_sentences(["Server 1 is down."] * 3) == ["Server 1 is down."] * 3


@given(st.lists(st.text(max_size=80), min_size=1, max_size=12))
def test_nobody_is_left_without_words(texts: list[str]) -> None:
    shortened = remove_shared_sentences(texts)
    assert len(shortened) == len(texts)
    assert all(bool(kept) == bool(text) for kept, text in zip(shortened, texts, strict=True))


class Counting:
    name = "counting"

    def __init__(self) -> None:
        self.looks = 0

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.looks += 1
        return np.stack([make_axis_vector(number) for number, _ in enumerate(texts)])


def test_a_floods_texts_are_looked_at_once_a_minute() -> None:
    store, embedder = InMemoryTickets(), Counting()
    for number in range(20):
        store.add_ticket(
            make_ticket(f"T-{number}"), f"Own words {'abcdefghijklmnopqrst'[number]}. Footer."
        )
    recents = [RecentTicket(f"T-{row}", f"R-{row}", NOW, make_axis_vector(0)) for row in range(20)]
    burst, beside = (
        Burst(vector, recents, 10)
        for vector in (make_axis_vector(0), make_near_vector(make_axis_vector(0), 0.95))
    )
    forms = BoilerplateFilter(cast("TicketStore", store), embedder)
    assert not any(
        forms.is_burst_without_boilerplate(seen_burst, POLICY, NOW)
        for seen_burst in (burst, beside, burst)
    )
    assert embedder.looks == 1
    forms.is_burst_without_boilerplate(burst, POLICY, NOW + VERDICT_KEPT_FOR - timedelta(seconds=1))
    forms.is_burst_without_boilerplate(Burst(make_axis_vector(9), recents, 10), POLICY, NOW)
    assert embedder.looks == 2
    forms.is_burst_without_boilerplate(burst, POLICY, LATER)
    assert embedder.looks == 3
