"""One agent alone cannot move a category, however many tickets they correct; two can."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench.quality import desks
from bench.quality.data import Split, embedded
from bench.quality.serving import TICKET, precedent
from switchyard.adapters.exact_index import ExactIndex
from switchyard.desk.ports import LoadedDesk
from switchyard.embedding.minilm import MiniLm
from switchyard.learning.service import LearnService, Verdict
from switchyard.search.model import CORRECTION, Document, Kind
from switchyard.tickets.model import TicketText
from switchyard.triage.decide import Decider
from switchyard.triage.head import Head
from switchyard.triage.neighbours import PRECEDENTS
from tests.desks import NOW, triaged
from tests.memory import MemoryDesks, MemoryHeads, MemoryVectors

FILE = Path(__file__).parents[2] / "data" / "banking77_small.csv"
STOLEN = 8
MALLORY, MARVIN = "mallory@example.com", "marvin@example.com"


class Bank:
    """Twelve categories with ten examples each; `victim` loses its tickets to `thief`."""

    def __init__(self) -> None:
        embedder = MiniLm()
        with FILE.open(newline="", encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines))
        self.examples = _split([row for row in rows if row["split"] == "train"], embedder)
        self.tickets = _split([row for row in rows if row["split"] == "test"], embedder)
        self.desk = _desk(self.examples.labels, embedder)
        self.victim, self.thief = self._far_apart()

    def _far_apart(self) -> tuple[str, str]:
        """An honest mistake is near; the two whose examples are least alike are an attack."""
        labels = sorted(set(self.examples.labels))
        means = np.stack(
            [self.examples.vectors[_of(self.examples, one)].mean(axis=0) for one in labels]
        )
        first, second = divmod(int((means @ means.T).argmin()), len(labels))
        return labels[first], labels[second]

    def kept(self, corrections: Sequence[Document]) -> float:
        """The share of the victim's other tickets that still get there, after learning."""
        store, memory = MemoryVectors(), MemoryDesks(self.desk)
        store.put([*self._taught(), *corrections])
        learnt = LearnService(store, memory, MemoryHeads(memory), lambda: NOW).learn()
        assert learnt.verdict is Verdict.SERVED
        head = Head.from_bytes(memory.head(memory.pointer().head))
        decider = Decider(self.desk, head, self.desk.pointer.model)
        index = ExactIndex(store, lambda: NOW, recheck_ms=1000, overlap_ms=0)
        departments = [one.id for one in self.desk.desk.departments]
        found = [
            triaged(
                decider,
                TICKET,
                TicketText(title="", description=self.tickets.texts[row]),
                self.tickets.vectors[row],
                index.nearest(Kind.PRECEDENT, departments, self.tickets.vectors[row], PRECEDENTS),
            ).category
            for row in _of(self.tickets, self.victim)[STOLEN:]
        ]
        right = [category is not None and category.value == self.victim for category in found]
        return sum(right) / len(right)

    def stolen(self, *teachers: str) -> list[Document]:
        """Half of the tickets of the victim, corrected to the thief by these people in turn."""
        rows = _of(self.tickets, self.victim)[:STOLEN]
        return [
            replace(
                precedent(self.desk, f"T-{row}", self.thief, self.tickets.vectors[row], CORRECTION),
                teacher=teachers[place % len(teachers)],
                requester=f"R-{row}",
                changed_at=2,
            )
            for place, row in enumerate(rows)
        ]

    def _taught(self) -> list[Document]:
        return [
            precedent(self.desk, f"example-{row}", label, vector, "example")
            for row, (label, vector) in enumerate(
                zip(self.examples.labels, self.examples.vectors, strict=True)
            )
        ]


def _split(rows: list[dict[str, str]], embedder: MiniLm) -> Split:
    return embedded([row["text"] for row in rows], [row["category"] for row in rows], embedder)


def _desk(labels: list[str], embedder: MiniLm) -> LoadedDesk:
    whole = desks.bank(embedder).desk
    kept = tuple(one for one in whole.categories if one.id in set(labels))
    return desks.load(whole.model_copy(update={"categories": kept}), embedder)


def _of(split: Split, label: str) -> list[int]:
    return [row for row, one in enumerate(split.labels) if one == label]


@pytest.fixture(scope="module")
def bank() -> Bank:
    return Bank()


def test_one_agent_who_corrects_half_of_a_categorys_tickets_moves_none_of_the_others(
    bank: Bank,
) -> None:
    assert bank.kept(bank.stolen(MALLORY)) >= bank.kept(()) > 0


def test_two_agents_who_say_the_same_are_believed(bank: Bank) -> None:
    assert bank.kept(bank.stolen(MALLORY, MARVIN)) < bank.kept(())
