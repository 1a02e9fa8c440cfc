"""A footer alone makes no burst: real texts, read by the real model."""

import csv
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from switchyard.domain.incident import RecentTicket
from switchyard.ml.embedding.minilm import MiniLmEmbedder
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.incidents.burst import Burst, RecentVectors, find_burst
from switchyard.usecases.incidents.shared_boilerplate import BoilerplateFilter
from testing.tickets import InMemoryTickets
from tests.desks import NOW, make_ticket
from tests.unit.usecases.incidents.test_shared_boilerplate import FOOTER, LATER, POLICY

DATA = Path("tests/data")


def find_first_burst(
    texts: list[str], minilm: MiniLmEmbedder
) -> tuple[Burst | None, BoilerplateFilter]:
    """Of the last ticket on a desk that knew none before."""
    store = InMemoryTickets()
    for number, text in enumerate(texts):
        store.add_ticket(make_ticket(f"T-{number}"), text)
    vectors = minilm.embed_texts(
        [ticket_text.request for ticket_text in store.read_texts(list(store.tickets)).values()]
    )
    seen = [RecentTicket(f"T-{row}", f"R-{row}", NOW, vector) for row, vector in enumerate(vectors)]
    return find_burst(RecentVectors(seen), seen[-1], POLICY), BoilerplateFilter(
        cast("TicketStore", store), minilm
    )


def add_footer(texts: list[str]) -> list[str]:
    return [f"{text} {FOOTER.format(number)}" for number, text in enumerate(texts)]


def list_usual_texts(count: int) -> list[str]:
    with (DATA / "banking77_small.csv").open(encoding="utf-8") as lines:
        texts = [row["text"] for row in csv.DictReader(lines)]
    return [texts[row] for row in np.random.default_rng(0).permutation(len(texts))[:count]]


def test_real_texts_with_a_new_footer_are_a_burst_that_does_not_stand(
    minilm: MiniLmEmbedder,
) -> None:
    burst, forms = find_first_burst(add_footer(list_usual_texts(60)), minilm)
    assert burst is not None
    assert not forms.is_burst_without_boilerplate(burst, POLICY, NOW)


@pytest.mark.parametrize("footer", [True, False])
def test_an_outage_stands_with_and_without_a_footer(minilm: MiniLmEmbedder, footer: bool) -> None:
    reports = (DATA / "outage.txt").read_text(encoding="utf-8").splitlines()
    burst, forms = find_first_burst(add_footer(reports) if footer else reports, minilm)
    assert burst is not None
    assert forms.is_burst_without_boilerplate(burst, POLICY, NOW)


def test_a_topic_that_is_a_burst_only_by_its_form_does_not_stand(minilm: MiniLmEmbedder) -> None:
    """Most are alike without the form too, but not enough of them to be more than usual."""
    reports = (DATA / "outage.txt").read_text(encoding="utf-8").splitlines()
    burst, forms = find_first_burst(add_footer(reports), minilm)
    assert burst is not None
    assert forms.is_burst_without_boilerplate(replace(burst, needed=20), POLICY, NOW)
    assert not forms.is_burst_without_boilerplate(
        replace(burst, needed=len(burst.similar_tickets)), POLICY, LATER
    )
