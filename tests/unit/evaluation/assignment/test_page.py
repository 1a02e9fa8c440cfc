"""The charts and the page that the evaluation of assignment writes."""

from xml.etree.ElementTree import fromstring

import numpy as np
import pytest

from evaluation.assignment.assumptions import Assumptions
from evaluation.assignment.described_assumptions import describe_assumptions
from evaluation.assignment.figures import UNITS, check_aims
from evaluation.assignment.intervals import find_interval
from evaluation.assignment.page import PAGE, PARTS, POLICIES
from evaluation.assignment.plots import chart_trade_off
from evaluation.assignment.runs import Measured
from evaluation.assignment.study import OURS, TURNS, name_turn
from evaluation.report.pages import replace_part


def make_measurements(better: float) -> Measured:
    """Three seeds in which ours is so much better than all others."""
    names = [*POLICIES, *map(name_turn, TURNS)]
    return {
        name: {
            what: np.array([1.0, 2.0, 3.0]) + (better if name == OURS else 0.0) for what in UNITS
        }
        for name in names
    }


def test_an_interval_of_differences_is_sure_where_they_all_agree() -> None:
    assert find_interval(np.array([2.0, 2.0, 2.0])).low == 2.0
    wide = find_interval(np.array([1.0, 2.0, 3.0]))
    assert wide.mean == 2.0
    assert wide.high == pytest.approx(4.484, abs=0.001)


def test_aims_are_judged_on_average_and_at_the_end_of_the_interval() -> None:
    met = {figure.name: figure.met for figure in check_aims("a", make_measurements(better=0.04))}
    for name, reached in (
        ("right_first_over_nearest", True),
        ("urgent_p95_under_least_open", False),
        ("gini_over_round_robin", True),
    ):
        assert met[f"a.{name}"] is reached


def test_the_chart_has_the_curve_and_every_policy() -> None:
    drawn = fromstring(chart_trade_off(make_measurements(0.5), "gini", "Gini").render_chart())  # noqa: S314
    assert len(drawn.findall("{http://www.w3.org/2000/svg}polyline")) == 1 + len(POLICIES)


def test_every_assumption_is_said_in_words() -> None:
    assert all(words and value for words, value in describe_assumptions(Assumptions()))


def test_the_page_has_a_place_for_every_part() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for part in PARTS:
        assert replace_part(page, part, "new") != page
