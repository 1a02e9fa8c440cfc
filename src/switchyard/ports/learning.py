"""What learning needs from outside."""

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from switchyard.domain.desk import DeskPointer
from switchyard.domain.drift import DriftDay, TriageSample
from switchyard.domain.exported_precedent import ExportedPrecedent
from switchyard.domain.model_card import ClassifierSummary, ModelCard
from switchyard.domain.page import Page


class ClassifierStore(Protocol):
    """Every classifier that ever served, with its card; none is ever changed or removed."""

    def read_card(self, version: str) -> ModelCard:
        """Raises NotFound."""

    def list_versions(self, cursor: str, limit: int) -> Page[ClassifierSummary]:
        """Newest first; may lag. Raises Invalid for a foreign cursor."""

    def serve_classifier(
        self, card: ModelCard, content: bytes, pointer: DeskPointer
    ) -> DeskPointer:
        """Stores a classifier and moves the pointer to it. Raises Conflict where that moved on."""

    def move_pointer(self, pointer: DeskPointer) -> DeskPointer:
        """Puts this pointer in place of the version before. Raises Conflict where it moved on."""


class PrecedentStore(Protocol):
    """What each department learns from, without vectors."""

    def list_precedents(self, department: str, cursor: str, limit: int) -> Page[ExportedPrecedent]:
        """By id, read consistently, without texts. Raises Invalid for a foreign cursor."""


class DriftStore(Protocol):
    """What triage made of tickets, and the tallies of it by day."""

    def read_samples(self, department: str, day: date) -> Iterator[TriageSample]:
        """Of tickets that came in on that day (UTC) and are in this department now; may lag."""

    def save_day(self, day: DriftDay) -> None:
        """Replaces what was kept of the day. Raises Unavailable."""

    def read_days(self, since: date) -> list[DriftDay]:
        """Those kept, from this one on, read consistently."""
