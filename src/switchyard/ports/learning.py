"""What learning needs from outside."""

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from switchyard.domain.desk import Pointer
from switchyard.domain.drift import Day, Sighting
from switchyard.domain.exported_precedent import Precedent
from switchyard.domain.model_card import Card, HeadSummary
from switchyard.domain.page import Page


class HeadStore(Protocol):
    """Every head that ever served, with its card; none is ever changed or removed."""

    def card(self, version: str) -> Card:
        """Raises NotFound."""

    def versions(self, cursor: str, limit: int) -> Page[HeadSummary]:
        """Newest first; may lag. Raises Invalid for a foreign cursor."""

    def serve(self, card: Card, content: bytes, pointer: Pointer) -> Pointer:
        """Stores a new head and moves the pointer to it. Raises Conflict where that moved on."""

    def move(self, pointer: Pointer) -> Pointer:
        """Puts this pointer in place of the version before. Raises Conflict where it moved on."""


class Precedents(Protocol):
    """What each department learns from, without vectors."""

    def page(self, department: str, cursor: str, limit: int) -> Page[Precedent]:
        """By id, read consistently, without texts. Raises Invalid for a foreign cursor."""


class DriftStore(Protocol):
    """What triage made of tickets, and the tallies of it by day."""

    def sightings(self, department: str, day: date) -> Iterator[Sighting]:
        """Of tickets that came in on that day (UTC) and are in this department now; may lag."""

    def keep(self, day: Day) -> None:
        """Replaces what was kept of the day. Raises Unavailable."""

    def days(self, since: date) -> list[Day]:
        """Those kept, from this one on, read consistently."""
