"""What triage decides, and why."""

from enum import StrEnum

from switchyard.domain.ticket import Decision
from switchyard.domain.values import Frozen, Priority, Tier
from switchyard.domain.versions import Versions


class Outcome(StrEnum):
    ROUTED = "routed"
    MANUAL_REVIEW = "manual_review"


class Guess(Frozen):
    """A category and how probable it is."""

    category: str
    department: str
    confidence: float


class Signal(Frozen):
    """What one reader of the ticket thought first: head, precedents, descriptions or lexical."""

    name: str
    category: str
    score: float
    weight: float


class NearPrecedent(Frozen):
    """A confirmed ticket or example like this one. `similarity` is the cosine."""

    document_id: str
    category: str
    similarity: float
    source: str = ""


class TieBreak(Frozen):
    """What a language model answered where the signals were unsure.

    `skills` are those it would ask for: a proposal. `said` is its own reason and may repeat what
    the ticket says.
    """

    model: str
    category: str
    priority: Priority
    tier: Tier
    skills: tuple[str, ...] = ()
    said: str = ""


class TriageExplanation(Frozen):
    """Why a ticket is where it is. `reason` is a sentence or two with no ticket text in it.

    `issues` are the categories of a ticket that is about more than one thing.
    """

    outcome: Outcome
    reason: str
    rule: str = ""
    guesses: tuple[Guess, ...] = ()
    signals: tuple[Signal, ...] = ()
    precedents: tuple[NearPrecedent, ...] = ()
    issues: tuple[str, ...] = ()
    tie_break: TieBreak | None = None
    threshold: float
    versions: Versions


class Triage(Frozen):
    """The decision for one ticket. A review keeps its best guess as category and department."""

    outcome: Outcome
    category: Decision[str] | None
    department: Decision[str]
    priority: Decision[Priority]
    tier: Decision[Tier]
    language: str
    tags: tuple[str, ...] = ()
    explanation: TriageExplanation
