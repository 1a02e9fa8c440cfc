"""What can be told of two rules' conditions without any ticket at hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from switchyard.domain.desk import RuleCriteria
from switchyard.domain.phrases import fold_text, fold_value, is_in_domain, parse_domain
from switchyard.domain.rule_pattern import RulePattern, compile_pattern

_SAMPLE_TEXTS = ("a", "Z 9", "Where is it?\nIt was due on 1/2.")
"""A pattern that finds something in all of these and in no text at all asks nothing."""
_NO_RUNS: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RuleCondition:
    """A rule's `when`. Raises ValueError for a pattern that cannot run."""

    when: RuleCriteria

    @cached_property
    def phrases(self) -> dict[str, frozenset[str]]:
        """Each with all runs of words in it."""
        folds = (fold_text(words) for words in self.when.any_words)
        return {phrase: frozenset(_list_word_runs(phrase)) for phrase in folds}

    @cached_property
    def word_runs(self) -> frozenset[str]:
        """Of all phrases."""
        return frozenset().union(*self.phrases.values())

    @cached_property
    def pattern(self) -> RulePattern | None:
        """None also for one that every text matches."""
        return (
            None if is_universal_pattern(self.when.pattern) else compile_pattern(self.when.pattern)
        )

    @cached_property
    def domain(self) -> str:
        return parse_domain(self.when.requester_domain)

    @cached_property
    def exact_values(self) -> dict[str, object]:
        """What must be exactly so."""
        when = self.when
        parts: dict[str, object] = {
            "channel": when.channel,
            "vip": when.requester_vip,
            "site": fold_value(when.requester_site) or None,
            "contract": fold_value(when.requester_contract) or None,
            "category": when.category,
            **{f"fields.{name}": fold_value(value) for name, value in when.fields.items()},
        }
        return {name: value for name, value in parts.items() if value is not None}

    @property
    def has_text_condition(self) -> bool:
        return bool(self.phrases) or self.pattern is not None

    def is_implied_by(self, other: "RuleCondition", phrase: str = "") -> bool:
        """Whether this holds for every ticket for which the other does.

        `phrase` is the one of the other's that the ticket has; none where it asks for none.
        """
        return (
            self.exact_values.items() <= other.exact_values.items()
            and _has_wider_domain(self, other)
            and (
                not self.phrases or not other.phrases.get(phrase, _NO_RUNS).isdisjoint(self.phrases)
            )
            and (self.pattern is None or self.when.pattern == other.when.pattern)
        )

    def may_overlap(self, other: "RuleCondition") -> bool:
        """Whether one ticket may have both, and it is likely that some does."""
        both = self.exact_values.keys() & other.exact_values.keys()
        return (
            all(self.exact_values[name] == other.exact_values[name] for name in both)
            and (_has_wider_domain(self, other) or _has_wider_domain(other, self))
            and _may_share_text(self, other)
        )


def _has_wider_domain(condition: RuleCondition, other: RuleCondition) -> bool:
    return not condition.domain or bool(
        other.domain and is_in_domain(other.domain, condition.domain)
    )


def _may_share_text(condition: RuleCondition, other: RuleCondition) -> bool:
    """Any two phrases may stand in one text; those that share words do."""
    if not condition.has_text_condition or not other.has_text_condition:
        return True
    same_pattern = condition.pattern is not None and condition.when.pattern == other.when.pattern
    return same_pattern or _has_phrase_in(condition, other) or _has_phrase_in(other, condition)


def _has_phrase_in(condition: RuleCondition, other: RuleCondition) -> bool:
    pattern = condition.pattern
    return not other.word_runs.isdisjoint(condition.phrases) or (
        pattern is not None and any(pattern.search(phrase) for phrase in other.phrases)
    )


def _list_word_runs(phrase: str) -> Iterator[str]:
    words = phrase.split()
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            yield " ".join(words[start:end])


def is_universal_pattern(pattern: str) -> bool:
    """Whether it finds something in every text, as an empty one does."""
    compiled = compile_pattern(pattern)
    return all(compiled.search(text) is not None for text in ("", *_SAMPLE_TEXTS))
