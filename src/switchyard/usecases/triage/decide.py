"""The decision for one ticket: rules and people first, then the blend, then the threshold."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from switchyard.domain.desk import Rule
from switchyard.domain.desk_in_force import LoadedDesk
from switchyard.domain.language import detect_language
from switchyard.domain.ticket import Decision, Ticket, TicketText
from switchyard.domain.triage import (
    TieBreak,
    TriageDecision,
    TriageExplanation,
    TriageOutcome,
)
from switchyard.domain.values import DecidedBy
from switchyard.domain.vector import SearchHit
from switchyard.domain.versions import DecisionVersions
from switchyard.usecases.triage.classifier import Classifier
from switchyard.usecases.triage.explanation import (
    ChosenByLanguageModel,
    MatchedRule,
    NoOtherDepartment,
    OrderedByRequester,
    OutOfScope,
    Reason,
    SentBack,
    SentenceDisagrees,
    SetByPerson,
    TooUnsure,
    TriageChoice,
    TwoIssues,
    UnservedLanguage,
    build_explanation,
    explain_choice,
    explain_guess,
)
from switchyard.usecases.triage.likely_categories import (
    ConfidenceThreshold,
    LikelyCategory,
    TextReading,
    choose_category,
    drop_departments,
    find_two_issues,
    keep_department,
    lean_towards_department,
    pick_sentences,
)
from switchyard.usecases.triage.priority_and_tier import TicketLevels
from switchyard.usecases.triage.rules import DeskRules, PresetFields, RuleFacts
from switchyard.usecases.triage.signals import SignalReaders, SignalReading

MIN_SCOPE = 0.5
"""A ticket less likely than this to belong to the desk is like none of its categories."""
MIN_RIVAL_CONFIDENCE = 0.05
"""Where no other category is more probable, a ticket that is sure is about one thing."""


class TicketReading(NamedTuple):
    """What a ticket's words say: their language, what readers make of them, what is near."""

    language: str
    reading: SignalReading
    hits: Sequence[SearchHit]


class Decider:
    """Built once for a desk and a classifier; deciding has no side effects."""

    def __init__(self, loaded: LoadedDesk, classifier: Classifier | None, model: str) -> None:
        self.desk = loaded.desk
        departments = {category.id: category.department for category in loaded.desk.categories}
        self._rules = DeskRules(loaded.desk.rules, departments)
        self._readers = SignalReaders(loaded, classifier)
        self._dial = ConfidenceThreshold.create_for_desk(
            loaded.desk.triage, classifier.card if classifier else None
        )
        self._versions = DecisionVersions(
            desk=loaded.pointer.desk,
            classifier=classifier.card.version if classifier else "",
            model=model,
        )

    def read_ticket(self, text: TicketText, whole: TextReading) -> TicketReading:
        """Once for each ticket. `whole` is of `text.asked` as a whole, its precedents those of the
        whole desk, nearest first.
        """
        language = detect_language(text.full_text, self.desk.language)
        return TicketReading(language, self._readers.read_signals(*whole), whole.hits)

    def pick_sentences(self, text: TicketText, seen: TicketReading) -> tuple[str, ...]:
        """Those to be read one by one, as `parts`, because the ticket may be about two things.

        None where one category stands out, and where no reading would be worth anything.
        """
        language, reading, _ = seen
        if self._find_doubt(language, reading):
            return ()
        likely = self._rank_all(reading)
        is_plain = likely[0].confidence >= self._find_threshold(likely, reading)
        has_rivals = any(guess.confidence >= MIN_RIVAL_CONFIDENCE for guess in likely[1:])
        return pick_sentences(text.request) if has_rivals or not is_plain else ()

    def decide(
        self,
        ticket: Ticket,
        text: TicketText,
        seen: TicketReading,
        tie_break: TieBreak | None = None,
        parts: Sequence[TextReading] = (),
    ) -> TriageDecision:
        """`tie_break` settles a ticket that would else be unsure, and changes no other. `parts` are
        the sentences that `pick_sentences` named.
        """
        facts = RuleFacts(ticket, text)
        before = self._rules.match_before_model(facts)
        preset = PresetFields.collect(ticket, self.desk, before)
        choice = self._choose(ticket, preset, before, seen)
        if not preset.category and not preset.department:
            choice = self._check_sentences(ticket, choice, parts)
        if tie_break and choice.is_unsure:
            choice = self._settle(choice, tie_break)
        after = None
        if choice.outcome is TriageOutcome.ROUTED and choice.category:
            after = self._rules.match_after_model(facts, choice.category.value)
            preset = PresetFields.collect(ticket, self.desk, before, after)
            choice = self._overrule(choice, preset, after)
        if ticket.wrong_departments:
            names = tuple(map(self.desk.find_department_name, ticket.wrong_departments))
            choice = replace(choice, reasons=(SentBack(names), *choice.reasons))
        rules = ", ".join(rule.name for rule in (before, after) if rule)
        threshold = self._find_threshold(choice.likely, seen.reading)
        explanation = build_explanation(
            choice, rules, seen.reading, seen.hits, threshold, self._versions
        )
        return self._build_triage(ticket, preset, choice, seen, explanation)

    def _choose(
        self, ticket: Ticket, preset: PresetFields, rule: Rule | None, seen: TicketReading
    ) -> TriageChoice:
        if preset.category:
            certain = self._make_certain(preset.category)
            reason = self._explain_preset(preset, rule)
            return TriageChoice(TriageOutcome.ROUTED, preset.category, (reason,), certain)
        language, reading, _ = seen
        doubt = self._find_doubt(language, reading)
        likely = [] if doubt else self._rank_likely(ticket, preset, reading)
        category = _trust_model(likely[0]) if likely else None
        if preset.department:
            reason = self._explain_preset(preset, rule)
            return TriageChoice(TriageOutcome.ROUTED, category, (reason,), likely)
        if category is None:
            is_readable = language in self.desk.triage.languages
            far = self._rank_possible(ticket, reading) if is_readable else ()
            reason = doubt or NoOtherDepartment()
            return TriageChoice(TriageOutcome.MANUAL_REVIEW, None, (reason,), far=far)
        needed = self._find_threshold(likely, reading)
        if category.confidence < needed:
            guess = explain_guess(likely, reading, ticket.requested)
            reason = TooUnsure(guess, needed, self._dial.wanted)
            return TriageChoice(TriageOutcome.MANUAL_REVIEW, category, (reason,), likely)
        reason = explain_choice(likely, reading, ticket.requested)
        return TriageChoice(TriageOutcome.ROUTED, category, (reason,), likely)

    def _check_sentences(
        self, ticket: Ticket, choice: TriageChoice, parts: Sequence[TextReading]
    ) -> TriageChoice:
        """The choice, unless its sentences show that the ticket is about two things."""
        if not choice.likely:
            return choice
        best = [self._rank_possible(ticket, self._readers.read_signals(*part))[0] for part in parts]
        strong = [guess for guess in best if guess.confidence >= self.desk.triage.threshold]
        issues = find_two_issues(strong)
        if issues is None:
            return self._check_agreement(choice, strong)
        likely = sorted(choice.likely, key=lambda guess: guess.category not in issues)
        return TriageChoice(
            TriageOutcome.MANUAL_REVIEW,
            _trust_model(likely[0]),
            (TwoIssues(*issues),),
            likely,
            tuple(issue.id for issue in issues),
        )

    def _check_agreement(
        self, choice: TriageChoice, strong: Sequence[LikelyCategory]
    ) -> TriageChoice:
        """The choice, unless a sentence by itself says otherwise: what is around it may mislead."""
        whole = choice.likely[0].category
        other = next((guess.category for guess in strong if guess.category != whole), None)
        if other is None or choice.outcome is not TriageOutcome.ROUTED:
            return choice
        reason = SentenceDisagrees(whole, other)
        return replace(choice, outcome=TriageOutcome.MANUAL_REVIEW, reasons=(reason,))

    def _find_threshold(self, likely: Sequence[LikelyCategory], reading: SignalReading) -> float:
        if not likely:
            return self._dial.usual
        best = likely[0].category.id
        is_steered = reading.steer is not None and reading.steer.hit.label == best
        return self._dial.find_for_category(best, steered=is_steered)

    def _settle(self, choice: TriageChoice, tie_break: TieBreak) -> TriageChoice:
        """The chosen category gets the desk's trust in language models."""
        trust = self.desk.triage.language_model.trust
        chosen = self.desk.categories_by_id[tie_break.category]
        return TriageChoice(
            TriageOutcome.ROUTED,
            Decision(value=chosen.id, confidence=trust, decided_by=DecidedBy.LANGUAGE_MODEL),
            (ChosenByLanguageModel(chosen, tie_break.model, choice.likely[0]),),
            choose_category(choice.likely, chosen, trust),
            tie_break=tie_break,
        )

    def _explain_preset(self, preset: PresetFields, rule: Rule | None) -> Reason:
        if preset.ordered and preset.department:
            return OrderedByRequester(self.desk.departments_by_id[preset.department.value])
        decision = preset.category or preset.department
        is_by_rule = decision is not None and decision.decided_by is DecidedBy.RULE
        return MatchedRule(rule) if is_by_rule and rule else SetByPerson()

    def _find_doubt(self, language: str, reading: SignalReading) -> Reason | None:
        """Why no guess would be worth anything; None where one is."""
        if language not in self.desk.triage.languages:
            return UnservedLanguage(language, self.desk.triage.languages)
        if reading.in_scope < MIN_SCOPE and not reading.steer:
            return OutOfScope(reading.nearest)
        return None

    def _rank_all(self, reading: SignalReading) -> list[LikelyCategory]:
        likely = map(LikelyCategory, self._readers.categories, reading.probabilities.tolist())
        return sorted(likely, key=lambda guess: -guess.confidence)

    def _rank_likely(
        self, ticket: Ticket, preset: PresetFields, reading: SignalReading
    ) -> list[LikelyCategory]:
        """All that are possible, or those of the preset department, most probable first."""
        if preset.department:
            return keep_department(self._rank_all(reading), preset.department.value)
        likely = self._rank_possible(ticket, reading)
        return lean_towards_department(likely, ticket.requested.department)

    def _rank_possible(self, ticket: Ticket, reading: SignalReading) -> list[LikelyCategory]:
        """Without departments whose people sent the ticket back; the rest shares what they had."""
        return drop_departments(self._rank_all(reading), ticket.wrong_departments)

    def _overrule(
        self, choice: TriageChoice, preset: PresetFields, after: Rule | None
    ) -> TriageChoice:
        if after is None:
            return choice
        reasons = (*choice.reasons, MatchedRule(after))
        if preset.category is None or preset.category == choice.category:
            return replace(choice, reasons=reasons)
        certain = self._make_certain(preset.category)
        return TriageChoice(choice.outcome, preset.category, reasons, certain)

    def _make_certain(self, category: Decision[str]) -> list[LikelyCategory]:
        return [LikelyCategory(self.desk.categories_by_id[category.value], 1.0)]

    def _decide_department(self, preset: PresetFields, choice: TriageChoice) -> Decision[str]:
        """As sure as the categories that lie in it are together."""
        if preset.department:
            return preset.department
        if choice.category is None:
            return Decision(
                value=self.desk.default_department,
                confidence=0.0,
                decided_by=DecidedBy.DEFAULT,
            )
        department = self.desk.categories_by_id[choice.category.value].department
        together = sum(
            guess.confidence for guess in choice.likely if guess.category.department == department
        )
        return Decision(
            value=department,
            confidence=min(together, 1.0),
            decided_by=choice.category.decided_by,
        )

    def _build_triage(
        self,
        ticket: Ticket,
        preset: PresetFields,
        choice: TriageChoice,
        seen: TicketReading,
        explanation: TriageExplanation,
    ) -> TriageDecision:
        levels = TicketLevels(
            self.desk, choice.likely, seen.hits, ticket.requested, choice.tie_break
        )
        return TriageDecision(
            outcome=choice.outcome,
            category=choice.category,
            department=self._decide_department(preset, choice),
            priority=preset.priority or levels.decide_priority(),
            tier=preset.tier or levels.decide_tier(),
            language=seen.language,
            tags=preset.tags,
            explanation=explanation,
        )


def _trust_model(likely: LikelyCategory) -> Decision[str]:
    return Decision(
        value=likely.category.id, confidence=likely.confidence, decided_by=DecidedBy.MODEL
    )
