"""What triage made of tickets, counted by day."""

from datetime import date

from switchyard.domain.values import FrozenModel

NO_CATEGORY = "none"
"""Stands for the category of tickets that triage had no guess for."""


class TriageSample(FrozenModel):
    """What triage made of one ticket, and whether a person set it right afterwards."""

    category: str
    confidence: float
    reviewed: bool
    corrected: bool


class DriftTally(FrozenModel):
    """Tickets of one category: sums of their confidence and of its squares; those sent to review,
    and those routed and corrected.
    """

    tickets: int = 0
    confidence: float = 0.0
    confidence_squares: float = 0.0
    reviewed: int = 0
    corrected: int = 0

    def __add__(self, other: "DriftTally") -> "DriftTally":
        return DriftTally(
            tickets=self.tickets + other.tickets,
            confidence=self.confidence + other.confidence,
            confidence_squares=self.confidence_squares + other.confidence_squares,
            reviewed=self.reviewed + other.reviewed,
            corrected=self.corrected + other.corrected,
        )


class DriftDay(FrozenModel):
    """Tickets that came in on one day (UTC), by the category that triage took them for."""

    day: date
    categories: dict[str, DriftTally] = {}
