"""Rules that may stand in a desk, and yet hardly do what their writer meant."""

from collections.abc import Iterator

from switchyard.domain.desk import Desk, Rule, RuleActions
from switchyard.domain.phrases import parse_domain
from switchyard.usecases.desk.check import DeskFlaw, FieldPath
from switchyard.usecases.desk.conditions import RuleCondition, is_universal_pattern

MAX_RULES_NAMED = 3
_FIELDS = ("category", "department", "priority", "tier")


def find_rule_warnings(desk: Desk) -> list[DeskFlaw]:
    """Warnings, in the order of the file, for a desk in which `check` found no flaw."""
    conditions = [RuleCondition(rule.when) for rule in desk.rules]
    return [
        flaw
        for place, rule in enumerate(desk.rules)
        for flaw in (
            *_check_rule_alone(("rules", place), rule),
            *_check_against_upper_rules(desk, conditions, place),
        )
    ]


def _check_rule_alone(path: FieldPath, rule: Rule) -> Iterator[DeskFlaw]:
    when = rule.when
    if when.pattern and is_universal_pattern(when.pattern):
        reason = "finds something in every text, also in an empty one: it asks nothing"
        yield DeskFlaw((*path, "when", "pattern"), reason)
    domain = parse_domain(when.requester_domain)
    if "@" in domain or any(letter.isspace() for letter in domain):
        reason = "is no domain, so the rule can never fire; give what stands after the @"
        yield DeskFlaw((*path, "when", "requester_domain"), reason)
    if when.category and when.category == rule.set.category:
        reason = f"is the category that the rule asks for ({when.category}): it changes nothing"
        yield DeskFlaw((*path, "set", "category"), reason)


def _check_against_upper_rules(
    desk: Desk, conditions: list[RuleCondition], place: int
) -> Iterator[DeskFlaw]:
    """Against the rules above that are asked in the same round: before the model, or after it."""
    after = desk.rules[place].when.category is not None
    above = [
        other for other in range(place) if (desk.rules[other].when.category is not None) is after
    ]
    shadows = _find_shadowing_rules(conditions, above, place)
    if shadows:
        names = _join_rule_names([desk.rules[other] for other in shadows])
        reason = f"can never fire: wherever it would, {names} stands above it and wins"
        yield DeskFlaw(("rules", place), reason)
        return
    meeting = [other for other in above if _has_conflict(desk, conditions, other, place)]
    if meeting:
        names = _join_rule_names([desk.rules[other] for other in meeting])
        fields = _list_differing_fields(
            desk.rules[place].set, [desk.rules[other].set for other in meeting]
        )
        reason = f"and {names} may hold for one ticket and set its {fields} differently"
        yield DeskFlaw(("rules", place), f"{reason}; the upper one wins")


def _find_shadowing_rules(
    conditions: list[RuleCondition], above: list[int], place: int
) -> list[int]:
    """Rules that together take every ticket of this one; none where some are left to it."""
    mine = conditions[place]
    shadowing: dict[int, None] = {}
    for phrase in mine.phrases or ("",):
        first = next(
            (upper for upper in above if conditions[upper].is_implied_by(mine, phrase)), None
        )
        if first is None:
            return []
        shadowing[first] = None
    return list(shadowing)


def _has_conflict(desk: Desk, conditions: list[RuleCondition], upper: int, lower: int) -> bool:
    """Not where the upper one is a plain exception to the lower."""
    first, second = conditions[upper], conditions[lower]
    return (
        bool(_list_differing_fields(desk.rules[lower].set, [desk.rules[upper].set]))
        and first.may_overlap(second)
        and not all(second.is_implied_by(first, phrase) for phrase in first.phrases or ("",))
    )


def _list_differing_fields(mine: RuleActions, others: list[RuleActions]) -> str:
    """The fields that two rules set to different values."""
    return ", ".join(
        field
        for field in _FIELDS
        if getattr(mine, field) is not None
        and any(
            getattr(other_set, field) not in (None, getattr(mine, field)) for other_set in others
        )
    )


def _join_rule_names(rules: list[Rule]) -> str:
    names = [f"“{rule.name}”" for rule in rules[:MAX_RULES_NAMED]]
    more = len(rules) - len(names)
    return " and ".join([", ".join(names), f"{more} more"]) if more else ", ".join(names)
