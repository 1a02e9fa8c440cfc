"""The study's figures, one by one, and what was aimed at."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from evaluation.assignment.intervals import find_interval
from evaluation.assignment.runs import Measured
from evaluation.assignment.study import OURS, Study
from evaluation.report.figures import Figure, check_at_least, check_at_most

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


def list_figures(study: Study) -> Iterator[Figure]:
    yield from check_aims("assignment", study.usual)
    for setting, measured in study.settings.items():
        yield from check_aims(f"assignment.{setting}", measured)
    for policy, measures in study.usual.items():
        yield from _list_measures(f"assignment.{policy}", measures)
    for variation, measures in study.varied.items():
        yield from _list_measures(f"assignment.varied.{variation}", measures)
    for setting, measured in study.settings.items():
        for policy, measures in measured.items():
            yield from _list_measures(f"assignment.{setting}.{policy}", measures)


def check_aims(name: str, measured: Measured) -> Iterator[Figure]:
    """Differences of the same seeds: on average, and where the 95 % interval is least kind."""
    right = find_interval(find_gain(measured, "right_first", "nearest"))
    yield check_at_least(f"{name}.right_first_over_nearest", right.mean, 0.0, "share")
    yield check_at_least(f"{name}.right_first_over_nearest.low", right.low, 0.0, "share")
    soon = find_interval(-find_gain(measured, "urgent_start_p95", "least_open"))
    yield check_at_least(f"{name}.urgent_p95_under_least_open", soon.mean, 0.0, "min")
    yield check_at_least(f"{name}.urgent_p95_under_least_open.low", soon.low, 0.0, "min")
    unfair = find_interval(find_gain(measured, "gini", "round_robin"))
    yield check_at_most(f"{name}.gini_over_round_robin", unfair.mean, LESS_FAIR_AT_MOST, "Gini")
    yield check_at_most(
        f"{name}.gini_over_round_robin.high", unfair.high, LESS_FAIR_AT_MOST, "Gini"
    )


def find_gain(measured: Measured, what: str, over: str, of: str = OURS) -> NDArray[np.float64]:
    """`of` minus `over`, seed by seed."""
    return measured[of][what] - measured[over][what]


def _list_measures(name: str, measures: Mapping[str, NDArray[np.float64]]) -> Iterator[Figure]:
    for what, values in measures.items():
        value_interval = find_interval(values)
        yield _describe_interval(f"{name}.{what}", value_interval.mean, UNITS[what])
        yield _describe_interval(f"{name}.{what}.half_interval", value_interval.half, UNITS[what])


def _describe_interval(name: str, value: float, unit: str) -> Figure:
    return Figure(name, round(value, 4), unit)
