"""Heads as people see them."""

from dataclasses import dataclass
from datetime import datetime

from switchyard.triage.card import Card
from switchyard.triage.dial import Dial
from switchyard.values import Frozen


class HeadSummary(Frozen):
    """One version in the list of heads: the first lines of its card."""

    version: str
    model: str
    desk: str
    trained_at: str
    examples: int
    accuracy: float
    calibration_error: float
    share_at_95: float

    @classmethod
    def of(cls, card: Card) -> "HeadSummary":
        return cls.model_validate(card.model_dump(include=set(cls.model_fields)))


@dataclass(frozen=True, slots=True)
class Curve:
    """The card of the head in force, and where the desk stands on its curve."""

    card: Card
    dial: Dial


class Precedent(Frozen):
    """A confirmed ticket or an example, as it is exported; `person` is an employee's id.

    `title` and `description` are there for tickets; an example's words are not kept.
    """

    document_id: str
    department: str
    category: str
    source: str
    person: str
    changed_at: datetime
    title: str | None = None
    description: str | None = None
