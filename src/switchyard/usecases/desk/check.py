"""Whether the parts of a desk fit together: what its schema cannot say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches

from switchyard.domain.calendar import measure_working_week
from switchyard.domain.desk import Calendar, Desk, Rule, RuleActions, RuleCriteria
from switchyard.domain.phrases import fold_text
from switchyard.domain.rule_pattern import compile_pattern
from switchyard.domain.values import Tier
from switchyard.domain.working_hours_text import parse_time_zone

MAX_NAMES_SHOWN = 12
"""Known names in an error; a taxonomy of hundreds would bury it."""
MIN_WORKING_WEEK = timedelta(hours=1)
"""With less, a target of some days would lie years ahead."""

type FieldPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class DeskFlaw:
    """`path` leads to what is wrong: keys, and places in lists counted from 0."""

    path: FieldPath
    reason: str


def find_flaws(desk: Desk) -> list[DeskFlaw]:
    """Every flaw, in the order of the file; none where the desk may be put in force."""
    return [
        *_check_default_department(desk),
        *_find_duplicates("departments", "id", (department.id for department in desk.departments)),
        *_find_duplicates("categories", "id", (category.id for category in desk.categories)),
        *_check_categories(desk),
        *_find_duplicates("rules", "name", (rule.name for rule in desk.rules)),
        *(flaw for place, rule in enumerate(desk.rules) for flaw in _check_rule(desk, place, rule)),
        *_check_effort(desk),
        *_check_weights(desk),
        *_check_calendar(desk.calendar),
        *_check_targets(desk),
    ]


def _check_default_department(desk: Desk) -> Iterator[DeskFlaw]:
    path = ("default_department",)
    yield from _check_reference(path, "department", desk.default_department, desk.departments_by_id)


def _check_categories(desk: Desk) -> Iterator[DeskFlaw]:
    for place, category in enumerate(desk.categories):
        path = ("categories", place, "department")
        yield from _check_reference(path, "department", category.department, desk.departments_by_id)


def _check_rule(desk: Desk, place: int, rule: Rule) -> Iterator[DeskFlaw]:
    path: FieldPath = ("rules", place)
    yield from _check_conditions_and_effects(path, rule)
    yield from _check_pattern((*path, "when", "pattern"), rule.when.pattern)
    categories, departments = desk.categories_by_id, desk.departments_by_id
    yield from _check_reference(
        (*path, "when", "category"), "category", rule.when.category, categories
    )
    yield from _check_reference(
        (*path, "set", "category"), "category", rule.set.category, categories
    )
    department = rule.set.department
    yield from _check_reference((*path, "set", "department"), "department", department, departments)
    category = categories.get(rule.set.category or "")
    if category and department and category.department != department:
        reason = f"is {department}, but the category {category.id} belongs to {category.department}"
        yield DeskFlaw((*path, "set", "department"), f"{reason}; name only one of the two")


def _check_conditions_and_effects(path: FieldPath, rule: Rule) -> Iterator[DeskFlaw]:
    if not rule.when.model_dump(exclude_defaults=True):
        reason = "asks nothing, so the rule would match every ticket"
        yield DeskFlaw(
            (*path, "when"), f"{reason}; give one of {', '.join(RuleCriteria.model_fields)}"
        )
    for place, words in enumerate(rule.when.any_words):
        if not fold_text(words):
            reason = "has no letter and no digit, so it is found nowhere; use a pattern"
            yield DeskFlaw((*path, "when", "any_words", place), reason)
    if not rule.set.model_dump(exclude_defaults=True):
        reason = f"sets nothing; give one of {', '.join(RuleActions.model_fields)}"
        yield DeskFlaw((*path, "set"), reason)


def _check_pattern(path: FieldPath, pattern: str) -> Iterator[DeskFlaw]:
    try:
        compile_pattern(pattern)
    except ValueError as error:
        yield DeskFlaw(path, str(error))


def _check_effort(desk: Desk) -> Iterator[DeskFlaw]:
    missing = [str(tier.value) for tier in Tier if tier not in desk.assignment.effort.tier]
    if missing:
        reason = f"has no points for tier {', '.join(missing)}; every tier from 1 to 3 needs some"
        yield DeskFlaw(("assignment", "effort", "tier"), reason)


def _check_weights(desk: Desk) -> Iterator[DeskFlaw]:
    for name in ("weights", "urgent_weights"):
        if not any(getattr(desk.assignment, name).model_dump().values()):
            reason = "are all 0, so nobody would be better than anybody; give one of them more"
            yield DeskFlaw(("assignment", name), reason)


def _check_calendar(calendar: Calendar) -> Iterator[DeskFlaw]:
    try:
        parse_time_zone(calendar.time_zone)
    except ValueError as error:
        yield DeskFlaw(("calendar", "time_zone"), str(error))
    try:
        week = measure_working_week(calendar.hours)
    except ValueError as error:
        yield DeskFlaw(("calendar", "hours"), str(error))
    else:
        if week < MIN_WORKING_WEEK:
            yield DeskFlaw(("calendar", "hours"), "leave less than an hour of work in a week")


def _check_targets(desk: Desk) -> Iterator[DeskFlaw]:
    for priority, target in desk.service_levels.targets.items():
        if target.response > target.resolution:
            path = ("service_levels", "targets", priority.value, "response")
            yield DeskFlaw(
                path, f"is longer than the {target.resolution} minutes to the resolution"
            )


def _find_duplicates(part: str, key: str, names: Iterable[str]) -> Iterator[DeskFlaw]:
    first: dict[str, int] = {}
    for place, name in enumerate(names):
        if name in first:
            reason = f"{name} is also {part}[{first[name] + 1}]; each needs its own"
            yield DeskFlaw((part, place, key), reason)
        first.setdefault(name, place)


def _check_reference(
    path: FieldPath, what: str, name: str | None, known: Iterable[str]
) -> Iterator[DeskFlaw]:
    names = list(known)
    if name is not None and name not in names:
        yield DeskFlaw(path, f"there is no {what} {name}; {suggest_name(name, names)}")


def suggest_name(name: str, known: Iterable[str]) -> str:
    """The nearest known name, or some of them."""
    names = list(known)
    near = get_close_matches(name, names, n=1)
    if near:
        return f"did you mean {near[0]}?"
    more = ", …" if len(names) > MAX_NAMES_SHOWN else ""
    return f"there are {', '.join(names[:MAX_NAMES_SHOWN])}{more}"
