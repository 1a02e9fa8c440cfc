"""The example bank over stores in memory, with a fixed clock, ready for its next ticket.

Its classifier learnt from the bank's examples of a few categories. Three employees of one
department work at this hour, one does not.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn, cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from testing.desks import InMemoryDesks
from testing.stores import InMemoryStores
from tools.structure import product

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
DEPARTMENT = "card-delivery"
CATEGORIES = 8
EXAMPLES_OF_EACH = 16
EARLIER_TICKETS = 40
SHIFT_STARTS = (6, 7, 8, 20)
DIMENSIONS = 384

type Handler = Callable[[Any, Any], Any]


def read_clock() -> datetime:
    return NOW


class WordEmbedder:
    """An `Embedder` that knows words, not meanings: texts are near that share them."""

    name = "words/1"

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [_count_words(text) for text in texts]
        return np.array(rows, np.float32).reshape(len(texts), DIMENSIONS)


def _count_words(text: str) -> NDArray[np.float32]:
    """A unit vector with a place for each word."""
    counts = np.zeros(DIMENSIONS, np.float32)
    for word in text.casefold().split() or [""]:
        counts[crc32(word.strip(".,;:?!").encode()) % DIMENSIONS] += 1
    vector: NDArray[np.float32] = counts / np.linalg.norm(counts)
    return vector


def _refuse() -> NoReturn:
    raise RuntimeError("no message of the measured ways asks for this")


class Stage:
    """Makes the use cases that the measured ways run."""

    def __init__(self, bank: Path) -> None:
        self.embedder = WordEmbedder()
        self.stores = InMemoryStores(InMemoryDesks(self._load_desk(bank / "desk.yaml")))
        self._employ()
        self._learn(_read_examples(bank / "examples.csv"))
        self._note_earlier_tickets()
        self.index = product.ExactIndex(
            self.stores.vectors, read_clock, recheck_ms=500, overlap_ms=10_000
        )

    def make_app(self) -> Any:
        """The web app, with the use cases that sending a ticket needs."""
        desk = self.stores.desks.read_desk_in_force().desk
        services = SimpleNamespace(
            make_intake=lambda: product.TicketIntake(
                self.stores.tickets, self.stores.people, desk, read_clock
            ),
            employees=product.EmployeeService(self.stores.people, self.stores.desks),
            make_id=lambda: "0" * 32,
        )
        return product.create_app(cast("Any", services))

    def make_triage(self) -> Handler:
        """The handler of the triage function."""
        alike = product.IncidentDetectionService(
            self.stores.tickets,
            self.stores.incidents,
            product.RecentWindow(self.stores.recent_tickets),
            product.BoilerplateFilter(self.stores.tickets, self.embedder),
            self.stores.desks,
            read_clock,
        )
        service = product.TriageService(
            self.stores.tickets,
            self.stores.desks,
            self.index,
            self.embedder,
            read_clock,
            None,
            alike,
        )
        return product.create_triage_handler(lambda: service, _refuse)

    def make_assignment(self) -> Handler:
        """The handler of the assign function."""
        service = product.AssignmentService(
            self.stores.tickets, self.stores.people, self.stores.desks, self.index, read_clock
        )
        return product.create_assignment_handler(lambda: service, _refuse)

    def _load_desk(self, file: Path) -> product.LoadedDesk:
        desk = product.read_desk(file.read_bytes())
        vectors = self.embedder.embed_texts([category.description for category in desk.categories])
        names = [category.id for category in desk.categories]
        return product.LoadedDesk(
            product.DeskPointer(version=1, desk="D-1", model=self.embedder.name, dropped_at="1"),
            desk,
            dict(zip(names, vectors, strict=True)),
        )

    def _employ(self) -> None:
        desk = self.stores.desks.read_desk_in_force().desk
        skills = {skill: 4 for category in desk.categories for skill in category.skills}
        for number, hour in enumerate(SHIFT_STARTS):
            shift = product.Shift(days=(1, 2, 3, 4, 5), start=time(hour), end=time(hour + 3))
            employee = product.Employee(
                employee_id=f"E-{number}",
                name=f"Employee {number}",
                email=f"employee.{number}@example.com",
                departments=(DEPARTMENT,),
                skills=skills,
                shifts=(shift,),
                capacity=20,
                dropped_at="1",
            )
            self.stores.people.upsert_employee(employee)
            profile = f"Finds lost cards, and orders new ones {number}."
            self._store_vector(
                product.VectorKind.PROFILE, employee.employee_id, DEPARTMENT, profile
            )

    def _learn(self, examples: dict[str, list[str]]) -> None:
        categories = self.stores.desks.read_desk_in_force().desk.categories_by_id
        for category, texts in examples.items():
            for number, text in enumerate(texts):
                self._store_vector(
                    product.VectorKind.PRECEDENT,
                    f"X-{category}-{number}",
                    categories[category].department,
                    text,
                    label=category,
                    person=f"E-{number % len(SHIFT_STARTS)}",
                )
        learnt = product.ClassifierLearningService(
            self.stores.vectors, self.stores.desks, self.stores.classifiers, read_clock
        ).learn_classifier()
        if learnt.verdict is not product.LearningVerdict.SERVED:
            raise RuntimeError(f"no classifier was learnt: {learnt.verdict}")

    def _note_earlier_tickets(self) -> None:
        """What is usual, so that an incident could be told from it."""
        vectors = self.embedder.embed_texts([f"something else {n}" for n in range(EARLIER_TICKETS)])
        for number, vector in enumerate(vectors):
            at = NOW - timedelta(minutes=20 * number + 90)
            recent = product.RecentTicket(f"T-EARLIER{number}", f"R-{number}", at, vector)
            self.stores.recent_tickets.add_tickets([recent], at)

    def _store_vector(
        self,
        kind: product.VectorKind,
        name: str,
        department: str,
        text: str,
        label: str = "",
        person: str = "",
    ) -> None:
        (vector,) = self.embedder.embed_texts([text])
        changed_at = int((NOW - timedelta(days=30)).timestamp() * 1000)
        document = product.VectorDocument(
            kind,
            department,
            name,
            changed_at,
            vector,
            label,
            person,
            wording=product.hash_wording(text),
        )
        self.stores.vectors.save_documents([document])


def _read_examples(file: Path) -> dict[str, list[str]]:
    """A few texts of a few categories, by category; those of a new card among them."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    with file.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            texts[row["category"]].append(row["text"])
    kept = ["card_arrival", *(name for name in texts if name != "card_arrival")][:CATEGORIES]
    return {name: texts[name][:EXAMPLES_OF_EACH] for name in kept}
