"""The charts and the page that the evaluation of quality writes."""

from xml.etree.ElementTree import fromstring

import numpy as np

from evaluation.quality.outcomes import ServedOutcomes
from evaluation.quality.page import PAGE, PARTS
from evaluation.quality.plots import chart_precision, chart_reliability
from evaluation.report.charts import ChartAxis
from evaluation.report.pages import replace_part

OUTCOMES = {
    "BANKING77": ServedOutcomes(
        ["card"] * 40, ["card", "fee"] * 20, np.linspace(0.1, 1, 40), np.array([True] * 40)
    )
}


def test_charts_are_svg_that_holds_a_line_for_each_data_set() -> None:
    for chart in (chart_reliability(OUTCOMES), chart_precision(OUTCOMES)):
        drawn = fromstring(chart.render_chart())  # noqa: S314
        lines = drawn.findall("{http://www.w3.org/2000/svg}polyline")
        assert len(lines) == len(OUTCOMES) + 1


def test_what_lies_beyond_an_axis_is_drawn_at_its_end() -> None:
    axis = ChartAxis("precision", [(0.9, "90 %"), (1.0, "100 %")])
    assert [axis.place_value(value) for value in (0.5, 0.9, 1.0)] == [0, 0, 1]


def test_the_page_has_a_place_for_every_part() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for part in PARTS:
        assert replace_part(page, part, "new") != page
