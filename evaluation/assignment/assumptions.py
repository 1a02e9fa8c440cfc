"""Everything that the simulated desk takes for granted. None of it was measured at a real one."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from switchyard.domain.values import Priority, Tier

START = datetime(2026, 11, 2, tzinfo=UTC)
"""A Monday on which no clock changes; minutes of the simulation count from here."""
HOUR = 60.0
DAY = 24 * HOUR


@dataclass(frozen=True)
class TargetTimes:
    """Minutes of the clock, as the desk works around it."""

    response: float
    resolution: float


@dataclass(frozen=True)
class Assumptions:
    """Shares are from 0 to 1, skills too, times are in minutes.

    People: `people` are spread over the departments by their number of categories; each works in
    two. A person's skill is around `usual_skill` in all of their categories, and from
    `speciality_skill` up in `specialities` of them.

    What the desk knows of them: a profile names a speciality with chance `names_speciality`,
    another category of the same departments with chance `names_other`, and is `blank` for some.
    Roster levels are off by `level_noise` (standard deviation, of 5 levels).

    Tickets: `each_category` at most come in of every category, `each_shift` for every shift that
    is worked. `misrouted` of them get the most alike other category; `follow_up` come from somebody
    who has just asked in that department. `urgent_anyway` are urgent whatever their category.

    Work: an expert takes `handling` (median, lognormal with `handling_spread`), somebody without
    any skill `slowness` more. Skill below what the ticket needs: after `tried` of the time it is
    handed on with chance `hands_on`, else done in `muddle` times the time. `known_requester` is
    what the time shrinks to for whoever had another ticket of the same requester just before.
    """

    people: int = 64
    specialities: int = 5
    speciality_skill: float = 0.75
    usual_skill: float = 0.4
    skill_spread: float = 0.12

    names_speciality: float = 0.7
    names_other: float = 0.1
    blank: float = 0.1
    level_noise: float = 1.0

    each_category: int = 24
    each_shift: float = 6.0
    bursts: int = 4
    burst_tickets: int = 12
    misrouted: float = 0.06
    follow_up: float = 0.1
    urgent_anyway: float = 0.03
    history_each: int = 10

    needed_skill: dict[Tier, float] = field(
        default_factory=lambda: {Tier.FIRST: 0.35, Tier.SECOND: 0.5, Tier.THIRD: 0.6}
    )
    needed_spread: float = 0.15
    handling: dict[Tier, float] = field(
        default_factory=lambda: {Tier.FIRST: 25.0, Tier.SECOND: 40.0, Tier.THIRD: 60.0}
    )
    handling_spread: float = 0.6
    slowness: float = 1.0
    tried: float = 0.5
    hands_on: float = 0.75
    muddle: float = 1.5
    known_requester: float = 0.75
    wrong_department: float = 10.0
    lead_takes: float = 120.0

    absent: float = 0.08
    falls_ill: float = 0.05
    heard_of_after: float = HOUR
    rest: float = 45.0

    targets: dict[Priority, TargetTimes] = field(
        default_factory=lambda: {
            Priority.URGENT: TargetTimes(30, 4 * HOUR),
            Priority.HIGH: TargetTimes(2 * HOUR, 12 * HOUR),
            Priority.MEDIUM: TargetTimes(8 * HOUR, DAY),
            Priority.LOW: TargetTimes(DAY, 3 * DAY),
        }
    )
