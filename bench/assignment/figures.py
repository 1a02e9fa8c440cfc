"""The study's figures, one by one, and what was aimed at."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from bench.assignment.intervals import interval
from bench.assignment.runs import Measured
from bench.assignment.study import OURS, Study
from bench.figures import Figure, at_least, at_most

UNITS = {
    "right_first": "share",
    "start_p50": "min",
    "start_p95": "min",
    "urgent_start_p50": "min",
    "urgent_start_p95": "min",
    "resolve_p50": "min",
    "resolve_mean": "min",
    "reassigned": "a ticket",
    "breached": "share",
    "gini": "Gini",
    "busy": "share",
}
LESS_FAIR_AT_MOST = 0.05


def figures(found: Study) -> Iterator[Figure]:
    yield from aims("assignment", found.usual)
    for setting, measured in found.settings.items():
        yield from aims(f"assignment.{setting}", measured)
    for policy, measures in found.usual.items():
        yield from _each(f"assignment.{policy}", measures)
    for variation, measures in found.varied.items():
        yield from _each(f"assignment.varied.{variation}", measures)
    for setting, measured in found.settings.items():
        for policy, measures in measured.items():
            yield from _each(f"assignment.{setting}.{policy}", measures)


def aims(name: str, measured: Measured) -> Iterator[Figure]:
    """Differences of the same seeds: on average, and where the 95 % interval is least kind."""
    right = interval(gain(measured, "right_first", "nearest"))
    yield at_least(f"{name}.right_first_over_nearest", right.mean, 0.0, "share")
    yield at_least(f"{name}.right_first_over_nearest.low", right.low, 0.0, "share")
    soon = interval(-gain(measured, "urgent_start_p95", "least_open"))
    yield at_least(f"{name}.urgent_p95_under_least_open", soon.mean, 0.0, "min")
    yield at_least(f"{name}.urgent_p95_under_least_open.low", soon.low, 0.0, "min")
    unfair = interval(gain(measured, "gini", "round_robin"))
    yield at_most(f"{name}.gini_over_round_robin", unfair.mean, LESS_FAIR_AT_MOST, "Gini")
    yield at_most(f"{name}.gini_over_round_robin.high", unfair.high, LESS_FAIR_AT_MOST, "Gini")


def gain(measured: Measured, what: str, over: str, of: str = OURS) -> NDArray[np.float64]:
    """`of` minus `over`, seed by seed."""
    return measured[of][what] - measured[over][what]


def _each(name: str, measures: Mapping[str, NDArray[np.float64]]) -> Iterator[Figure]:
    for what, values in measures.items():
        found = interval(values)
        yield _about(f"{name}.{what}", found.mean, UNITS[what])
        yield _about(f"{name}.{what}.half_interval", found.half, UNITS[what])


def _about(name: str, value: float, unit: str) -> Figure:
    return Figure(name, round(value, 4), unit)
