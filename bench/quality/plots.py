"""The pictures of docs/quality.md."""

from collections.abc import Mapping, Sequence

from bench.figures import Figure
from bench.quality.outcomes import Outcomes, curve, reliability
from bench.quality.svg import Axis, Chart, Line
from local.paths import REPOSITORY
from switchyard.usecases.learning.calibration import BINS

FOLDER = REPOSITORY / "docs" / "quality"
EXAMPLES = ("0", "1", "3", "5", "10", "20", "full")
POINTS = 150


def draw_plots(outcomes: Mapping[str, Outcomes], figures: Mapping[str, Figure]) -> None:
    """`outcomes` by the name of the data set, `figures` by theirs."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    charts = {
        "reliability": reliability_chart(outcomes),
        "precision": precision_chart(outcomes),
        "examples": examples_chart({name: one.value for name, one in figures.items()}),
    }
    for name, chart in charts.items():
        (FOLDER / f"{name}.svg").write_text(chart.svg(), encoding="utf-8")


def reliability_chart(outcomes: Mapping[str, Outcomes]) -> Chart:
    lines = [
        Line(name, list(zip(*map(list, reliability(one, BINS)), strict=True)), dots=True)
        for name, one in outcomes.items()
    ]
    shares = _percents(range(0, 101, 20))
    return Chart(
        "Confidence, and how often it is right (test)",
        Axis("mean confidence of the bin", shares),
        Axis("share that is right", shares),
        [*lines, Line("perfectly calibrated", [(0, 0), (1, 1)], pale=True)],
    )


def precision_chart(outcomes: Mapping[str, Outcomes]) -> Chart:
    lines = [
        Line(name, _thinned(list(zip(*map(list, curve(one)), strict=True))))
        for name, one in outcomes.items()
    ]
    return Chart(
        "What goes out by itself, and how much of it is right (test)",
        Axis("coverage: share that goes out", _percents(range(0, 101, 20))),
        Axis("precision: share of those that is right", _percents(range(90, 101, 2))),
        [*lines, Line("98 % wanted", [(0, 0.98), (1, 0.98)], pale=True)],
    )


def examples_chart(values: Mapping[str, float]) -> Chart:
    def line(name: str, suffix: str, *, pale: bool = False) -> Line:
        points = [
            (float(place), values[f"quality.banking77.{each}.accuracy{suffix}"])
            for place, each in enumerate(EXAMPLES)
        ]
        return Line(name, points, dots=True, pale=pale)

    return Chart(
        "BANKING77: accuracy by examples a category (test)",
        Axis("examples a category", [(float(at), each) for at, each in enumerate(EXAMPLES)]),
        Axis("accuracy", _percents(range(0, 101, 20))),
        [
            line("Switchyard", ""),
            line("nearest prototype", ".prototype"),
            line("TF-IDF + logistic regression", ".tfidf"),
        ],
    )


def _percents(values: Sequence[int]) -> list[tuple[float, str]]:
    return [(value / 100, f"{value} %") for value in values]


def _thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Some of many, with the last."""
    step = max(len(points) // POINTS, 1)
    return [*points[step - 1 :: step], points[-1]]
