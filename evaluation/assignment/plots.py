"""The pictures of docs/assignment.md."""

from collections.abc import Sequence

import numpy as np

from evaluation.assignment.page import POLICIES
from evaluation.assignment.runs import Measured
from evaluation.assignment.study import TURNS, name_turn
from evaluation.report.charts import (
    ChartAxis,
    ChartLine,
    LineChart,
    draw_charts,
    list_percent_ticks,
)
from local.paths import REPOSITORY

FOLDER = REPOSITORY / "docs" / "assignment"
TICKS = 5


def draw_plots(measured: Measured, turned: Measured) -> None:
    measures = {
        "waiting": ("urgent_start_p95", "urgent tickets: minutes until work starts, p95"),
        "fairness": ("gini", "Gini of effort: 0 is the same for all"),
    }
    charts = {
        name: chart_trade_off({**turned, **measured}, measure, title)
        for name, (measure, title) in measures.items()
    }
    draw_charts(FOLDER, charts)


def chart_trade_off(measured: Measured, measure: str, title: str) -> LineChart:
    """Right first time against what it costs, as the weights turn; other policies are points."""

    def locate_policy(policy: str) -> tuple[float, float]:
        of = measured[policy]
        return float(np.mean(of[measure])), float(np.mean(of["right_first"]))

    turns = [locate_policy(name_turn(turn)) for turn in TURNS]
    lines = [
        ChartLine("weights turned from load to knowledge", turns, dots=True, pale=True),
        *(ChartLine(words, [locate_policy(name)], dots=True) for name, words in POLICIES.items()),
    ]
    points = [place for line in lines for place in line.points]
    digits = 2 if measure == "gini" else 0
    across = [(tick, f"{tick:.{digits}f}") for tick in _spread_ticks([x for x, _ in points])]
    return LineChart(
        "What it costs to be right the first time",
        ChartAxis(title, across),
        ChartAxis(
            "right the first time", list_percent_ticks(_spread_ticks([y for _, y in points]))
        ),
        lines,
    )


def _spread_ticks(values: Sequence[float]) -> list[float]:
    """Over a little more than what lies between the least and the most."""
    margin = 0.1 * (max(values) - min(values))
    return np.linspace(min(values) - margin, max(values) + margin, TICKS).tolist()
