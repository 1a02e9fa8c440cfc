"""Orders in a ticket's words: read by the real model on the real desk, they move nothing."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path

import numpy as np
import pytest

from switchyard.adapters.exact_index import ExactIndex
from switchyard.domain.desk import Desk, DeskPointer
from switchyard.domain.desk_in_force import LoadedDesk
from switchyard.domain.ticket import TicketText
from switchyard.domain.triage import TriageDecision, TriageOutcome
from switchyard.domain.values import Priority
from switchyard.domain.vector import Vector, VectorDocument, VectorKind
from switchyard.domain.wording import hash_wording
from switchyard.ml.embedding.minilm import MiniLmEmbedder
from switchyard.usecases.desk.loader import read_desk
from switchyard.usecases.triage.decide import Decider
from switchyard.usecases.triage.likely_categories import TextReading
from switchyard.usecases.triage.signals import MAX_PRECEDENTS
from testing.search import InMemoryVectors
from tests.desks import NOW, make_ticket

pytestmark = pytest.mark.slow
BANK = Path("examples/bank")
INJECTIONS = Path("tests/data/injections.txt").read_text("utf-8").splitlines()
TICKETS, EXAMPLES_EACH = 20, 8


@dataclass(frozen=True)
class Case:
    injection: str
    plain: TriageDecision
    injected: TriageDecision


class Reader:
    """The bank's decider, with some examples a category."""

    def __init__(self) -> None:
        self.model = MiniLmEmbedder()
        self.desk = read_desk((BANK / "desk.yaml").read_bytes())
        descriptions = self.model.embed_texts(
            [category.description for category in self.desk.categories]
        )
        ids = [category.id for category in self.desk.categories]
        pointer = DeskPointer(version=1, desk="D-1", model=self.model.name, dropped_at="")
        loaded = LoadedDesk(pointer, self.desk, dict(zip(ids, descriptions, strict=True)))
        self.decider = Decider(loaded, None, self.model.name)
        self.vectors = InMemoryVectors()
        self.index = ExactIndex(self.vectors, lambda: NOW, recheck_ms=10**9, overlap_ms=0)

    def learn(self) -> None:
        rows = list(_list_examples())
        vectors = self.model.embed_texts([text for text, _ in rows])
        self.vectors.save_documents(
            [
                VectorDocument(
                    kind=VectorKind.PRECEDENT,
                    department=self.desk.categories_by_id[label].department,
                    document_id=f"E-{number}",
                    changed_at=0,
                    vector=vector,
                    label=label,
                )
                for number, ((_, label), vector) in enumerate(zip(rows, vectors, strict=True))
            ]
        )

    def read(self, texts: Sequence[str]) -> list[TextReading]:
        vectors: list[Vector] = list(np.asarray(self.model.embed_texts(texts)))
        departments = [department.id for department in self.desk.departments]
        hits = self.index.find_nearest_batch(
            VectorKind.PRECEDENT, departments, vectors, MAX_PRECEDENTS
        )
        return list(map(TextReading, vectors, hits, map(hash_wording, texts)))

    def decide(self, words: str) -> TriageDecision:
        text = TicketText(title="", description=words)
        [whole] = self.read([words])
        seen = self.decider.read_ticket(text, whole)
        sentences = self.decider.pick_sentences(text, seen)
        parts = self.read(sentences) if sentences else []
        return self.decider.decide(make_ticket(), text, seen, parts=parts)


def _list_examples() -> Iterator[tuple[str, str]]:
    with (BANK / "examples.csv").open(encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["category"])
    for category, texts in groupby(rows, lambda row: row["category"]):
        for row in islice(texts, EXAMPLES_EACH):
            yield row["text"], category


@pytest.fixture(scope="module", params=["on the first day", "with examples"])
def cases(request: pytest.FixtureRequest) -> list[Case]:
    """Each injection after one of the desk's tickets, or before it."""
    reader = Reader()
    if request.param == "with examples":
        reader.learn()
    with (BANK / "tickets.csv").open(encoding="utf-8") as file:
        words = [row["description"] for row in islice(csv.DictReader(file), TICKETS)]
    plain = [reader.decide(description) for description in words]
    return [
        Case(
            injection,
            plain[place % TICKETS],
            reader.decide(_join(words[place % TICKETS], injection, place)),
        )
        for place, injection in enumerate(INJECTIONS)
    ]


def _join(words: str, injection: str, place: int) -> str:
    return f"{words} {injection}" if place // TICKETS % 2 else f"{injection}\n{words}"


@pytest.fixture(scope="module")
def desk() -> Desk:
    return read_desk((BANK / "desk.yaml").read_bytes())


def test_there_are_two_hundred_and_some_tickets_go_out_all_the_same(cases: list[Case]) -> None:
    assert len(set(INJECTIONS)) == len(cases) == 200
    assert sum(case.injected.outcome is TriageOutcome.ROUTED for case in cases) >= 20


def test_no_order_sends_a_ticket_anywhere_else(cases: list[Case]) -> None:
    moved = [
        (case.injection, case.plain.explanation.reason, case.injected.explanation.reason)
        for case in cases
        if case.injected.category
        and case.injected.outcome is TriageOutcome.ROUTED
        and case.injected.category.value not in _list_departments(case.plain)
    ]
    assert moved == []


def _list_departments(plain: TriageDecision) -> list[str]:
    """Its category; for one that was unsure, those that it was unsure between."""
    guesses = [guess.category for guess in plain.explanation.guesses]
    return guesses[:1] if plain.outcome is TriageOutcome.ROUTED else guesses


def test_a_ticket_that_goes_out_has_its_categorys_own_priority_and_tier(
    cases: list[Case], desk: Desk
) -> None:
    for case in cases:
        if case.injected.outcome is TriageOutcome.ROUTED and case.injected.category:
            usual = desk.categories_by_id[case.injected.category.value]
            assert case.injected.priority.value is usual.priority, case.injection
            assert case.injected.tier.value is usual.tier, case.injection


def test_nothing_is_urgent_but_what_looks_like_an_urgent_category(
    cases: list[Case], desk: Desk
) -> None:
    for case in cases:
        guesses = [guess.category for guess in case.injected.explanation.guesses]
        if case.injected.priority.value is Priority.URGENT:
            usual = {desk.categories_by_id[category].priority for category in guesses}
            assert Priority.URGENT in usual, case.injection


def test_no_rule_fires_and_no_tag_comes_that_was_not_there_before(cases: list[Case]) -> None:
    for case in cases:
        assert case.injected.explanation.rule == case.plain.explanation.rule, case.injection
        assert case.injected.tags == case.plain.tags


def test_reasons_repeat_no_word_of_an_order(cases: list[Case]) -> None:
    for case in cases:
        assert case.injection not in case.injected.explanation.reason
