"""A desk that has learnt from examples, asked as in production but for its stores."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from bench.quality.data import Split
from bench.quality.outcomes import Outcomes, of_triages
from switchyard.adapters.exact_index import ExactIndex
from switchyard.domain.email_text import asked
from switchyard.domain.ticket import Ticket, TicketText
from switchyard.domain.triage import Triage
from switchyard.domain.values import Door, Lane
from switchyard.domain.vector import Document, Hit, Kind
from switchyard.ml.search.wording import wording
from switchyard.ports.desks import LoadedDesk
from switchyard.ports.embedding import Embedder
from switchyard.usecases.learning.training import Lesson, Trained, learnable, train
from switchyard.usecases.triage.decide import Decider
from switchyard.usecases.triage.multiple_issues import Part
from switchyard.usecases.triage.nearest import PRECEDENTS
from switchyard.usecases.triage.signals import Readers

NOW = datetime(2026, 1, 1, tzinfo=UTC)
AT_ONCE = 500
WANTED_PRECISION = 0.98
TICKET = Ticket(
    ticket_id="T-BENCH",
    door=Door.HTTPS,
    lane=Lane.LIVE,
    created_at=NOW,
    updated_at=NOW,
    requester_id="ann@example.com",
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


@dataclass(frozen=True)
class Served:
    """A desk with its precedents and, where there are enough of them, the head they trained."""

    loaded: LoadedDesk
    documents: tuple[Document, ...]
    trained: Trained | None
    embedder: Embedder

    def with_precedents(self, documents: Sequence[Document]) -> "Served":
        """The same head, and more precedents than it learnt from."""
        return replace(self, documents=(*self.documents, *documents))

    def triage(self, tickets: Split) -> list[Triage]:
        """By the code that serves, sentences read one by one where it asks for them."""
        told = [
            (TicketText(title="", description=text), Part(vector, hits, wording(asked(text))))
            for text, vector, hits in zip(
                tickets.texts, tickets.vectors, self.hits(tickets.vectors), strict=True
            )
        ]
        seen = [self._decider.see(*one) for one in told]
        sentences = [
            self._decider.sentences(one[0], each) for one, each in zip(told, seen, strict=True)
        ]
        parts = self._parts([sentence for each in sentences for sentence in each])
        return [
            self._decider.decide(TICKET, one[0], read, parts=list(islice(parts, len(each))))
            for one, read, each in zip(told, seen, sentences, strict=True)
        ]

    def _parts(self, sentences: Sequence[str]) -> Iterator[Part]:
        vectors = self.embedder.embed(sentences) if sentences else np.empty((0, 0), np.float32)
        return map(Part, vectors, self.hits(vectors), map(wording, sentences))

    def outcomes(self, tickets: Split) -> Outcomes:
        """Of tickets with known categories."""
        return of_triages(self.triage(tickets), tickets.labels)

    def in_scope(self, tickets: Split) -> NDArray[np.float64]:
        """How probable the readers find it that each ticket belongs to any category at all."""
        readers = Readers(self.loaded, self.trained.head if self.trained else None)
        pairs = zip(tickets.vectors, self.hits(tickets.vectors), strict=True)
        return np.array([readers.read(vector, hits).in_scope for vector, hits in pairs])

    def hits(self, vectors: NDArray[np.float32]) -> list[list[Hit]]:
        """The nearest precedents of each, nearest first."""
        departments = [one.id for one in self.loaded.desk.departments]
        return [
            hits
            for start in range(0, len(vectors), AT_ONCE)
            for hits in self._index.nearest_batch(
                Kind.PRECEDENT, departments, list(vectors[start : start + AT_ONCE]), PRECEDENTS
            )
        ]

    def dialled(self) -> "Served":
        """The desk that wants WANTED_PRECISION of what goes out to be right."""
        policy = self.loaded.desk.triage.model_copy(update={"wanted_precision": WANTED_PRECISION})
        desk = self.loaded.desk.model_copy(update={"triage": policy})
        return replace(self, loaded=replace(self.loaded, desk=desk))

    @cached_property
    def _index(self) -> ExactIndex:
        return ExactIndex(Memory(self.documents), lambda: NOW, recheck_ms=1000, overlap_ms=0)

    @cached_property
    def _decider(self) -> Decider:
        head = self.trained.head if self.trained else None
        return Decider(self.loaded, head, self.loaded.pointer.model)


def serve(loaded: LoadedDesk, examples: Split, embedder: Embedder) -> Served:
    """The desk after it has seen these examples; none at all is day 0."""
    documents = tuple(
        precedent(loaded, f"example-{row}", label, vector, "example")
        for row, (label, vector) in enumerate(zip(examples.labels, examples.vectors, strict=True))
    )
    trained = _learn(loaded, examples) if examples.labels else None
    return Served(loaded, documents, trained, embedder)


def precedent(
    loaded: LoadedDesk, name: str, label: str, vector: NDArray[np.float32], source: str
) -> Document:
    return Document(
        kind=Kind.PRECEDENT,
        department=loaded.desk.categories_by_id[label].department,
        document_id=name,
        changed_at=1,
        vector=vector,
        label=label,
        source=source,
    )


def _learn(loaded: LoadedDesk, examples: Split) -> Trained | None:
    places = {one.id: place for place, one in enumerate(loaded.desk.categories)}
    lesson = learnable(
        Lesson(
            categories=tuple(places),
            descriptions=np.stack([loaded.descriptions[name] for name in places]),
            vectors=examples.vectors,
            wordings=[wording(asked(text)) for text in examples.texts],
            labels=np.array([places[label] for label in examples.labels], np.intp),
            changed_at=np.ones(len(examples.labels), np.int64),
            data_until=2,
            model=loaded.pointer.model,
            desk=loaded.pointer.desk,
        )
    )
    return train(lesson, "bench", NOW) if lesson else None
