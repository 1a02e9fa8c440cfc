"""docs/assignment.md: the figures as tables, between its markers."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from bench.assignment.figures import aims, gain
from bench.assignment.intervals import Interval, interval
from bench.assignment.runs import Measured
from bench.assignment.study import (
    GIVEN,
    OURS,
    SETTINGS,
    TURNS,
    Study,
    parts,
    turn_name,
    without_name,
)
from bench.assignment.told import told
from bench.generated import replace, table
from local.paths import REPOSITORY
from switchyard.domain.desk import Weights

PAGE = REPOSITORY / "docs" / "assignment.md"
POLICIES = {
    "round_robin": "round robin",
    "least_open": "least open",
    "nearest": "nearest profile",
    "nearest_reranked": "nearest, reranked",
    OURS: "Switchyard",
}
MEASURES = {
    "right_first": "right the first time, %",
    "urgent_start_p50": "urgent: start p50, min",
    "urgent_start_p95": "urgent: start p95, min",
    "start_p50": "all: start p50, min",
    "start_p95": "all: start p95, min",
    "resolve_p50": "resolved p50, min",
    "resolve_mean": "resolved mean, min",
    "reassigned": "reassigned, per 100",
    "breached": "SLA breached, %",
    "gini": "Gini of effort, × 100",
    "busy": "time at work on tickets, %",
}
"""Shares, ratios and Ginis are shown times a hundred, minutes as they are."""
SHORT = ("right_first", "urgent_start_p95", "start_p95", "reassigned", "breached", "gini")
WORDS = {
    "noisier": "profiles, levels and history say less",
    "busier": "more tickets for the same people",
}


class Page:
    def __init__(self, found: Study, weights: Weights) -> None:
        self._usual = found.usual
        self._varied = found.varied
        self._settings = found.settings
        self._weights = weights

    def write(self) -> None:
        """Raises NoMarkers."""
        for part, text in PARTS.items():
            replace(PAGE, part, text(self))

    def goals(self) -> str:
        met = {True: "met", False: "not met", None: ""}
        rows = [
            (
                figure.name.removeprefix("assignment."),
                f"{figure.value:.3f} {figure.unit}",
                figure.goal,
                met[figure.met],
            )
            for figure in aims("assignment", self._usual)
        ]
        return table(("", "measured", "to reach", ""), rows)

    def policies(self) -> str:
        heading = (_seeds(self._usual), *POLICIES.values())
        rows = [
            (words, *(_said(interval(self._usual[one][what]), what) for one in POLICIES))
            for what, words in MEASURES.items()
        ]
        return table(heading, rows)

    def curve(self) -> str:
        rows = [(f"{100 * one:.0f} %", *self._means(self._varied[turn_name(one)])) for one in TURNS]
        seeds = _seeds(self._varied)
        return table((f"{seeds}: weight on who knows", *(MEASURES[one] for one in SHORT)), rows)

    def ablation(self) -> str:
        rows = [
            (f"without {one}", f"{getattr(self._weights, one):.2f}", *self._changes(one))
            for one in parts(self._weights)
        ]
        return table((_seeds(self._varied), "weight", *(MEASURES[one] for one in SHORT)), rows)

    def settings(self) -> str:
        rows = [
            (
                f"{_seeds(self._settings[setting])}, {WORDS[setting]}: {words}",
                *self._means(self._settings[setting][policy]),
            )
            for setting in SETTINGS
            for policy, words in POLICIES.items()
        ]
        return table(("", *(MEASURES[one] for one in SHORT)), rows)

    def assumptions(self) -> str:
        return table(("", "assumed"), told(GIVEN))

    def _changes(self, part: str) -> list[str]:
        """What leaving it out changes; in bold where the interval leaves no doubt."""
        found = [
            (interval(gain(self._varied, one, OURS, without_name(part))), one) for one in SHORT
        ]
        return [
            f"**{_said(one, what, '+')}**" if abs(one.mean) > one.half else _said(one, what, "+")
            for one, what in found
        ]

    def _means(self, of: Mapping[str, NDArray[np.float64]]) -> list[str]:
        return [f"{_times(one) * float(np.mean(of[one])):.1f}" for one in SHORT]


def _seeds(measured: Measured) -> str:
    return f"{len(measured[OURS]['gini'])} seeds"


def _said(found: Interval, what: str, sign: str = "") -> str:
    times = _times(what)
    return f"{times * found.mean:{sign}.1f} ± {times * found.half:.1f}"


def _times(what: str) -> int:
    return 1 if MEASURES[what].endswith("min") else 100


PARTS: dict[str, Callable[[Page], str]] = {
    "goals": Page.goals,
    "policies": Page.policies,
    "curve": Page.curve,
    "ablation": Page.ablation,
    "settings": Page.settings,
    "assumptions": Page.assumptions,
}


def write(found: Study, weights: Weights) -> None:
    Page(found, weights).write()
