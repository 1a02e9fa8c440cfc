"""A desk's rules, ready to be asked. The first that matches wins.

A rule that names a category asks what the model decided, so rules are asked twice: those without
a category before the model, those with one after it. The second answer fills only what the first
left open.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from switchyard.domain.desk import Rule, When
from switchyard.domain.phrases import domain_of, folded, lies_in, same
from switchyard.domain.rule_pattern import Pattern, compile_pattern
from switchyard.domain.ticket import Ticket, TicketText

READ_CHARACTERS = 20_000


@dataclass(frozen=True)
class Facts:
    """What rules look at. Only the first READ_CHARACTERS of the text count."""

    ticket: Ticket
    text: TicketText

    @cached_property
    def readable(self) -> str:
        """Without half surrogates, which no encoder takes."""
        return self.text.whole[:READ_CHARACTERS].encode(errors="ignore").decode()

    @cached_property
    def phrases(self) -> str:
        return f" {folded(self.readable)} "

    @property
    def domain(self) -> str:
        return self.ticket.requester_id.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class _Ready:
    """`department` is where it sends a ticket; empty where it leaves that open."""

    rule: Rule
    phrases: tuple[str, ...]
    pattern: Pattern | None
    department: str

    def matches(self, facts: Facts) -> bool:
        when = self.rule.when
        return (
            self.department not in facts.ticket.wrong_departments
            and (when.door is None or when.door is facts.ticket.door)
            and _same_domain(when.requester_domain, facts.domain)
            and _same_attributes(when, facts.ticket)
            and (not self.phrases or any(phrase in facts.phrases for phrase in self.phrases))
            and (self.pattern is None or self.pattern.search(facts.readable) is not None)
        )


class Rules:
    """Compiled once for a desk version; `departments` are those of its categories, by id.

    A rule that sends a ticket where it was sent back from does not hold. Raises ValueError for a
    pattern that cannot run.
    """

    def __init__(self, rules: Sequence[Rule], departments: Mapping[str, str]) -> None:
        ready = [_ready(rule, departments) for rule in rules]
        self._before = [one for one in ready if one.rule.when.category is None]
        self._after = [one for one in ready if one.rule.when.category is not None]

    def before(self, facts: Facts) -> Rule | None:
        """The first rule that holds whatever the category is."""
        return _first(self._before, facts)

    def after(self, facts: Facts, category: str) -> Rule | None:
        """The first rule that holds for this category."""
        return _first((one for one in self._after if one.rule.when.category == category), facts)


def _ready(rule: Rule, departments: Mapping[str, str]) -> _Ready:
    phrases = tuple(f" {folded(words)} " for words in rule.when.any_words)
    pattern = compile_pattern(rule.when.pattern) if rule.when.pattern else None
    given = rule.set
    department = given.department or departments.get(given.category or "", "")
    return _Ready(rule, phrases, pattern, department)


def _first(rules: Iterable[_Ready], facts: Facts) -> Rule | None:
    return next((one.rule for one in rules if one.matches(facts)), None)


def _same_domain(wanted: str, domain: str) -> bool:
    """Whether the requester's domain is this one or lies below it; "" asks nothing."""
    return not wanted or lies_in(domain, domain_of(wanted))


def _same_attributes(when: When, ticket: Ticket) -> bool:
    known = ticket.requester_attributes
    return (
        when.requester_vip in (None, known.vip)
        and same(when.requester_site) in ("", same(known.site))
        and same(when.requester_contract) in ("", same(known.contract))
        and all(
            same(wanted) == same(ticket.fields.get(name, ""))
            for name, wanted in when.fields.items()
        )
    )
