"""Figures, and what they are measured against."""

import json

import pytest

from evaluation.report.figures import Figure, check_at_least, check_at_most, keep_figure_lines


@pytest.mark.parametrize(
    ("figure", "met"),
    [
        (check_at_most("ms", 1.3, 1.3, "ms"), True),
        (check_at_most("ms", 1.31, 1.3, "ms"), False),
        (check_at_least("rate", 15, 15, "tickets/s"), True),
        (check_at_least("rate", 14.9, 15, "tickets/s"), False),
        (Figure("rate", 1, "tickets/s"), None),
    ],
)
def test_a_goal_is_met_or_not_or_there_is_none(figure: Figure, met: bool | None) -> None:
    assert figure.met is met


def test_a_figure_is_one_json_line_told_apart_from_logs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    check_at_most("api.p50", 4.2, 5, "ms").print_line()
    printed = capsys.readouterr().out
    log = '{"level":"INFO","message":"answered"}\n'
    assert list(keep_figure_lines([log, printed, log])) == [printed]
    assert json.loads(printed) == {
        "name": "api.p50",
        "value": 4.2,
        "unit": "ms",
        "goal": "<= 5",
        "met": True,
    }
