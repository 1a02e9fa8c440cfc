"""The pictures of docs/assignment.md."""

from collections.abc import Sequence

import numpy as np

from bench.assignment.page import POLICIES
from bench.assignment.runs import Measured
from bench.assignment.study import TURNS, turn_name
from bench.quality.svg import Axis, Chart, Line
from local.paths import REPOSITORY

FOLDER = REPOSITORY / "docs" / "assignment"
TICKS = 5


def draw_plots(measured: Measured, turned: Measured) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    charts = {
        "waiting": ("urgent_start_p95", "urgent tickets: minutes until work starts, p95"),
        "fairness": ("gini", "Gini of effort: 0 is the same for all"),
    }
    for name, (measure, title) in charts.items():
        chart = trade_off({**turned, **measured}, measure, title)
        (FOLDER / f"{name}.svg").write_text(chart.svg(), encoding="utf-8")


def trade_off(measured: Measured, measure: str, title: str) -> Chart:
    """Right first time against what it costs, as the weights turn; other policies are points."""

    def point(policy: str) -> tuple[float, float]:
        of = measured[policy]
        return float(np.mean(of[measure])), float(np.mean(of["right_first"]))

    turns = [point(turn_name(one)) for one in TURNS]
    lines = [
        Line("weights turned from load to knowledge", turns, dots=True, pale=True),
        *(Line(words, [point(name)], dots=True) for name, words in POLICIES.items()),
    ]
    points = [one for line in lines for one in line.points]
    return Chart(
        "What it costs to be right the first time",
        Axis(title, _ticks([x for x, _ in points], 2 if measure == "gini" else 0)),
        Axis("right the first time", _percents([y for _, y in points])),
        lines,
    )


def _ticks(values: Sequence[float], digits: int) -> list[tuple[float, str]]:
    low, high = _around(values)
    return [(float(one), f"{one:.{digits}f}") for one in np.linspace(low, high, TICKS)]


def _percents(values: Sequence[float]) -> list[tuple[float, str]]:
    low, high = _around(values)
    return [(float(one), f"{100 * one:.0f} %") for one in np.linspace(low, high, TICKS)]


def _around(values: Sequence[float]) -> tuple[float, float]:
    """A little more than what lies between the least and the most."""
    margin = 0.1 * (max(values) - min(values))
    return min(values) - margin, max(values) + margin
