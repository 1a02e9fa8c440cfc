"""Figures of two commits, joined by name."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from bench.ratios import (
    ComparisonTurn,
    FigureComparison,
    UnpairedFigure,
    compare_turns,
    is_timed,
    read_renames,
)
from evaluation.report.figures import Figure


def compare_values(
    base: Sequence[float], here: Sequence[float], unit: str, goal: str = ""
) -> FigureComparison:
    turns = [
        ComparisonTurn(
            [Figure("figure", before, unit, goal)], [Figure("figure", after, unit, goal)]
        )
        for before, after in zip(base, here, strict=True)
    ]
    [comparison] = compare_turns(turns, {})
    assert isinstance(comparison, FigureComparison)
    return comparison


def compare_names(
    base: Sequence[str], here: Sequence[str], renames: Mapping[str, str]
) -> list[tuple[str, str]]:
    turn = ComparisonTurn(
        [Figure(name, 1, "ms") for name in base], [Figure(name, 1, "ms") for name in here]
    )
    return [
        (result.name, result.only if isinstance(result, UnpairedFigure) else "both")
        for result in compare_turns([turn], renames)
    ]


def test_the_ratio_is_the_median_of_pairs_and_not_the_ratio_of_medians() -> None:
    comparison = compare_values([10, 20, 40], [11, 40, 20], "ms")
    assert comparison == FigureComparison(
        name="figure",
        unit="ms",
        base=20,
        here=20,
        ratio=1.1,
        min=0.5,
        max=2.0,
        goal="<= 1.05",
        met=False,
    )


@pytest.mark.parametrize(
    ("unit", "goal", "base", "here", "ratio"),
    [
        ("ms", "", 10, 20, 2.0),
        ("tickets/s", "", 20, 10, 2.0),
        ("tickets/s", ">= 15", 20, 10, 2.0),
        ("ratio", "<= 1.3", 1, 2, 2.0),
        ("ratio", ">= 0.6", 0.8, 0.4, 2.0),
        ("rows", ">= 10000.0", 18_000, 9_000, 2.0),
        ("e-mails", "<= 0", 0, 0, 1.0),
    ],
)
def test_above_one_is_worse_whichever_way_the_figure_is_better(
    unit: str, goal: str, base: float, here: float, ratio: float
) -> None:
    assert compare_values([base], [here], unit, goal).ratio == ratio


@pytest.mark.parametrize("unit", ["ms", "s", "ratio", "MB", "USD", "rows", "tickets/s"])
def test_what_differs_from_run_to_run_may_be_a_little_worse(unit: str) -> None:
    assert is_timed(unit)
    assert compare_values([100], [104], unit, "<= 1000").met is True
    assert compare_values([100], [106], unit, "<= 1000").met is False


@pytest.mark.parametrize("unit", ["requests", "modules", "e-mails"])
def test_what_is_counted_may_not_be_worse_at_all(unit: str) -> None:
    assert compare_values([100], [100], unit).met is True
    assert compare_values([100], [101], unit).met is False


def test_more_than_none_at_the_base_has_no_ratio_and_misses_the_goal() -> None:
    comparison = compare_values([0], [1], "tickets", "<= 0")
    assert (comparison.ratio, comparison.max, comparison.met) == (None, None, False)


def test_how_tickets_ended_is_reported_without_a_goal() -> None:
    comparison = compare_values([400], [500], "tickets")
    assert (comparison.ratio, comparison.goal, comparison.met) == (1.25, "", None)


def test_a_figure_that_was_renamed_twice_is_joined() -> None:
    renames = {"classifier.ms": "model.ms", "model.ms": "classifier.ms"}
    assert compare_names(["classifier.ms"], ["classifier.ms"], renames) == [
        ("classifier.ms", "both")
    ]


def test_a_base_that_has_the_new_name_already_is_joined() -> None:
    assert compare_names(["channel.ms"], ["channel.ms"], {"channel.ms": "channel.ms"}) == [
        ("channel.ms", "both")
    ]


def test_figures_of_one_side_come_last() -> None:
    assert compare_names(["old", "common"], ["new", "common"], {}) == [
        ("common", "both"),
        ("old", "base"),
        ("new", "here"),
    ]


def test_figures_of_another_unit_are_not_compared() -> None:
    turn = ComparisonTurn([Figure("figure", 1, "s")], [Figure("figure", 1000, "ms")])
    assert compare_turns([turn], {}) == [
        UnpairedFigure("figure", "s", "base"),
        UnpairedFigure("figure", "ms", "here"),
    ]


def test_a_turn_that_lacks_a_figure_is_no_pair() -> None:
    whole = ComparisonTurn([Figure("figure", 1, "ms")], [Figure("figure", 2, "ms")])
    without = ComparisonTurn([Figure("figure", 9, "ms")], [Figure("other", 9, "ms")])
    [comparison, other] = compare_turns([whole, without], {})
    assert isinstance(comparison, FigureComparison)
    assert comparison.ratio == 2.0
    assert other == UnpairedFigure("other", "ms", "here")


def test_renames_are_read_from_a_table(tmp_path: Path) -> None:
    table = tmp_path / "renamed.tsv"
    table.write_text("old\tnew\nway.p50\tjourney.p50\n")
    assert read_renames(table) == {"way.p50": "journey.p50"}


def test_the_checked_in_table_can_be_read() -> None:
    assert all(old and new and old != new for old, new in read_renames().items())
