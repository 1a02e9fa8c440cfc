"""One line of the tour's table: a ticket that has reached its end, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from local.tour.samples import Sample

type Json = dict[str, object]

ON_HOLD = "on_hold"
ENDED = ("assigned", "waiting", "manual_review", ON_HOLD)
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
        right = get_value(self.ticket, "category") == self.sample.label
        return Verdict.RIGHT if right else Verdict.WRONG


def get_value(ticket: Json, field: str) -> str:
    """The decided value of a field, or empty."""
    decision = ticket.get(field)
    return str(decision["value"]) if isinstance(decision, dict) else ""


def get_confidence(ticket: Json, field: str) -> float:
    decision = ticket.get(field)
    return float(decision["confidence"]) if isinstance(decision, dict) else 0.0


def find_most_wrong(rows: Sequence[Row]) -> Row:
    """What a person would look at first: wrong, else not sure, else the least sure of the right.

    Of those whose category is known; at least one must be.
    """
    worst_first = (Verdict.WRONG, Verdict.NOT_SURE, Verdict.RIGHT)
    return min(
        (row for row in rows if row.sample and row.sample.label),
        key=lambda row: (worst_first.index(row.verdict), get_confidence(row.ticket, "category")),
    )


def count_due_mails(ticket: Json) -> int:
    """How many e-mails this ticket owes by now: one for its end, and a receipt but for files.

    One that waits on another goes to nobody yet.
    """
    return (ticket["status"] != ON_HOLD) + (ticket["channel"] != "file")
