"""docs/assignment.md: the figures as tables, between its markers."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from evaluation.assignment.described_assumptions import describe_assumptions
from evaluation.assignment.figures import check_aims, find_gain
from evaluation.assignment.intervals import Interval, find_interval
from evaluation.assignment.runs import Measured
from evaluation.assignment.study import (
    GIVEN,
    OURS,
    SETTINGS,
    TURNS,
    Study,
    list_parts,
    name_turn,
    name_without,
)
from evaluation.report.pages import format_table, write_parts
from local.paths import REPOSITORY
from switchyard.domain.desk import ScoreWeights

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


class AssignmentPage:
    """The texts of its parts, from a study with these weights."""

    def __init__(self, study: Study, weights: ScoreWeights) -> None:
        self._usual = study.usual
        self._varied = study.varied
        self._settings = study.settings
        self._weights = weights

    def format_goals(self) -> str:
        rows = [
            (
                figure.name.removeprefix("assignment."),
                f"{figure.value:.3f} {figure.unit}",
                figure.goal,
                figure.verdict,
            )
            for figure in check_aims("assignment", self._usual)
        ]
        return format_table(("", "measured", "to reach", ""), rows)

    def format_policies(self) -> str:
        heading = (_count_seeds(self._usual), *POLICIES.values())
        rows = [
            (
                words,
                *(
                    _format_interval(find_interval(self._usual[policy][what]), what)
                    for policy in POLICIES
                ),
            )
            for what, words in MEASURES.items()
        ]
        return format_table(heading, rows)

    def format_curve(self) -> str:
        rows = [
            (f"{100 * turn:.0f} %", *self._format_means(self._varied[name_turn(turn)]))
            for turn in TURNS
        ]
        seeds = _count_seeds(self._varied)
        return format_table(
            (f"{seeds}: weight on who knows", *(MEASURES[measure] for measure in SHORT)), rows
        )

    def format_ablation(self) -> str:
        rows = [
            (f"without {part}", f"{getattr(self._weights, part):.2f}", *self._format_changes(part))
            for part in list_parts(self._weights)
        ]
        return format_table(
            (_count_seeds(self._varied), "weight", *(MEASURES[measure] for measure in SHORT)), rows
        )

    def format_settings(self) -> str:
        rows = [
            (
                f"{_count_seeds(self._settings[setting])}, {WORDS[setting]}: {words}",
                *self._format_means(self._settings[setting][policy]),
            )
            for setting in SETTINGS
            for policy, words in POLICIES.items()
        ]
        return format_table(("", *(MEASURES[measure] for measure in SHORT)), rows)

    def format_assumptions(self) -> str:
        return format_table(("", "assumed"), describe_assumptions(GIVEN))

    def _format_changes(self, part: str) -> list[str]:
        """What leaving it out changes; in bold where the interval leaves no doubt."""
        changes = [
            (find_interval(find_gain(self._varied, measure, OURS, name_without(part))), measure)
            for measure in SHORT
        ]
        return [
            f"**{_format_interval(interval, what, '+')}**"
            if abs(interval.mean) > interval.half
            else _format_interval(interval, what, "+")
            for interval, what in changes
        ]

    def _format_means(self, of: Mapping[str, NDArray[np.float64]]) -> list[str]:
        return [f"{_find_factor(measure) * float(np.mean(of[measure])):.1f}" for measure in SHORT]


def _count_seeds(measured: Measured) -> str:
    return f"{len(measured[OURS]['gini'])} seeds"


def _format_interval(interval: Interval, what: str, sign: str = "") -> str:
    times = _find_factor(what)
    return f"{times * interval.mean:{sign}.1f} ± {times * interval.half:.1f}"


def _find_factor(what: str) -> int:
    return 1 if MEASURES[what].endswith("min") else 100


PARTS: dict[str, Callable[[AssignmentPage], str]] = {
    "goals": AssignmentPage.format_goals,
    "policies": AssignmentPage.format_policies,
    "curve": AssignmentPage.format_curve,
    "ablation": AssignmentPage.format_ablation,
    "settings": AssignmentPage.format_settings,
    "assumptions": AssignmentPage.format_assumptions,
}


def write_page(study: Study, weights: ScoreWeights) -> None:
    """Raises MissingMarkers."""
    page = AssignmentPage(study, weights)
    write_parts(PAGE, {part: describe(page) for part, describe in PARTS.items()})
