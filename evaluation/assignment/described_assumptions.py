"""What is assumed, in words and with its values."""

from collections.abc import Mapping

from evaluation.assignment.arrivals import BY_DAY, BY_HOUR
from evaluation.assignment.assumptions import HOUR, Assumptions, TargetTimes
from evaluation.assignment.cases import RECENT
from evaluation.assignment.people import CAPACITIES, ZONES
from evaluation.assignment.world import PAST_DAYS
from switchyard.domain.values import Tier


def describe_assumptions(given: Assumptions) -> list[tuple[str, str]]:
    return [
        *_describe_people(given),
        *_describe_knowledge(given),
        *_describe_tickets(given),
        *_describe_work(given),
    ]


def _describe_people(given: Assumptions) -> list[tuple[str, str]]:
    zones = len({zone for zone, _, _ in ZONES})
    points = ", ".join(f"{points} ({_format_percent(share)})" for points, share in CAPACITIES)
    return [
        ("people", f"{given.people}, by the work of each department; everybody works in two"),
        ("shifts", f"8.5 hours on five days of seven, in {zones} time zones"),
        ("capacity in points", f"{points}; the last work half the hours"),
        (
            "usual skill of a person, from 0 to 1",
            f"normal, {given.usual_skill} ± {given.skill_spread}; "
            f"by category ± {given.skill_spread / 2}",
        ),
        ("specialities", f"{given.specialities} categories, {given.speciality_skill} to 1"),
        ("planned absence", f"{_format_percent(given.absent)} of people, two to five days"),
        (
            "falls ill during a shift",
            f"{_format_percent(given.falls_ill)} of shifts, "
            f"heard of {given.heard_of_after:.0f} min later",
        ),
        ("rest in the middle of a shift", f"{given.rest:.0f} min, between two tickets"),
    ]


def _describe_knowledge(given: Assumptions) -> list[tuple[str, str]]:
    return [
        (
            "a profile names",
            f"{_format_percent(given.names_speciality)} of the specialities, "
            f"{_format_percent(given.names_other)} of the others; "
            "five words each, and six idle ones",
        ),
        ("profiles that are blank", _format_percent(given.blank)),
        (
            "roster levels",
            f"five times the mean skill in the group's categories, ± {given.level_noise}",
        ),
        (
            "resolved before",
            f"{given.history_each} texts a category over {PAST_DAYS} days, "
            "by the first of a random order who could",
        ),
    ]


def _describe_tickets(given: Assumptions) -> list[tuple[str, str]]:
    return [
        (
            "tickets",
            f"{given.each_category} texts a category at most, {given.each_shift} for every shift",
        ),
        (
            "arrivals",
            f"Poisson, by hour from {BY_HOUR.min():.0f} to {BY_HOUR.max():.0f} and by weekday from "
            f"{BY_DAY.min()} to {BY_DAY.max()} of the usual rate",
        ),
        ("bursts", f"{given.bursts} times {given.burst_tickets} tickets of a category in an hour"),
        ("priority and tier", "the category's in the desk file"),
        ("urgent whatever the category", _format_percent(given.urgent_anyway)),
        ("triaged to the most alike other category", _format_percent(given.misrouted)),
        (
            "from a requester who asked the same department before",
            f"{_format_percent(given.follow_up)}, within {RECENT / HOUR:.0f} hours",
        ),
        ("targets, response and resolution", ", ".join(_describe_targets(given))),
    ]


def _describe_work(given: Assumptions) -> list[tuple[str, str]]:
    return [
        (
            "skill that a ticket needs, tier 1, 2, 3",
            f"normal, {_format_tiers(given.needed_skill)}, ± {given.needed_spread}",
        ),
        (
            "time of an expert, tier 1, 2, 3",
            f"lognormal, median {_format_tiers(given.handling)} min, σ {given.handling_spread}",
        ),
        ("somebody without any skill takes", f"{1 + given.slowness} times as long"),
        (
            "skill below what is needed",
            f"{_format_percent(given.hands_on)} pass it on after {given.tried} of the time; "
            f"the others resolve it in {given.muddle} times the time",
        ),
        ("after as many passes as the desk allows", f"the lead takes {given.lead_takes:.0f} min"),
        ("in the wrong department", f"told apart after {given.wrong_department:.0f} min"),
        (
            "had another ticket of the same requester just before",
            f"{given.known_requester} of the time",
        ),
    ]


def _describe_targets(given: Assumptions) -> list[str]:
    return [f"{name} {_format_hours(target)}" for name, target in given.targets.items()]


def _format_hours(target: TargetTimes) -> str:
    return f"{target.response / HOUR:g} and {target.resolution / HOUR:g} h"


def _format_tiers(values: Mapping[Tier, float]) -> str:
    return ", ".join(f"{value:g}" for value in values.values())


def _format_percent(share: float) -> str:
    return f"{100 * share:.0f} %"
