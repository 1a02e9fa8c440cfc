"""A desk's rules, ready to be asked, and the fields that they, people or the requester preset.

The first rule that matches wins. A rule that names a category asks what the model decided, so rules
are asked twice: those without a category before the model, those with one after it. The second
answer fills only what the first left open. The model has no say in a field that is preset.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from switchyard.domain.desk import Desk, Rule, RuleActions, RuleCriteria
from switchyard.domain.phrases import fold_text, fold_value, is_in_domain, parse_domain
from switchyard.domain.rule_pattern import RulePattern, compile_pattern
from switchyard.domain.ticket import Decision, Ticket, TicketText
from switchyard.domain.values import DecidedBy, Priority, Tier

READ_CHARACTERS = 20_000


@dataclass(frozen=True)
class RuleFacts:
    """What rules look at. Only the first READ_CHARACTERS of the text count."""

    ticket: Ticket
    text: TicketText

    @cached_property
    def readable(self) -> str:
        """Without half surrogates, which no encoder takes."""
        return self.text.full_text[:READ_CHARACTERS].encode(errors="ignore").decode()

    @cached_property
    def phrases(self) -> str:
        return f" {fold_text(self.readable)} "

    @property
    def domain(self) -> str:
        return self.ticket.requester_id.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class _ReadyRule:
    """`department` is where it sends a ticket; empty where it leaves that open."""

    rule: Rule
    phrases: tuple[str, ...]
    pattern: RulePattern | None
    department: str

    def is_match(self, facts: RuleFacts) -> bool:
        when = self.rule.when
        return (
            self.department not in facts.ticket.wrong_departments
            and (when.channel is None or when.channel is facts.ticket.channel)
            and _is_in_domain(when.requester_domain, facts.domain)
            and _has_attributes(when, facts.ticket)
            and (not self.phrases or any(phrase in facts.phrases for phrase in self.phrases))
            and (self.pattern is None or self.pattern.search(facts.readable) is not None)
        )


class DeskRules:
    """Compiled once for a desk version; `departments` are those of its categories, by id.

    A rule that sends a ticket where it was sent back from does not hold. Raises ValueError for a
    pattern that cannot run.
    """

    def __init__(self, rules: Sequence[Rule], departments: Mapping[str, str]) -> None:
        every = [_compile_rule(rule, departments) for rule in rules]
        self._before = [ready for ready in every if ready.rule.when.category is None]
        self._after = [ready for ready in every if ready.rule.when.category is not None]

    def match_before_model(self, facts: RuleFacts) -> Rule | None:
        """The first rule that holds whatever the category is."""
        return _find_first(self._before, facts)

    def match_after_model(self, facts: RuleFacts, category: str) -> Rule | None:
        """The first rule that holds for this category."""
        rules = (ready for ready in self._after if ready.rule.when.category == category)
        return _find_first(rules, facts)


def _compile_rule(rule: Rule, departments: Mapping[str, str]) -> _ReadyRule:
    phrases = tuple(f" {fold_text(words)} " for words in rule.when.any_words)
    pattern = compile_pattern(rule.when.pattern) if rule.when.pattern else None
    department = rule.set.department or departments.get(rule.set.category or "", "")
    return _ReadyRule(rule, phrases, pattern, department)


def _find_first(rules: Iterable[_ReadyRule], facts: RuleFacts) -> Rule | None:
    return next((ready.rule for ready in rules if ready.is_match(facts)), None)


def _is_in_domain(wanted: str, domain: str) -> bool:
    """Whether the requester's domain is this one or lies below it; "" asks nothing."""
    return not wanted or is_in_domain(domain, parse_domain(wanted))


def _has_attributes(when: RuleCriteria, ticket: Ticket) -> bool:
    known = ticket.requester_attributes
    return (
        when.requester_vip in (None, known.vip)
        and fold_value(when.requester_site) in ("", fold_value(known.site))
        and fold_value(when.requester_contract) in ("", fold_value(known.contract))
        and all(
            fold_value(wanted) == fold_value(ticket.fields.get(name, ""))
            for name, wanted in when.fields.items()
        )
    )


@dataclass(frozen=True, slots=True)
class PresetFields:
    """A person's word stands before any rule's, an earlier rule's before a later one's."""

    category: Decision[str] | None
    department: Decision[str] | None
    priority: Decision[Priority] | None
    tier: Decision[Tier] | None
    tags: tuple[str, ...]
    ordered: bool = False
    """Whether the department is the one that the requester asked for."""

    @classmethod
    def collect(cls, ticket: Ticket, desk: Desk, *rules: Rule | None) -> Self:
        """A requester's order stands behind every rule that says where a ticket goes."""
        sets = [rule.set for rule in rules if rule is not None]
        category = _decide_preset(ticket.category, sets, lambda part: part.category)
        department = _decide_preset(ticket.department, sets, lambda part: part.department)
        order = None if category or department else _read_order(ticket, desk)
        return cls(
            category=category,
            department=department or order,
            priority=_decide_preset(ticket.priority, sets, lambda part: part.priority),
            tier=_decide_preset(ticket.tier, sets, lambda part: part.tier),
            tags=ticket.tags or _collect_tags(ticket, sets),
            ordered=order is not None,
        )


def _read_order(ticket: Ticket, desk: Desk) -> Decision[str] | None:
    """Nothing for a department that is no more, or whose people sent the ticket back."""
    department = ticket.requested.department
    orders = desk.triage.requested_department == "order"
    if not orders or department is None or department not in desk.departments_by_id:
        return None
    if department in ticket.wrong_departments:
        return None
    return Decision(value=department, confidence=1.0, decided_by=DecidedBy.RULE)


def _collect_tags(ticket: Ticket, sets: list[RuleActions]) -> tuple[str, ...]:
    """What was asked for, and what rules add."""
    by_rules = (tag for part in sets for tag in part.tags)
    return tuple(dict.fromkeys((*ticket.requested.tags, *by_rules)))


def _decide_preset[T](
    current: Decision[T] | None,
    sets: list[RuleActions],
    value_of: Callable[[RuleActions], T | None],
) -> Decision[T] | None:
    if current is not None and current.decided_by is DecidedBy.PERSON:
        return current
    values = (value_of(part) for part in sets)
    value = next((value for value in values if value is not None), None)
    if value is None:
        return None
    return Decision(value=value, confidence=1.0, decided_by=DecidedBy.RULE)
