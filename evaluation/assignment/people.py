"""The simulated staff: what each can really do, and what the roster says of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time

import numpy as np

from evaluation.assignment.assumptions import Assumptions
from evaluation.assignment.profiles import write_profile
from evaluation.assignment.stints import Stint, draw_absences, draw_stints
from switchyard.domain.desk import Category, Desk
from switchyard.domain.employee import Employee
from switchyard.domain.shift import Shift

ZONES = (
    ("Europe/Berlin", time(9), time(17, 30)),
    ("America/New_York", time(9), time(17, 30)),
    ("Asia/Singapore", time(7), time(15, 30)),
    ("Europe/London", time(10), time(18, 30)),
    ("America/Los_Angeles", time(9), time(17, 30)),
    ("Asia/Kolkata", time(8), time(16, 30)),
    ("Europe/Madrid", time(9), time(17, 30)),
    ("America/Chicago", time(9), time(17, 30)),
)
"""So that somebody is there at every hour, and most in Europe's afternoon."""
DAYS = ((1, 2, 3, 4, 5), (2, 3, 4, 5, 6), (4, 5, 6, 7, 1), (6, 7, 1, 2, 3))
CAPACITIES = ((8, 0.7), (6, 0.15), (4, 0.15))
"""Points, and the share of people who have them. The last are there for half of the hours."""
HALF_TIME = 4
TOP_LEVEL = 5


@dataclass(frozen=True)
class SimulatedPerson:
    """`skill` is the truth by category, `employee` what the product knows."""

    employee: Employee
    skill: Mapping[str, float]
    stints: tuple[Stint, ...]


def draw_staff(
    desk: Desk, days: int, given: Assumptions, chance: np.random.Generator
) -> tuple[SimulatedPerson, ...]:
    places = list(_spread_over_departments(desk, given))
    return tuple(
        _draw_person(number, departments, desk, days, given, chance)
        for number, departments in enumerate(places)
    )


def _spread_over_departments(desk: Desk, given: Assumptions) -> Iterator[tuple[str, ...]]:
    """Two departments each, the first by the work that its categories make."""
    work = {place.id: 0.0 for place in desk.departments}
    for category in desk.categories:
        work[category.department] += given.handling[category.tier]
    names = [name for name, of_it in work.items() if of_it]
    shares = np.cumsum([work[name] for name in names]) / sum(work.values())
    ends = np.round(shares * given.people).astype(int).tolist()
    for number, (start, end) in enumerate(zip([0, *ends], ends, strict=False)):
        both = tuple(dict.fromkeys((names[number], names[(number + 1) % len(names)])))
        yield from [both] * (end - start)


def _draw_person(
    number: int,
    departments: tuple[str, ...],
    desk: Desk,
    days: int,
    given: Assumptions,
    chance: np.random.Generator,
) -> SimulatedPerson:
    categories = [category for category in desk.categories if category.department in departments]
    skill = _draw_skills(categories, given, chance)
    zone, start, end = ZONES[number % len(ZONES)]
    capacity = int(
        chance.choice([points for points, _ in CAPACITIES], p=[p for _, p in CAPACITIES])
    )
    if capacity == HALF_TIME:
        end = time(start.hour + 4, start.minute)
    shift = Shift(days=DAYS[(number // len(ZONES) + number) % len(DAYS)], start=start, end=end)
    employee = Employee(
        employee_id=f"E-{number:03}",
        name=f"Person {number:03}",
        email=f"person.{number:03}@example.com",
        departments=departments,
        title="Support agent",
        profile=write_profile(skill, categories, given, chance),
        skills=_draw_levels(skill, categories, given, chance),
        time_zone=zone,
        shifts=(shift,),
        absences=draw_absences(days, given, chance),
        capacity=capacity,
    )
    return SimulatedPerson(employee, skill, draw_stints(employee, days, given, chance))


def _draw_skills(
    categories: Sequence[Category], given: Assumptions, chance: np.random.Generator
) -> dict[str, float]:
    usual = chance.normal(given.usual_skill, given.skill_spread)
    drawn = chance.normal(usual, given.skill_spread / 2, len(categories))
    best = chance.choice(len(categories), min(given.specialities, len(categories)), replace=False)
    drawn[best] = chance.uniform(given.speciality_skill, 1.0, len(best))
    return {
        category.id: float(np.clip(level, 0.0, 1.0))
        for category, level in zip(categories, drawn, strict=True)
    }


def _draw_levels(
    skill: Mapping[str, float],
    categories: Sequence[Category],
    given: Assumptions,
    chance: np.random.Generator,
) -> dict[str, int]:
    """1 to 5 by what the person can really do in the categories that ask for it, and some error."""
    skills: dict[str, list[float]] = {}
    for category in categories:
        for name in category.skills:
            skills.setdefault(name, []).append(skill[category.id])
    return {
        name: int(np.clip(round(TOP_LEVEL * float(np.mean(truth)) + noise), 1, TOP_LEVEL))
        for (name, truth), noise in zip(
            skills.items(), chance.normal(0, given.level_noise, len(skills)), strict=True
        )
    }
