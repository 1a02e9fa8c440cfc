"""Why a ticket goes where it goes: typed reasons, and how people read of them.

No word of the ticket is in them. Categories are called by the last part of their path.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from switchyard.domain.desk import Category, Department, Rule
from switchyard.domain.language import name_language
from switchyard.domain.ticket import Decision, RequestedValues
from switchyard.domain.triage import (
    CategoryGuess,
    CategorySignal,
    NearPrecedent,
    TieBreak,
    TriageExplanation,
    TriageOutcome,
)
from switchyard.domain.vector import SearchHit
from switchyard.domain.versions import DecisionVersions
from switchyard.usecases.triage.likely_categories import UNREACHABLE_THRESHOLD, LikelyCategory
from switchyard.usecases.triage.signals import SignalReading

MAX_EXPLAINED = 3
MIN_RUNNER_UP_CONFIDENCE = 0.01
"""A second best that is less probable is not worth naming."""

OUT_OF_SCOPE_PREFIX = "Like none of this desk's categories"
"""How the reason begins where a ticket is out of scope."""


class Reason(Protocol):
    """A cause of a decision; its sentence is written when the decision is complete."""

    def describe(self) -> str: ...


def render_reasons(reasons: Sequence[Reason]) -> str:
    """All sentences, in the order in which a reader needs them."""
    return " ".join(reason.describe() for reason in reasons)


@dataclass(frozen=True, slots=True)
class SetByPerson:
    def describe(self) -> str:
        return "Set by a person."


@dataclass(frozen=True, slots=True)
class MatchedRule:
    rule: Rule

    def describe(self) -> str:
        return f"Rule “{self.rule.name}”."


@dataclass(frozen=True, slots=True)
class OrderedByRequester:
    department: Department

    def describe(self) -> str:
        return f"The requester asked for {self.department.name}."


@dataclass(frozen=True, slots=True)
class SentBack:
    """`departments` are their names; why the ticket goes where it goes now follows."""

    departments: Sequence[str]

    def describe(self) -> str:
        return f"Not for {_join_names(self.departments)}, as was said there."


@dataclass(frozen=True, slots=True)
class NoOtherDepartment:
    def describe(self) -> str:
        return "No other department of this desk has a category for it."


@dataclass(frozen=True, slots=True)
class TwoIssues:
    first: Category
    second: Category

    def describe(self) -> str:
        return f"Looks like two issues: {self.first.path[-1]} and {self.second.path[-1]}."


@dataclass(frozen=True, slots=True)
class SentenceDisagrees:
    """`sentence` is what one sentence looks like by itself."""

    whole: Category
    sentence: Category

    def describe(self) -> str:
        return (
            f"Not sure: as a whole it looks like {self.whole.path[-1]}, a sentence of it by itself "
            f"like {self.sentence.path[-1]}."
        )


@dataclass(frozen=True, slots=True)
class UnservedLanguage:
    language: str
    served: Sequence[str]

    def describe(self) -> str:
        served = ", ".join(name_language(code) for code in self.served)
        return f"Written in {name_language(self.language)}; only {served} can be sorted by itself."


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """`nearest` is the largest cosine to anything known."""

    nearest: float

    def describe(self) -> str:
        return f"{OUT_OF_SCOPE_PREFIX}: the nearest is only {self.nearest:.2f} alike."


@dataclass(frozen=True, slots=True)
class LikeCorrectedTicket:
    category: Category
    similarity: float

    def describe(self) -> str:
        where = self.category.path[-1]
        return f"A person sorted a ticket {self.similarity:.2f} alike under {where}."


@dataclass(frozen=True, slots=True)
class ProbableCategory:
    """The best guess, the signals that agree on it, and what would have come next."""

    best: LikelyCategory
    agreeing: Sequence[str]
    runner_up: LikelyCategory | None

    def describe(self) -> str:
        return f"{self.describe_guess()}."

    def describe_guess(self) -> str:
        category, confidence = self.best
        agreeing = _join_names(self.agreeing or ["all signals together"])
        guess = f"{category.path[-1]} is {confidence:.0%} probable, by {agreeing}"
        if self.runner_up is None:
            return guess
        category, confidence = self.runner_up
        return f"{guess}; next came {category.path[-1]} at {confidence:.0%}"


@dataclass(frozen=True, slots=True)
class TooUnsure:
    """`target` is the precision that the desk wants held, 0 for none."""

    guess: ProbableCategory
    needed: float
    target: float

    def describe(self) -> str:
        unsure = f"Not sure: {self.guess.describe_guess()}."
        if not self.target:
            return f"{unsure} {self.needed:.0%} is needed."
        if self.needed >= UNREACHABLE_THRESHOLD:
            unshown = f"Nothing yet shows when it would be right {self.target:.1%} of the time."
            return f"{unsure} {unshown}"
        return f"{unsure} {self.needed:.1%} is needed to be right {self.target:.1%} of the time."


@dataclass(frozen=True, slots=True)
class ChosenByLanguageModel:
    """`best` is what would have been the best guess without it."""

    chosen: Category
    model: str
    best: LikelyCategory

    def describe(self) -> str:
        category, confidence = self.best
        close = f"A close call, as {category.path[-1]} was {confidence:.0%} probable by itself"
        return f"{close}; the language model {self.model} chose {self.chosen.path[-1]}."


@dataclass(frozen=True, slots=True)
class TriageChoice:
    """Where a ticket goes, and why.

    `likely` are all categories that come into question, most probable first; `far` are the
    nearest where none does.
    """

    outcome: TriageOutcome
    category: Decision[str] | None
    reasons: tuple[Reason, ...]
    likely: Sequence[LikelyCategory] = ()
    issues: tuple[str, ...] = ()
    tie_break: TieBreak | None = None
    far: Sequence[LikelyCategory] = ()

    @property
    def is_unsure(self) -> bool:
        """Whether a language model may settle it."""
        return self.outcome is TriageOutcome.MANUAL_REVIEW and bool(self.likely) and not self.issues


def explain_guess(
    likely: Sequence[LikelyCategory], reading: SignalReading, requested: RequestedValues
) -> ProbableCategory:
    best, *others = likely
    agreeing = [signal.name for signal in reading.signals if signal.category == best.category.id]
    if best.category.department == requested.department:
        agreeing.append("the requester's wish")
    runner_up = others[0] if others and others[0].confidence >= MIN_RUNNER_UP_CONFIDENCE else None
    return ProbableCategory(best, agreeing, runner_up)


def explain_choice(
    likely: Sequence[LikelyCategory], reading: SignalReading, requested: RequestedValues
) -> Reason:
    """A correction that steered says more than how probable the category is."""
    best = likely[0].category
    if reading.steer and reading.steer.hit.label == best.id:
        return LikeCorrectedTicket(best, reading.steer.hit.similarity)
    return explain_guess(likely, reading, requested)


def build_explanation(
    choice: TriageChoice,
    rules: str,
    reading: SignalReading,
    hits: Sequence[SearchHit],
    threshold: float,
    versions: DecisionVersions,
) -> TriageExplanation:
    """What is kept of a decision; only here do reasons become a sentence."""
    return TriageExplanation(
        outcome=choice.outcome,
        reason=render_reasons(choice.reasons),
        rule=rules,
        guesses=tuple(map(_build_guess, (choice.likely or choice.far)[:MAX_EXPLAINED])),
        signals=tuple(CategorySignal(**signal._asdict()) for signal in reading.signals),
        precedents=tuple(map(_build_precedent, hits[:MAX_EXPLAINED])),
        issues=choice.issues,
        tie_break=choice.tie_break,
        threshold=threshold,
        versions=versions,
    )


def _build_guess(likely: LikelyCategory) -> CategoryGuess:
    category, confidence = likely
    return CategoryGuess(
        category=category.id, department=category.department, confidence=confidence
    )


def _build_precedent(hit: SearchHit) -> NearPrecedent:
    return NearPrecedent(
        document_id=hit.document_id,
        category=hit.label,
        similarity=hit.similarity,
        source=hit.source,
    )


def _join_names(names: Sequence[str]) -> str:
    """ "classifier", "classifier and precedents", "classifier, precedents and descriptions"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
