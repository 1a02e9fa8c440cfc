"""What triage decides, and why."""

from enum import StrEnum

from switchyard.domain.ticket import Decision
from switchyard.domain.values import FrozenModel, Priority, Tier
from switchyard.domain.versions import DecisionVersions


class TriageOutcome(StrEnum):
    ROUTED = "routed"
    MANUAL_REVIEW = "manual_review"


class CategoryGuess(FrozenModel):
    """A category and how probable it is."""

    category: str
    department: str
    confidence: float


class CategorySignal(FrozenModel):
    """What a reader of the ticket thought first: classifier, precedents, descriptions, lexical."""

    name: str
    category: str
    score: float
    weight: float


class NearPrecedent(FrozenModel):
    """A confirmed ticket or example like this one. `similarity` is the cosine."""

    document_id: str
    category: str
    similarity: float
    source: str = ""


class TieBreak(FrozenModel):
    """What a language model answered where the signals were unsure.

    `skills` are those it would ask for: a proposal. `model_reason` is its own reason and may repeat
    what the ticket says.
    """

    model: str
    category: str
    priority: Priority
    tier: Tier
    skills: tuple[str, ...] = ()
    model_reason: str = ""


class TriageExplanation(FrozenModel):
    """Why a ticket is where it is. `reason` is a sentence or two with no ticket text in it.

    `issues` are the categories of a ticket that is about more than one thing.
    """

    outcome: TriageOutcome
    reason: str
    rule: str = ""
    guesses: tuple[CategoryGuess, ...] = ()
    signals: tuple[CategorySignal, ...] = ()
    precedents: tuple[NearPrecedent, ...] = ()
    issues: tuple[str, ...] = ()
    tie_break: TieBreak | None = None
    threshold: float
    versions: DecisionVersions


class TriageDecision(FrozenModel):
    """The decision for one ticket. A review keeps its best guess as category and department."""

    outcome: TriageOutcome
    category: Decision[str] | None
    department: Decision[str]
    priority: Decision[Priority]
    tier: Decision[Tier]
    language: str
    tags: tuple[str, ...] = ()
    explanation: TriageExplanation
