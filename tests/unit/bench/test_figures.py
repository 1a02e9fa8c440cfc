"""Figures, and what they are measured against."""

import json

import pytest

from bench.__main__ import figures_of
from bench.figures import Figure, at_least, at_most


@pytest.mark.parametrize(
    ("figure", "met"),
    [
        (at_most("ms", 1.3, 1.3, "ms"), True),
        (at_most("ms", 1.31, 1.3, "ms"), False),
        (at_least("rate", 15, 15, "tickets/s"), True),
        (at_least("rate", 14.9, 15, "tickets/s"), False),
        (Figure("rate", 1, "tickets/s"), None),
    ],
)
def test_a_goal_is_met_or_not_or_there_is_none(figure: Figure, met: bool | None) -> None:
    assert figure.met is met


def test_a_figure_is_one_json_line_told_apart_from_logs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    at_most("api.p50", 4.2, 5, "ms").print()
    printed = capsys.readouterr().out
    log = '{"level":"INFO","message":"answered"}\n'
    assert list(figures_of([log, printed, log])) == [printed]
    assert json.loads(printed) == {
        "name": "api.p50",
        "value": 4.2,
        "unit": "ms",
        "goal": "<= 5",
        "met": True,
    }
