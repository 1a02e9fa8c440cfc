"""Figures of two commits, joined by name: how many times worse is each here than at the base?"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, isinf
from pathlib import Path
from statistics import median

from evaluation.report.figures import Figure

RENAMED_FIGURES = Path(__file__).with_name("renamed_figures.tsv")
TIMED_UNITS = {"ms", "s", "ratio", "MB", "USD", "rows"}
"""What differs from run to run, as all that ends in "/s" does: `rows` are those left when a clock
stopped, and dollars are mostly milliseconds. Every other unit counts something."""
OUTCOME_UNIT = "tickets"
"""Without a goal it says how tickets ended: more of one status is neither better nor worse."""
MAX_COUNTED_RATIO, MAX_TIMED_RATIO = 1.0, 1.05

type FigureKey = tuple[str, str]
"""Name and unit."""


@dataclass(frozen=True, slots=True)
class ComparisonTurn:
    """What one run of the base and the run of this tree right after it printed."""

    base: Sequence[Figure]
    here: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class FigureComparison:
    """Above 1 is worse, whichever way the figure is better. No ratio: it was 0 at the base."""

    name: str
    unit: str
    base: float
    here: float
    ratio: float | None
    min: float | None
    max: float | None
    goal: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class UnpairedFigure:
    """A figure that one side alone prints."""

    name: str
    unit: str
    only: str


def read_renames(file: Path = RENAMED_FIGURES) -> dict[str, str]:
    """Old name to new name."""
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["old"]: row["new"] for row in csv.DictReader(lines, delimiter="\t")}


def compare_turns(
    turns: Sequence[ComparisonTurn], renames: Mapping[str, str]
) -> list[FigureComparison | UnpairedFigure]:
    """The joined figures in the order of this tree, then those that one side alone prints."""
    here = [_group_figures(turn.here) for turn in turns]
    names_here = {name for figures in here for name, _ in figures}
    base = [_group_figures(_rename_figures(turn.base, renames, names_here)) for turn in turns]
    keys_here, keys_base = _list_keys(here), _list_keys(base)
    paired = [key for key in keys_here if _is_paired(key, base, here)]
    return [
        *(_compare_figure(key, base, here) for key in paired),
        *(UnpairedFigure(*key, "base") for key in keys_base if key not in paired),
        *(UnpairedFigure(*key, "here") for key in keys_here if key not in paired),
    ]


def _group_figures(figures: Sequence[Figure]) -> dict[FigureKey, Figure]:
    return {(figure.name, figure.unit): figure for figure in figures}


def _rename_figures(
    figures: Sequence[Figure], renames: Mapping[str, str], names_here: set[str]
) -> list[Figure]:
    return [
        replace(figure, name=_find_new_name(figure.name, renames, names_here)) for figure in figures
    ]


def _find_new_name(name: str, renames: Mapping[str, str], names_here: set[str]) -> str:
    """Follows a name that changed several times, as far as this tree knows it."""
    remaining = dict(renames)
    while name not in names_here and name in remaining:
        name = remaining.pop(name)
    return name


def _list_keys(runs: Sequence[Mapping[FigureKey, Figure]]) -> list[FigureKey]:
    return list(dict.fromkeys(key for figures in runs for key in figures))


def _is_paired(
    key: FigureKey,
    base: Sequence[Mapping[FigureKey, Figure]],
    here: Sequence[Mapping[FigureKey, Figure]],
) -> bool:
    return any(key in before and key in after for before, after in zip(base, here, strict=True))


def _compare_figure(
    key: FigureKey,
    base: Sequence[Mapping[FigureKey, Figure]],
    here: Sequence[Mapping[FigureKey, Figure]],
) -> FigureComparison:
    pairs = [
        (before[key], after[key])
        for before, after in zip(base, here, strict=True)
        if key in before and key in after
    ]
    figure = pairs[0][1]
    ratios = [_compute_worsening(before, after) for before, after in pairs]
    ratio, limit = median(ratios), _find_limit(figure)
    return FigureComparison(
        name=figure.name,
        unit=figure.unit,
        base=round(median(before.value for before, _ in pairs), 4),
        here=round(median(after.value for _, after in pairs), 4),
        ratio=_round_finite(ratio),
        min=_round_finite(min(ratios)),
        max=_round_finite(max(ratios)),
        goal="" if limit is None else f"<= {limit}",
        met=None if limit is None else ratio <= limit,
    )


def _compute_worsening(base: Figure, here: Figure) -> float:
    better, worse = base.value, here.value
    if _is_better_when_more(here):
        better, worse = worse, better
    if better == worse:
        return 1.0
    return worse / better if better else inf


def _is_better_when_more(figure: Figure) -> bool:
    """Its own goal says so; without one, its unit."""
    return figure.goal.startswith(">=") or (not figure.goal and figure.unit.endswith("/s"))


def _find_limit(figure: Figure) -> float | None:
    if figure.unit == OUTCOME_UNIT and not figure.goal:
        return None
    return MAX_TIMED_RATIO if is_timed(figure.unit) else MAX_COUNTED_RATIO


def is_timed(unit: str) -> bool:
    return unit in TIMED_UNITS or unit.endswith("/s")


def _round_finite(value: float) -> float | None:
    """JSON has no infinity."""
    return None if isinf(value) else round(value, 4)
