"""The pictures of docs/quality.md."""

from collections.abc import Mapping

from evaluation.quality.outcomes import ServedOutcomes, find_curve, find_reliability
from evaluation.report.charts import (
    ChartAxis,
    ChartLine,
    LineChart,
    draw_charts,
    list_percent_ticks,
)
from evaluation.report.figures import Figure
from local.paths import REPOSITORY
from switchyard.usecases.learning.calibration import CALIBRATION_BINS

FOLDER = REPOSITORY / "docs" / "quality"
EXAMPLES = ("0", "1", "3", "5", "10", "20", "full")
POINTS = 150
FIFTHS = [step / 5 for step in range(6)]
TOP_TENTH = [0.9 + step / 50 for step in range(6)]


def draw_plots(outcomes: Mapping[str, ServedOutcomes], figures: Mapping[str, Figure]) -> None:
    """`outcomes` by the name of the data set, `figures` by theirs."""
    values = {name: figure.value for name, figure in figures.items()}
    charts = {
        "reliability": chart_reliability(outcomes),
        "precision": chart_precision(outcomes),
        "examples": chart_examples(values),
    }
    draw_charts(FOLDER, charts)


def chart_reliability(outcomes: Mapping[str, ServedOutcomes]) -> LineChart:
    lines = [
        ChartLine(
            name,
            list(zip(*map(list, find_reliability(outcomes, CALIBRATION_BINS)), strict=True)),
            dots=True,
        )
        for name, outcomes in outcomes.items()
    ]
    shares = list_percent_ticks(FIFTHS)
    return LineChart(
        "Confidence, and how often it is right (test)",
        ChartAxis("mean confidence of the bin", shares),
        ChartAxis("share that is right", shares),
        [*lines, ChartLine("perfectly calibrated", [(0, 0), (1, 1)], pale=True)],
    )


def chart_precision(outcomes: Mapping[str, ServedOutcomes]) -> LineChart:
    lines = [
        ChartLine(name, _thin_out(list(zip(*map(list, find_curve(outcomes)), strict=True))))
        for name, outcomes in outcomes.items()
    ]
    return LineChart(
        "What goes out by itself, and how much of it is right (test)",
        ChartAxis("coverage: share that goes out", list_percent_ticks(FIFTHS)),
        ChartAxis("precision: share of those that is right", list_percent_ticks(TOP_TENTH)),
        [*lines, ChartLine("98 % wanted", [(0, 0.98), (1, 0.98)], pale=True)],
    )


def chart_examples(values: Mapping[str, float]) -> LineChart:
    def make_line(name: str, suffix: str, *, pale: bool = False) -> ChartLine:
        points = [
            (float(place), values[f"quality.banking77.{count}.accuracy{suffix}"])
            for place, count in enumerate(EXAMPLES)
        ]
        return ChartLine(name, points, dots=True, pale=pale)

    return LineChart(
        "BANKING77: accuracy by examples a category (test)",
        ChartAxis("examples a category", [(float(at), count) for at, count in enumerate(EXAMPLES)]),
        ChartAxis("accuracy", list_percent_ticks(FIFTHS)),
        [
            make_line("Switchyard", ""),
            make_line("nearest prototype", ".prototype"),
            make_line("TF-IDF + logistic regression", ".tfidf"),
        ],
    )


def _thin_out(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Some of many, with the last."""
    step = max(len(points) // POINTS, 1)
    return [*points[step - 1 :: step], points[-1]]
