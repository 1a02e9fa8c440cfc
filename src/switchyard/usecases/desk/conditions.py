"""What can be told of two rules' conditions without any ticket at hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from switchyard.domain.desk import When
from switchyard.domain.phrases import domain_of, folded, lies_in, same
from switchyard.domain.rule_pattern import Pattern, compile_pattern

_TEXTS = ("a", "Z 9", "Where is it?\nIt was due on 1/2.")
"""A pattern that finds something in all of these and in no text at all asks nothing."""
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Condition:
    """A rule's `when`. Raises ValueError for a pattern that cannot run."""

    when: When

    @cached_property
    def phrases(self) -> dict[str, frozenset[str]]:
        """Each with all runs of words in it."""
        folds = (folded(words) for words in self.when.any_words)
        return {phrase: frozenset(_runs(phrase)) for phrase in folds}

    @cached_property
    def runs(self) -> frozenset[str]:
        """Of all phrases."""
        return frozenset().union(*self.phrases.values())

    @cached_property
    def pattern(self) -> Pattern | None:
        """None also for one that every text matches."""
        return None if matches_all(self.when.pattern) else compile_pattern(self.when.pattern)

    @cached_property
    def domain(self) -> str:
        return domain_of(self.when.requester_domain)

    @cached_property
    def wanted(self) -> dict[str, object]:
        """What must be exactly so."""
        when = self.when
        parts: dict[str, object] = {
            "door": when.door,
            "vip": when.requester_vip,
            "site": same(when.requester_site) or None,
            "contract": same(when.requester_contract) or None,
            "category": when.category,
            **{f"fields.{name}": same(value) for name, value in when.fields.items()},
        }
        return {name: value for name, value in parts.items() if value is not None}

    @property
    def asks_text(self) -> bool:
        return bool(self.phrases) or self.pattern is not None

    def holds_where(self, other: "Condition", phrase: str = "") -> bool:
        """Whether this holds for every ticket for which the other does.

        `phrase` is the one of the other's that the ticket has; none where it asks for none.
        """
        return (
            self.wanted.items() <= other.wanted.items()
            and _takes_domain(self, other)
            and (not self.phrases or not other.phrases.get(phrase, _NONE).isdisjoint(self.phrases))
            and (self.pattern is None or self.when.pattern == other.when.pattern)
        )

    def may_meet(self, other: "Condition") -> bool:
        """Whether one ticket may have both, and it is likely that some does."""
        both = self.wanted.keys() & other.wanted.keys()
        return (
            all(self.wanted[name] == other.wanted[name] for name in both)
            and (_takes_domain(self, other) or _takes_domain(other, self))
            and _texts_meet(self, other)
        )


def _takes_domain(one: Condition, other: Condition) -> bool:
    return not one.domain or bool(other.domain and lies_in(other.domain, one.domain))


def _texts_meet(one: Condition, other: Condition) -> bool:
    """Any two phrases may stand in one text; those that share words do."""
    if not one.asks_text or not other.asks_text:
        return True
    same_pattern = one.pattern is not None and one.when.pattern == other.when.pattern
    return same_pattern or _finds_in(one, other) or _finds_in(other, one)


def _finds_in(one: Condition, other: Condition) -> bool:
    pattern = one.pattern
    return not other.runs.isdisjoint(one.phrases) or (
        pattern is not None and any(pattern.search(phrase) for phrase in other.phrases)
    )


def _runs(phrase: str) -> Iterator[str]:
    words = phrase.split()
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            yield " ".join(words[start:end])


def matches_all(pattern: str) -> bool:
    """Whether it finds something in every text, as an empty one does."""
    compiled = compile_pattern(pattern)
    return all(compiled.search(text) is not None for text in ("", *_TEXTS))
