"""Whether the parts of a desk fit together: what its schema cannot say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches

from switchyard.domain.calendar import working_week
from switchyard.domain.desk import Calendar, Desk, Rule, Set, When
from switchyard.domain.phrases import folded
from switchyard.domain.rule_pattern import compile_pattern
from switchyard.domain.values import Tier
from switchyard.domain.working_hours_text import time_zone

NAMED = 12
"""Known names in an error; a taxonomy of hundreds would bury it."""
LEAST_WEEK = timedelta(hours=1)
"""With less, a target of some days would lie years ahead."""

type Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Flaw:
    """`path` leads to what is wrong: keys, and places in lists counted from 0."""

    path: Path
    reason: str


def check(desk: Desk) -> list[Flaw]:
    """Every flaw, in the order of the file; none where the desk may be put in force."""
    return [
        *_default(desk),
        *_doubled("departments", "id", (each.id for each in desk.departments)),
        *_doubled("categories", "id", (each.id for each in desk.categories)),
        *_categories(desk),
        *_doubled("rules", "name", (each.name for each in desk.rules)),
        *(flaw for place, rule in enumerate(desk.rules) for flaw in _rule(desk, place, rule)),
        *_effort(desk),
        *_weights(desk),
        *_calendar(desk.calendar),
        *_targets(desk),
    ]


def _default(desk: Desk) -> Iterator[Flaw]:
    path = ("default_department",)
    yield from _reference(path, "department", desk.default_department, desk.departments_by_id)


def _categories(desk: Desk) -> Iterator[Flaw]:
    for place, category in enumerate(desk.categories):
        path = ("categories", place, "department")
        yield from _reference(path, "department", category.department, desk.departments_by_id)


def _rule(desk: Desk, place: int, rule: Rule) -> Iterator[Flaw]:
    path: Path = ("rules", place)
    yield from _asks_and_sets(path, rule)
    yield from _pattern((*path, "when", "pattern"), rule.when.pattern)
    categories, departments = desk.categories_by_id, desk.departments_by_id
    yield from _reference((*path, "when", "category"), "category", rule.when.category, categories)
    yield from _reference((*path, "set", "category"), "category", rule.set.category, categories)
    department = rule.set.department
    yield from _reference((*path, "set", "department"), "department", department, departments)
    category = categories.get(rule.set.category or "")
    if category and department and category.department != department:
        reason = f"is {department}, but the category {category.id} belongs to {category.department}"
        yield Flaw((*path, "set", "department"), f"{reason}; name only one of the two")


def _asks_and_sets(path: Path, rule: Rule) -> Iterator[Flaw]:
    if not rule.when.model_dump(exclude_defaults=True):
        reason = "asks nothing, so the rule would match every ticket"
        yield Flaw((*path, "when"), f"{reason}; give one of {', '.join(When.model_fields)}")
    for place, words in enumerate(rule.when.any_words):
        if not folded(words):
            reason = "has no letter and no digit, so it is found nowhere; use a pattern"
            yield Flaw((*path, "when", "any_words", place), reason)
    if not rule.set.model_dump(exclude_defaults=True):
        reason = f"sets nothing; give one of {', '.join(Set.model_fields)}"
        yield Flaw((*path, "set"), reason)


def _pattern(path: Path, pattern: str) -> Iterator[Flaw]:
    try:
        compile_pattern(pattern)
    except ValueError as error:
        yield Flaw(path, str(error))


def _effort(desk: Desk) -> Iterator[Flaw]:
    missing = [str(tier.value) for tier in Tier if tier not in desk.assignment.effort.tier]
    if missing:
        reason = f"has no points for tier {', '.join(missing)}; every tier from 1 to 3 needs some"
        yield Flaw(("assignment", "effort", "tier"), reason)


def _weights(desk: Desk) -> Iterator[Flaw]:
    for name in ("weights", "urgent_weights"):
        if not any(getattr(desk.assignment, name).model_dump().values()):
            reason = "are all 0, so nobody would be better than anybody; give one of them more"
            yield Flaw(("assignment", name), reason)


def _calendar(calendar: Calendar) -> Iterator[Flaw]:
    try:
        time_zone(calendar.time_zone)
    except ValueError as error:
        yield Flaw(("calendar", "time_zone"), str(error))
    try:
        week = working_week(calendar.hours)
    except ValueError as error:
        yield Flaw(("calendar", "hours"), str(error))
    else:
        if week < LEAST_WEEK:
            yield Flaw(("calendar", "hours"), "leave less than an hour of work in a week")


def _targets(desk: Desk) -> Iterator[Flaw]:
    for priority, target in desk.service_levels.targets.items():
        if target.response > target.resolution:
            path = ("service_levels", "targets", priority.value, "response")
            yield Flaw(path, f"is longer than the {target.resolution} minutes to the resolution")


def _doubled(part: str, key: str, names: Iterable[str]) -> Iterator[Flaw]:
    first: dict[str, int] = {}
    for place, name in enumerate(names):
        if name in first:
            reason = f"{name} is also {part}[{first[name] + 1}]; each needs its own"
            yield Flaw((part, place, key), reason)
        first.setdefault(name, place)


def _reference(path: Path, what: str, name: str | None, known: Iterable[str]) -> Iterator[Flaw]:
    names = list(known)
    if name is not None and name not in names:
        yield Flaw(path, f"there is no {what} {name}; {suggestion(name, names)}")


def suggestion(name: str, known: Iterable[str]) -> str:
    """The nearest known name, or some of them."""
    names = list(known)
    near = get_close_matches(name, names, n=1)
    if near:
        return f"did you mean {near[0]}?"
    more = ", …" if len(names) > NAMED else ""
    return f"there are {', '.join(names[:NAMED])}{more}"
