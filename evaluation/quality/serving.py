"""A desk that has learnt from examples, asked as in production but for its stores."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from evaluation.datasets import LabelledTexts
from evaluation.quality.outcomes import ServedOutcomes, collect_outcomes
from switchyard.adapters.exact_index import ExactIndex
from switchyard.domain.desk import TriagePolicy
from switchyard.domain.desk_in_force import LoadedDesk
from switchyard.domain.email_text import extract_request
from switchyard.domain.ticket import Ticket, TicketText
from switchyard.domain.triage import TriageDecision
from switchyard.domain.values import Channel, Lane
from switchyard.domain.vector import SearchHit, VectorDocument, VectorKind
from switchyard.domain.wording import hash_wording
from switchyard.ports.embedding import Embedder
from switchyard.usecases.learning.training import (
    Lesson,
    TrainedClassifier,
    select_learnable,
    train_classifier,
)
from switchyard.usecases.triage.decide import Decider
from switchyard.usecases.triage.likely_categories import TextReading
from switchyard.usecases.triage.signals import MAX_PRECEDENTS, SignalReaders
from testing.search import InMemoryVectors

NOW = datetime(2026, 1, 1, tzinfo=UTC)
AT_ONCE = 500
TARGET_PRECISION = 0.98
TICKET = Ticket(
    ticket_id="T-1",
    channel=Channel.HTTPS,
    lane=Lane.LIVE,
    created_at=NOW,
    updated_at=NOW,
    requester_id="ann@example.com",
)


@dataclass(frozen=True)
class ServedDesk:
    """A desk with its precedents and, where there are enough, the classifier they trained."""

    loaded: LoadedDesk
    documents: tuple[VectorDocument, ...]
    trained: TrainedClassifier | None
    embedder: Embedder

    def add_precedents(self, documents: Sequence[VectorDocument]) -> "ServedDesk":
        """The same classifier, and more precedents than it learnt from."""
        return replace(self, documents=(*self.documents, *documents))

    def triage_tickets(self, tickets: LabelledTexts) -> list[TriageDecision]:
        """By the code that serves, sentences read one by one where it asks for them."""
        asked_tickets = [
            (
                TicketText(title="", description=text),
                TextReading(vector, hits, hash_wording(extract_request(text))),
            )
            for text, vector, hits in zip(
                tickets.texts, tickets.vectors, self.find_hits(tickets.vectors), strict=True
            )
        ]
        seen = [self._decider.read_ticket(*ticket) for ticket in asked_tickets]
        sentences = [
            self._decider.pick_sentences(ticket[0], seen)
            for ticket, seen in zip(asked_tickets, seen, strict=True)
        ]
        parts = self._read_parts(
            [sentence for ticket_sentences in sentences for sentence in ticket_sentences]
        )
        return [
            self._decider.decide(
                TICKET, ticket[0], read, parts=list(islice(parts, len(ticket_sentences)))
            )
            for ticket, read, ticket_sentences in zip(asked_tickets, seen, sentences, strict=True)
        ]

    def _read_parts(self, sentences: Sequence[str]) -> Iterator[TextReading]:
        vectors = (
            self.embedder.embed_texts(sentences) if sentences else np.empty((0, 0), np.float32)
        )
        return map(TextReading, vectors, self.find_hits(vectors), map(hash_wording, sentences))

    def collect_outcomes(self, tickets: LabelledTexts) -> ServedOutcomes:
        """Of tickets with known categories."""
        return collect_outcomes(self.triage_tickets(tickets), tickets.labels)

    def score_scope(self, tickets: LabelledTexts) -> NDArray[np.float64]:
        """How probable the readers find it that each ticket belongs to any category at all."""
        readers = SignalReaders(self.loaded, self.trained.classifier if self.trained else None)
        pairs = zip(tickets.vectors, self.find_hits(tickets.vectors), strict=True)
        return np.array([readers.read_signals(vector, hits).in_scope for vector, hits in pairs])

    def find_hits(self, vectors: NDArray[np.float32]) -> list[list[SearchHit]]:
        """The nearest precedents of each, nearest first."""
        departments = [department.id for department in self.loaded.desk.departments]
        return [
            hits
            for start in range(0, len(vectors), AT_ONCE)
            for hits in self._index.find_nearest_batch(
                VectorKind.PRECEDENT,
                departments,
                list(vectors[start : start + AT_ONCE]),
                MAX_PRECEDENTS,
            )
        ]

    def set_target_precision(self) -> "ServedDesk":
        """The desk that wants TARGET_PRECISION of what goes out to be right."""
        given = {**dict(self.loaded.desk.triage), "target_precision": TARGET_PRECISION}
        # Validated, so that another name of the field fails instead of changing nothing.
        policy = TriagePolicy.model_validate(given)
        desk = self.loaded.desk.model_copy(update={"triage": policy})
        return replace(self, loaded=replace(self.loaded, desk=desk))

    @cached_property
    def _index(self) -> ExactIndex:
        return ExactIndex(
            InMemoryVectors.create_from_documents(self.documents),
            lambda: NOW,
            recheck_ms=1000,
            overlap_ms=0,
        )

    @cached_property
    def _decider(self) -> Decider:
        classifier = self.trained.classifier if self.trained else None
        return Decider(self.loaded, classifier, self.loaded.pointer.model)


def serve_desk(loaded: LoadedDesk, examples: LabelledTexts, embedder: Embedder) -> ServedDesk:
    """The desk after it has seen these examples; none at all is day 0."""
    documents = tuple(
        make_precedent(loaded, f"example-{row}", label, vector, "example")
        for row, (label, vector) in enumerate(zip(examples.labels, examples.vectors, strict=True))
    )
    trained = _train_head(loaded, examples) if examples.labels else None
    return ServedDesk(loaded, documents, trained, embedder)


def make_precedent(
    loaded: LoadedDesk, name: str, label: str, vector: NDArray[np.float32], source: str
) -> VectorDocument:
    return VectorDocument(
        kind=VectorKind.PRECEDENT,
        department=loaded.desk.categories_by_id[label].department,
        document_id=name,
        changed_at=1,
        vector=vector,
        label=label,
        source=source,
    )


def _train_head(loaded: LoadedDesk, examples: LabelledTexts) -> TrainedClassifier | None:
    places = {category.id: place for place, category in enumerate(loaded.desk.categories)}
    lesson = select_learnable(
        Lesson(
            categories=tuple(places),
            descriptions=np.stack([loaded.descriptions[name] for name in places]),
            vectors=examples.vectors,
            wordings=[hash_wording(extract_request(text)) for text in examples.texts],
            labels=np.array([places[label] for label in examples.labels], np.intp),
            changed_at=np.ones(len(examples.labels), np.int64),
            data_until=2,
            model=loaded.pointer.model,
            desk=loaded.pointer.desk,
        )
    )
    return train_classifier(lesson, "evaluation", NOW) if lesson else None
