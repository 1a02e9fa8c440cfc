"""Rules that may stand in a desk, and yet hardly do what their writer meant."""

from collections.abc import Iterator

from switchyard.domain.desk import Desk, Rule, Set
from switchyard.domain.phrases import domain_of
from switchyard.usecases.desk.check import Flaw, Path
from switchyard.usecases.desk.conditions import Condition, matches_all

NAMED = 3
_FIELDS = ("category", "department", "priority", "tier")


def lint(desk: Desk) -> list[Flaw]:
    """Warnings, in the order of the file, for a desk in which `check` found no flaw."""
    conditions = [Condition(rule.when) for rule in desk.rules]
    return [
        flaw
        for place, rule in enumerate(desk.rules)
        for flaw in (*_alone(("rules", place), rule), *_beside(desk, conditions, place))
    ]


def _alone(path: Path, rule: Rule) -> Iterator[Flaw]:
    when = rule.when
    if when.pattern and matches_all(when.pattern):
        reason = "finds something in every text, also in an empty one: it asks nothing"
        yield Flaw((*path, "when", "pattern"), reason)
    domain = domain_of(when.requester_domain)
    if "@" in domain or any(letter.isspace() for letter in domain):
        reason = "is no domain, so the rule can never fire; give what stands after the @"
        yield Flaw((*path, "when", "requester_domain"), reason)
    if when.category and when.category == rule.set.category:
        reason = f"is the category that the rule asks for ({when.category}): it changes nothing"
        yield Flaw((*path, "set", "category"), reason)


def _beside(desk: Desk, conditions: list[Condition], place: int) -> Iterator[Flaw]:
    """Against the rules above that are asked in the same round: before the model, or after it."""
    after = desk.rules[place].when.category is not None
    above = [
        other for other in range(place) if (desk.rules[other].when.category is not None) is after
    ]
    shadows = _shadows(conditions, above, place)
    if shadows:
        names = _named([desk.rules[other] for other in shadows])
        reason = f"can never fire: wherever it would, {names} stands above it and wins"
        yield Flaw(("rules", place), reason)
        return
    meeting = [other for other in above if _quarrel(desk, conditions, other, place)]
    if meeting:
        names = _named([desk.rules[other] for other in meeting])
        fields = _differing(desk.rules[place].set, [desk.rules[other].set for other in meeting])
        reason = f"and {names} may hold for one ticket and set its {fields} differently"
        yield Flaw(("rules", place), f"{reason}; the upper one wins")


def _shadows(conditions: list[Condition], above: list[int], place: int) -> list[int]:
    """Rules that together take every ticket of this one; none where some are left to it."""
    mine = conditions[place]
    found: dict[int, None] = {}
    for phrase in mine.phrases or ("",):
        first = next((one for one in above if conditions[one].holds_where(mine, phrase)), None)
        if first is None:
            return []
        found[first] = None
    return list(found)


def _quarrel(desk: Desk, conditions: list[Condition], upper: int, lower: int) -> bool:
    """Not where the upper one is a plain exception to the lower."""
    first, second = conditions[upper], conditions[lower]
    return (
        bool(_differing(desk.rules[lower].set, [desk.rules[upper].set]))
        and first.may_meet(second)
        and not all(second.holds_where(first, phrase) for phrase in first.phrases or ("",))
    )


def _differing(mine: Set, others: list[Set]) -> str:
    """The fields that two rules set to different values."""
    return ", ".join(
        field
        for field in _FIELDS
        if getattr(mine, field) is not None
        and any(getattr(one, field) not in (None, getattr(mine, field)) for one in others)
    )


def _named(rules: list[Rule]) -> str:
    names = [f"“{rule.name}”" for rule in rules[:NAMED]]
    more = len(rules) - len(names)
    return " and ".join([", ".join(names), f"{more} more"]) if more else ", ".join(names)
