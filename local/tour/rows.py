"""One line of the tour's table: a ticket that has reached its end, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum

from local.tour.samples import Sample

type Json = dict[str, object]

ENDED = ("assigned", "waiting", "manual_review")
"""Statuses in which the machine has done its part."""


class Verdict(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    NOT_SURE = "not sure"
    UNKNOWN = "-"


@dataclass(frozen=True, slots=True)
class Row:
    """`ticket` and `explanation` are the API's answers; `sample` is None for a visitor's ticket."""

    ticket: Json
    explanation: Json
    sample: Sample | None
    mails: int
    mails_due: int

    @property
    def verdict(self) -> Verdict:
        if self.ticket["status"] == "manual_review":
            return Verdict.NOT_SURE
        if self.sample is None or not self.sample.label:
            return Verdict.UNKNOWN
        right = value_of(self.ticket, "category") == self.sample.label
        return Verdict.RIGHT if right else Verdict.WRONG


def value_of(ticket: Json, field: str) -> str:
    """The decided value of a field, or empty."""
    decision = ticket.get(field)
    return str(decision["value"]) if isinstance(decision, dict) else ""


def confidence_of(ticket: Json, field: str) -> float:
    decision = ticket.get(field)
    return float(decision["confidence"]) if isinstance(decision, dict) else 0.0


def mails_due(ticket: Json) -> int:
    """How many e-mails this ticket owes by now: one for its end, and a receipt but for files."""
    return 1 if ticket["door"] == "file" else 2
