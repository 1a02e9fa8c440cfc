"""Labelled examples become precedents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from switchyard.domain.email_text import extract_request
from switchyard.domain.values import Clock
from switchyard.domain.vector import VectorDocument, VectorKind
from switchyard.domain.wording import hash_wording
from switchyard.ports.embedding import Embedder
from switchyard.ports.search import VectorStore
from switchyard.usecases.intake.example_rows import LabelledExample
from switchyard.usecases.intake.overlap import embed_and_write

if TYPE_CHECKING:
    from switchyard.domain.vector import Vector

EXAMPLE_SOURCE = "example"
"""The `source` of a precedent that came in a file."""


@dataclass(frozen=True, slots=True)
class ExampleIntake:
    vectors: VectorStore
    embedder: Embedder
    clock: Clock

    def store_examples(
        self, examples: Sequence[LabelledExample], departments: Mapping[str, str]
    ) -> None:
        """`departments` are those of the categories. Safe to repeat. Raises Unavailable."""

        def write_part(part: Sequence[LabelledExample], vectors: Sequence[Vector]) -> None:
            at = int(self.clock().timestamp() * 1000)
            self.vectors.save_documents(
                [
                    VectorDocument(
                        kind=VectorKind.PRECEDENT,
                        department=departments[example.category],
                        document_id=example.document_id,
                        changed_at=at,
                        vector=vector,
                        wording=hash_wording(extract_request(example.text)),
                        label=example.category,
                        source=EXAMPLE_SOURCE,
                    )
                    for example, vector in zip(part, vectors, strict=True)
                ]
            )

        embed_and_write(
            self.embedder, examples, lambda example: extract_request(example.text), write_part
        )
