"""The decision for one ticket: rules and people first, then the blend, then the threshold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from switchyard.desk.model import Category, Rule
from switchyard.desk.ports import LoadedDesk
from switchyard.search.model import Hit, Vector
from switchyard.tickets.model import Decision, Ticket, TicketText, Versions
from switchyard.triage.fixed import Fixed
from switchyard.triage.head import Head
from switchyard.triage.language import detect
from switchyard.triage.model import (
    Guess,
    NearPrecedent,
    Outcome,
    Triage,
    TriageExplanation,
)
from switchyard.triage.neighbours import OUT_OF_SCOPE
from switchyard.triage.readers import Readers, Reading
from switchyard.triage.reasons import Reasons
from switchyard.triage.rules import Facts, Rules
from switchyard.triage.urgency import weigh
from switchyard.values import DecidedBy, Priority, Tier

GUESSES = 3


class _Likely(NamedTuple):
    category: Category
    confidence: float


@dataclass(frozen=True, slots=True)
class _Choice:
    """`likely` are all categories that come into question, most probable first."""

    outcome: Outcome
    category: Decision[str] | None
    reason: str
    likely: Sequence[_Likely] = ()


class Decider:
    """Built once for a desk and a head; deciding has no side effects."""

    def __init__(self, loaded: LoadedDesk, head: Head | None, model: str) -> None:
        self._desk = loaded.desk
        self._rules = Rules(loaded.desk.rules)
        self._readers = Readers(loaded, head)
        self._reasons = Reasons(loaded.desk)
        self._versions = Versions(
            desk=loaded.pointer.desk, head=head.card.version if head else "", model=model
        )

    def decide(
        self, ticket: Ticket, text: TicketText, vector: Vector, hits: Sequence[Hit]
    ) -> Triage:
        """`hits` are the nearest precedents of the whole desk, nearest first."""
        facts = Facts(ticket, text)
        language = detect(text.whole, self._desk.language)
        reading = self._readers.read(vector, hits)
        before = self._rules.before(facts)
        fixed = Fixed.of(ticket, before)
        choice = self._choose(fixed, before, language, reading)
        after = None
        if choice.outcome is Outcome.ROUTED and choice.category:
            after = self._rules.after(facts, choice.category.value)
            fixed = Fixed.of(ticket, before, after)
            choice = self._overruled(choice, fixed, after)
        rules = ", ".join(rule.name for rule in (before, after) if rule)
        return self._triage(
            ticket, fixed, choice, language, self._explained(choice, rules, reading, hits)
        )

    def _choose(self, fixed: Fixed, rule: Rule | None, language: str, reading: Reading) -> _Choice:
        if fixed.category:
            certain = self._certain(fixed.category)
            return _Choice(Outcome.ROUTED, fixed.category, self._order(fixed, rule), certain)
        doubt = self._doubt(language, reading)
        likely = [] if doubt else self._likely(fixed, reading)
        category = _by_model(likely[0]) if likely else None
        if fixed.department:
            return _Choice(Outcome.ROUTED, category, self._order(fixed, rule), likely)
        if category is None:
            return _Choice(Outcome.MANUAL_REVIEW, None, doubt)
        if category.confidence < self._desk.triage.threshold:
            reason = self._reasons.unsure(*likely[0])
            return _Choice(Outcome.MANUAL_REVIEW, category, reason, likely)
        return _Choice(Outcome.ROUTED, category, self._reasons.model(*likely[0], reading), likely)

    def _order(self, fixed: Fixed, rule: Rule | None) -> str:
        order = fixed.category or fixed.department
        return self._reasons.fixed(order, rule) if order else ""

    def _doubt(self, language: str, reading: Reading) -> str:
        """Why no guess would be worth anything; empty where one is."""
        if language not in self._desk.triage.languages:
            return self._reasons.language(language)
        if reading.nearest < OUT_OF_SCOPE:
            return self._reasons.out_of_scope(reading.nearest)
        return ""

    def _likely(self, fixed: Fixed, reading: Reading) -> list[_Likely]:
        """All categories, or those of the department that is fixed, most probable first."""
        every = map(_Likely, self._readers.categories, reading.probabilities.tolist())
        likely = sorted(every, key=lambda one: -one.confidence)
        if fixed.department is None:
            return likely
        within = [one for one in likely if one.category.department == fixed.department.value]
        total = sum(one.confidence for one in within)
        return [_Likely(one.category, one.confidence / total) for one in within]

    def _overruled(self, choice: _Choice, fixed: Fixed, after: Rule | None) -> _Choice:
        if after is None:
            return choice
        reason = f"{choice.reason} {self._reasons.rule(after)}"
        if fixed.category is None or fixed.category == choice.category:
            return _Choice(choice.outcome, choice.category, reason, choice.likely)
        return _Choice(choice.outcome, fixed.category, reason, self._certain(fixed.category))

    def _certain(self, category: Decision[str]) -> list[_Likely]:
        return [_Likely(self._desk.categories_by_id[category.value], 1.0)]

    def _department(self, fixed: Fixed, choice: _Choice) -> Decision[str]:
        """As sure as the categories that lie in it are together."""
        if fixed.department:
            return fixed.department
        if choice.category is None:
            return Decision(
                value=self._desk.default_department,
                confidence=0.0,
                decided_by=DecidedBy.DEFAULT,
            )
        department = self._desk.categories_by_id[choice.category.value].department
        together = sum(
            one.confidence for one in choice.likely if one.category.department == department
        )
        return Decision(
            value=department,
            confidence=min(together, 1.0),
            decided_by=choice.category.decided_by,
        )

    def _priority(self, ticket: Ticket, choice: _Choice) -> Decision[Priority]:
        likely = [(one.category.priority, one.confidence) for one in choice.likely]
        return weigh(list(Priority), likely, ticket.requested.priority, Priority.MEDIUM)

    def _tier(self, ticket: Ticket, choice: _Choice) -> Decision[Tier]:
        likely = [(one.category.tier, one.confidence) for one in choice.likely]
        return weigh(list(Tier), likely, ticket.requested.tier, Tier.FIRST)

    def _triage(
        self,
        ticket: Ticket,
        fixed: Fixed,
        choice: _Choice,
        language: str,
        explanation: TriageExplanation,
    ) -> Triage:
        return Triage(
            outcome=choice.outcome,
            category=choice.category,
            department=self._department(fixed, choice),
            priority=fixed.priority or self._priority(ticket, choice),
            tier=fixed.tier or self._tier(ticket, choice),
            language=language,
            tags=ticket.tags or ticket.requested.tags,
            explanation=explanation,
        )

    def _explained(
        self, choice: _Choice, rules: str, reading: Reading, hits: Sequence[Hit]
    ) -> TriageExplanation:
        return TriageExplanation(
            outcome=choice.outcome,
            reason=choice.reason,
            rule=rules,
            guesses=tuple(_guess(one) for one in choice.likely[:GUESSES]),
            signals=reading.signals,
            precedents=tuple(_near(hit) for hit in hits[:GUESSES]),
            threshold=self._desk.triage.threshold,
            versions=self._versions,
        )


def _by_model(likely: _Likely) -> Decision[str]:
    return Decision(
        value=likely.category.id, confidence=likely.confidence, decided_by=DecidedBy.MODEL
    )


def _guess(likely: _Likely) -> Guess:
    category, confidence = likely
    return Guess(category=category.id, department=category.department, confidence=confidence)


def _near(hit: Hit) -> NearPrecedent:
    return NearPrecedent(
        document_id=hit.document_id,
        category=hit.label,
        similarity=hit.similarity,
        source=hit.source,
    )
