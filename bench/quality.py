"""How right triage is on BANKING77: `python -m bench.quality --data folder [--desk desk.yaml]`.

Splits are the published ones. N examples a category are drawn from train with seed 0, 1, 2; the
test split is only ever reported on. What is chosen (head weight, temperature, regularisation,
threshold) is chosen by cross-validation on the drawn examples.
"""

import argparse
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from bench.figures import Figure, at_least, at_most
from switchyard.adapters.exact_index import ExactIndex
from switchyard.desk.model import Desk, Pointer
from switchyard.desk.ports import LoadedDesk
from switchyard.embedding.minilm import MiniLm
from switchyard.learning.calibration import calibration_error, share_at
from switchyard.learning.training import Lesson, Trained, learnable, train
from switchyard.search.model import Document, Kind
from switchyard.tickets.model import Ticket, TicketText
from switchyard.triage.decide import Decider
from switchyard.triage.model import Outcome, Triage
from switchyard.triage.neighbours import PRECEDENTS
from switchyard.values import Door, Lane

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FULL = 1_000_000


@dataclass(frozen=True)
class Split:
    """Labelled texts with their vectors."""

    texts: list[str]
    labels: list[str]
    vectors: NDArray[np.float32]

    def rows(self, chosen: Sequence[int]) -> "Split":
        return Split(
            [self.texts[row] for row in chosen],
            [self.labels[row] for row in chosen],
            self.vectors[list(chosen)],
        )


class Memory:
    """A `VectorStore` of one reading, for a bench that measures no store."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = list(documents)

    def put(self, documents: Sequence[Document]) -> None:
        self._documents.extend(documents)

    def changes(self, kind: Kind, department: str, since: int) -> list[Document]:
        return [
            one
            for one in self._documents
            if (one.kind, one.department) == (kind, department) and one.changed_at >= since
        ]


def read_split(file: Path, embedder: MiniLm) -> Split:
    with file.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    texts = [row["text"] for row in rows]
    return Split(texts, [row["category"] for row in rows], embedder.embed(texts))


def draw(split: Split, each: int, seed: int) -> Split:
    """`each` examples of every category, or all where there are fewer."""
    order = np.random.default_rng(seed).permutation(len(split.labels))
    taken: dict[str, int] = {}
    chosen = []
    for row in order.tolist():
        label = split.labels[row]
        if taken.get(label, 0) < each:
            taken[label] = taken.get(label, 0) + 1
            chosen.append(row)
    return split.rows(chosen)


def load_desk(file: Path, embedder: MiniLm) -> LoadedDesk:
    desk = Desk.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    vectors = embedder.embed([category.description for category in desk.categories])
    descriptions = {one.id: vectors[row] for row, one in enumerate(desk.categories)}
    pointer = Pointer(version=1, desk="bench", model=embedder.name, dropped_at="")
    return LoadedDesk(pointer, desk, descriptions)


def learn(loaded: LoadedDesk, examples: Split) -> Trained | None:
    places = {one.id: place for place, one in enumerate(loaded.desk.categories)}
    lesson = learnable(
        Lesson(
            categories=tuple(places),
            descriptions=np.stack([loaded.descriptions[name] for name in places]),
            vectors=examples.vectors,
            labels=np.array([places[label] for label in examples.labels], np.intp),
            changed_at=np.ones(len(examples.labels), np.int64),
            data_until=2,
            model=loaded.pointer.model,
            desk=loaded.pointer.desk,
        )
    )
    return train(lesson, "bench", NOW) if lesson else None


def precedents(loaded: LoadedDesk, examples: Split) -> Memory:
    return Memory(
        [
            Document(
                kind=Kind.PRECEDENT,
                department=loaded.desk.categories_by_id[label].department,
                document_id=f"example-{row}",
                changed_at=1,
                vector=vector,
                label=label,
                source="example",
            )
            for row, (label, vector) in enumerate(
                zip(examples.labels, examples.vectors, strict=True)
            )
        ]
    )


def triages(
    loaded: LoadedDesk, examples: Split, trained: Trained | None, test: Split
) -> list[Triage]:
    """Each test text as a ticket, by the code that serves, but for its rules."""
    bare = loaded.desk.model_copy(update={"rules": ()})
    decider = Decider(
        LoadedDesk(loaded.pointer, bare, loaded.descriptions),
        trained.head if trained else None,
        loaded.pointer.model,
    )
    index = ExactIndex(precedents(loaded, examples), lambda: NOW, recheck_ms=1000, overlap_ms=0)
    departments = [one.id for one in bare.departments]
    hits = index.nearest_batch(Kind.PRECEDENT, departments, list(test.vectors), PRECEDENTS)
    ticket = Ticket(
        ticket_id="T-BENCH",
        door=Door.HTTPS,
        lane=Lane.LIVE,
        created_at=NOW,
        updated_at=NOW,
        requester_id="ann@example.com",
    )
    return [
        decider.decide(ticket, TicketText(title="", description=text), vector, near)
        for text, vector, near in zip(test.texts, test.vectors, hits, strict=True)
    ]


def figures(
    name: str, loaded: LoadedDesk, train_split: Split, test: Split, each: int, seeds: int
) -> Iterator[Figure]:
    measured = [
        measure(loaded, draw(train_split, each, seed) if each else train_split.rows([]), test)
        for seed in range(seeds)
    ]
    for figure, values in {key: [one[key] for one in measured] for key in measured[0]}.items():
        yield judged(f"triage.banking77.{name}.{figure}", float(np.mean(values)))


def judged(name: str, value: float) -> Figure:
    if name.endswith("routed_right"):
        return at_least(name, value, 0.95, "share")
    if name.endswith("calibration_error") and ".0." not in name:
        return at_most(name, value, 0.03, "share")
    return Figure(name, round(value, 4), "share")


def measure(loaded: LoadedDesk, examples: Split, test: Split) -> dict[str, float]:
    trained = learn(loaded, examples) if examples.labels else None
    decided = triages(loaded, examples, trained, test)
    best = [one.category.value if one.category else "" for one in decided]
    confidence = np.array([one.category.confidence if one.category else 0.0 for one in decided])
    right = np.array([guess == label for guess, label in zip(best, test.labels, strict=True)])
    routed = np.array([one.outcome is Outcome.ROUTED for one in decided])
    of_department = loaded.desk.categories_by_id
    right_department = np.array(
        [
            one.department.value == of_department[label].department
            for one, label in zip(decided, test.labels, strict=True)
        ]
    )
    cross_validated = (
        {
            "head_weight": trained.head.card.weight,
            "temperature": trained.head.card.temperature,
            "train_threshold_at_95": share_at(
                trained.probabilities.max(axis=1),
                trained.probabilities.argmax(axis=1) == trained.lesson.labels,
            )[1],
        }
        if trained
        else {}
    )
    return {
        "accuracy": float(right.mean()),
        "department_accuracy": float(right_department.mean()),
        "routed": float(routed.mean()),
        "routed_right": float(right[routed].mean()) if routed.any() else 1.0,
        "routed_right_department": float(right_department[routed].mean()) if routed.any() else 1.0,
        "calibration_error": calibration_error(confidence, right),
        "share_at_95": share_at(confidence, right)[0],
        **cross_validated,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train.csv, test.csv")
    parser.add_argument("--desk", type=Path, default=Path("examples/bank/desk.yaml"))
    given = parser.parse_args()
    embedder = MiniLm(threads=2)
    loaded = load_desk(given.desk, embedder)
    train_split = read_split(given.data / "train.csv", embedder)
    test = read_split(given.data / "test.csv", embedder)
    for name, each, seeds in (("0", 0, 1), ("10", 10, 3), ("30", 30, 3), ("full", FULL, 1)):
        for figure in figures(name, loaded, train_split, test, each, seeds):
            figure.print()


if __name__ == "__main__":
    main()
