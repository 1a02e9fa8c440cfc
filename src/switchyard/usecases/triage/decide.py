"""The decision for one ticket: rules and people first, then the blend, then the threshold."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from switchyard.domain.desk import Rule
from switchyard.domain.ticket import Decision, Ticket, TicketText
from switchyard.domain.triage import (
    Guess,
    NearPrecedent,
    Outcome,
    TieBreak,
    Triage,
    TriageExplanation,
)
from switchyard.domain.values import DecidedBy
from switchyard.domain.vector import Hit
from switchyard.domain.versions import Versions
from switchyard.ports.desks import LoadedDesk
from switchyard.usecases.triage.confidence_threshold import Dial
from switchyard.usecases.triage.head import Head
from switchyard.usecases.triage.language import detect
from switchyard.usecases.triage.multiple_issues import Likely, Part, sentences, two_issues
from switchyard.usecases.triage.preset_fields import Fixed
from switchyard.usecases.triage.priority_and_tier import Levels
from switchyard.usecases.triage.reasons import Reasons
from switchyard.usecases.triage.requested_department import leaning
from switchyard.usecases.triage.rules import Facts, Rules
from switchyard.usecases.triage.signals import Readers, Reading

GUESSES = 3
LIKELY_FOREIGN = 0.5
"""A ticket less likely than this to belong to the desk is said to be like none."""
PLAIN = 0.05
"""Where no other category is more probable, a ticket that is sure is about one thing."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """`likely` are all categories that come into question, most probable first; `far` are the
    nearest where none does.
    """

    outcome: Outcome
    category: Decision[str] | None
    reason: str
    likely: Sequence[Likely] = ()
    issues: tuple[str, ...] = ()
    tie_break: TieBreak | None = None
    far: Sequence[Likely] = ()


class Seen(NamedTuple):
    """What a ticket's words say: their language, what readers make of them, what is near."""

    language: str
    reading: Reading
    hits: Sequence[Hit]


class Decider:
    """Built once for a desk and a head; deciding has no side effects."""

    def __init__(self, loaded: LoadedDesk, head: Head | None, model: str) -> None:
        self.desk = loaded.desk
        departments = {one.id: one.department for one in loaded.desk.categories}
        self._rules = Rules(loaded.desk.rules, departments)
        self._readers = Readers(loaded, head)
        self._reasons = Reasons(loaded.desk)
        self._dial = Dial.of(loaded.desk.triage, head.card if head else None)
        self._versions = Versions(
            desk=loaded.pointer.desk, head=head.card.version if head else "", model=model
        )

    def see(self, text: TicketText, asked: Part) -> Seen:
        """Once for each ticket. `asked` is of `text.asked` as a whole, its precedents those of the
        whole desk, nearest first.
        """
        language = detect(text.whole, self.desk.language)
        return Seen(language, self._readers.read(*asked), asked.hits)

    def sentences(self, text: TicketText, seen: Seen) -> tuple[str, ...]:
        """Those to be read one by one, as `parts`, because the ticket may be about two things.

        None where one category stands out, and where no reading would be worth anything.
        """
        language, reading, _ = seen
        if self._doubt(language, reading):
            return ()
        likely = self._every(reading)
        plain = likely[0].confidence >= self._needed(likely, reading)
        others = any(one.confidence >= PLAIN for one in likely[1:])
        return sentences(text.asked) if others or not plain else ()

    def decide(
        self,
        ticket: Ticket,
        text: TicketText,
        seen: Seen,
        tie_break: TieBreak | None = None,
        parts: Sequence[Part] = (),
    ) -> Triage:
        """`tie_break` settles a ticket that would else be unsure, and changes no other. `parts` are
        the sentences that `sentences` named.
        """
        facts = Facts(ticket, text)
        language, reading, hits = seen
        before = self._rules.before(facts)
        fixed = Fixed.of(ticket, self.desk, before)
        choice = self._choose(ticket, fixed, before, language, reading)
        choice = self._one_issue(ticket, choice, fixed, parts)
        if tie_break and self._is_unsure(choice):
            choice = self._settled(choice, tie_break)
        after = None
        if choice.outcome is Outcome.ROUTED and choice.category:
            after = self._rules.after(facts, choice.category.value)
            fixed = Fixed.of(ticket, self.desk, before, after)
            choice = self._overruled(choice, fixed, after)
        if ticket.wrong_departments:
            reason = self._reasons.sent_back(ticket.wrong_departments, choice.reason)
            choice = replace(choice, reason=reason)
        rules = ", ".join(rule.name for rule in (before, after) if rule)
        explanation = self._explained(choice, rules, reading, hits)
        return self._triage(ticket, fixed, choice, language, hits, explanation)

    def _choose(
        self, ticket: Ticket, fixed: Fixed, rule: Rule | None, language: str, reading: Reading
    ) -> _Choice:
        if fixed.category:
            certain = self._certain(fixed.category)
            return _Choice(Outcome.ROUTED, fixed.category, self._order(fixed, rule), certain)
        doubt = self._doubt(language, reading)
        likely = [] if doubt else self._likely(ticket, fixed, reading)
        category = _by_model(likely[0]) if likely else None
        if fixed.department:
            return _Choice(Outcome.ROUTED, category, self._order(fixed, rule), likely)
        if category is None:
            readable = language in self.desk.triage.languages
            far = self._possible(ticket, reading) if readable else ()
            reason = doubt or self._reasons.nowhere_left()
            return _Choice(Outcome.MANUAL_REVIEW, None, reason, far=far)
        needed = self._needed(likely, reading)
        if category.confidence < needed:
            said = self._reasons.probable(likely, reading, ticket.requested)
            reason = self._reasons.unsure(said, needed, self._dial.wanted)
            return _Choice(Outcome.MANUAL_REVIEW, category, reason, likely)
        reason = self._reasons.model(likely, reading, ticket.requested)
        return _Choice(Outcome.ROUTED, category, reason, likely)

    def _one_issue(
        self, ticket: Ticket, choice: _Choice, fixed: Fixed, parts: Sequence[Part]
    ) -> _Choice:
        """The choice, unless the ticket is about two things and nobody said where it goes."""
        if fixed.category or fixed.department or not choice.likely:
            return choice
        best = [self._possible(ticket, self._readers.read(*part))[0] for part in parts]
        strong = [one for one in best if one.confidence >= self.desk.triage.threshold]
        found = two_issues(strong)
        if found is None:
            return self._agreed(choice, strong)
        likely = sorted(choice.likely, key=lambda one: one.category not in found)
        return _Choice(
            Outcome.MANUAL_REVIEW,
            _by_model(likely[0]),
            self._reasons.two_issues(*found),
            likely,
            tuple(one.id for one in found),
        )

    def _agreed(self, choice: _Choice, strong: Sequence[Likely]) -> _Choice:
        """The choice, unless a sentence by itself says otherwise: what is around it may mislead."""
        whole = choice.likely[0].category
        other = next((one.category for one in strong if one.category != whole), None)
        if other is None or choice.outcome is not Outcome.ROUTED:
            return choice
        reason = self._reasons.disagreeing(whole, other)
        return replace(choice, outcome=Outcome.MANUAL_REVIEW, reason=reason)

    def _needed(self, likely: Sequence[Likely], reading: Reading) -> float:
        if not likely:
            return self._dial.usual
        best = likely[0].category.id
        steered = reading.steer is not None and reading.steer.hit.label == best
        return self._dial.needed(best, steered=steered)

    def _is_unsure(self, choice: _Choice) -> bool:
        asks = choice.outcome is Outcome.MANUAL_REVIEW and bool(choice.likely)
        return asks and not choice.issues

    def _settled(self, choice: _Choice, tie_break: TieBreak) -> _Choice:
        """The chosen category gets the desk's trust in language models; others share the rest."""
        trust = self.desk.triage.language_model.trust
        chosen = self.desk.categories_by_id[tie_break.category]
        others = [one for one in choice.likely if one.category.id != chosen.id]
        total = sum(one.confidence for one in others) or 1.0
        left = [one._replace(confidence=one.confidence / total * (1 - trust)) for one in others]
        return _Choice(
            Outcome.ROUTED,
            Decision(value=chosen.id, confidence=trust, decided_by=DecidedBy.LANGUAGE_MODEL),
            self._reasons.language_model(chosen, tie_break.model, *choice.likely[0]),
            [Likely(chosen, trust), *left],
            tie_break=tie_break,
        )

    def _order(self, fixed: Fixed, rule: Rule | None) -> str:
        if fixed.ordered and fixed.department:
            return self._reasons.ordered(fixed.department.value)
        order = fixed.category or fixed.department
        return self._reasons.fixed(order, rule) if order else ""

    def _doubt(self, language: str, reading: Reading) -> str:
        """Why no guess would be worth anything; empty where one is."""
        if language not in self.desk.triage.languages:
            return self._reasons.language(language)
        if reading.in_scope < LIKELY_FOREIGN and not reading.steer:
            return self._reasons.out_of_scope(reading.nearest)
        return ""

    def _every(self, reading: Reading) -> list[Likely]:
        every = map(Likely, self._readers.categories, reading.probabilities.tolist())
        return sorted(every, key=lambda one: -one.confidence)

    def _likely(self, ticket: Ticket, fixed: Fixed, reading: Reading) -> list[Likely]:
        """All that are possible, or those of the department that is fixed, most probable first."""
        if fixed.department is None:
            likely = self._possible(ticket, reading)
            return leaning(likely, ticket.requested.department)
        place = fixed.department.value
        return _shared([one for one in self._every(reading) if one.category.department == place])

    def _possible(self, ticket: Ticket, reading: Reading) -> list[Likely]:
        """Without departments whose people sent the ticket back; the rest shares what they had."""
        every, wrong = self._every(reading), ticket.wrong_departments
        if not wrong:
            return every
        return _shared([one for one in every if one.category.department not in wrong])

    def _overruled(self, choice: _Choice, fixed: Fixed, after: Rule | None) -> _Choice:
        if after is None:
            return choice
        reason = f"{choice.reason} {self._reasons.rule(after)}"
        if fixed.category is None or fixed.category == choice.category:
            return replace(choice, reason=reason)
        return _Choice(choice.outcome, fixed.category, reason, self._certain(fixed.category))

    def _certain(self, category: Decision[str]) -> list[Likely]:
        return [Likely(self.desk.categories_by_id[category.value], 1.0)]

    def _department(self, fixed: Fixed, choice: _Choice) -> Decision[str]:
        """As sure as the categories that lie in it are together."""
        if fixed.department:
            return fixed.department
        if choice.category is None:
            return Decision(
                value=self.desk.default_department,
                confidence=0.0,
                decided_by=DecidedBy.DEFAULT,
            )
        department = self.desk.categories_by_id[choice.category.value].department
        together = sum(
            one.confidence for one in choice.likely if one.category.department == department
        )
        return Decision(
            value=department,
            confidence=min(together, 1.0),
            decided_by=choice.category.decided_by,
        )

    def _triage(
        self,
        ticket: Ticket,
        fixed: Fixed,
        choice: _Choice,
        language: str,
        hits: Sequence[Hit],
        explanation: TriageExplanation,
    ) -> Triage:
        levels = Levels(self.desk, choice.likely, hits, ticket.requested, choice.tie_break)
        return Triage(
            outcome=choice.outcome,
            category=choice.category,
            department=self._department(fixed, choice),
            priority=fixed.priority or levels.priority(),
            tier=fixed.tier or levels.tier(),
            language=language,
            tags=fixed.tags,
            explanation=explanation,
        )

    def _explained(
        self, choice: _Choice, rules: str, reading: Reading, hits: Sequence[Hit]
    ) -> TriageExplanation:
        return TriageExplanation(
            outcome=choice.outcome,
            reason=choice.reason,
            rule=rules,
            guesses=tuple(_guess(one) for one in (choice.likely or choice.far)[:GUESSES]),
            signals=reading.signals,
            precedents=tuple(_near(hit) for hit in hits[:GUESSES]),
            issues=choice.issues,
            tie_break=choice.tie_break,
            threshold=self._needed(choice.likely, reading),
            versions=self._versions,
        )


def _shared(likely: Sequence[Likely]) -> list[Likely]:
    """What is certain among these alone."""
    total = sum(one.confidence for one in likely)
    return [Likely(one.category, one.confidence / total) for one in likely]


def _by_model(likely: Likely) -> Decision[str]:
    return Decision(
        value=likely.category.id, confidence=likely.confidence, decided_by=DecidedBy.MODEL
    )


def _guess(likely: Likely) -> Guess:
    category, confidence = likely
    return Guess(category=category.id, department=category.department, confidence=confidence)


def _near(hit: Hit) -> NearPrecedent:
    return NearPrecedent(
        document_id=hit.document_id,
        category=hit.label,
        similarity=hit.similarity,
        source=hit.source,
    )
