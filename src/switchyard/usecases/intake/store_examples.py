"""Labelled examples become precedents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from switchyard.domain.email_text import asked
from switchyard.domain.values import Clock
from switchyard.domain.vector import Document, Kind
from switchyard.domain.wording import wording
from switchyard.ports.embedding import Embedder
from switchyard.ports.search import VectorStore
from switchyard.usecases.intake.example_rows import Example
from switchyard.usecases.intake.overlap import embed_and_write

if TYPE_CHECKING:
    from switchyard.domain.vector import Vector

EXAMPLE = "example"
"""The `source` of a precedent that came in a file."""


@dataclass(frozen=True, slots=True)
class LessonIntake:
    vectors: VectorStore
    embedder: Embedder
    clock: Clock

    def take(self, examples: Sequence[Example], departments: Mapping[str, str]) -> None:
        """`departments` are those of the categories. Safe to repeat. Raises Unavailable."""

        def write(part: Sequence[Example], vectors: Sequence[Vector]) -> None:
            at = int(self.clock().timestamp() * 1000)
            self.vectors.put(
                [
                    Document(
                        kind=Kind.PRECEDENT,
                        department=departments[one.category],
                        document_id=one.document_id,
                        changed_at=at,
                        vector=vector,
                        wording=wording(asked(one.text)),
                        label=one.category,
                        source=EXAMPLE,
                    )
                    for one, vector in zip(part, vectors, strict=True)
                ]
            )

        embed_and_write(self.embedder, examples, lambda one: asked(one.text), write)
