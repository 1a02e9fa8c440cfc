"""One figure, one JSON line."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Literal

STARTS_WITH = '{"name": '
"""How the line of a figure begins, and no line of a log."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`goal` is what was aimed at, in words; `met` is empty where a figure is only reported."""

    name: str
    value: float
    unit: str
    goal: str = ""
    met: bool | None = None

    @property
    def verdict(self) -> str:
        return {True: "met", False: "not met", None: ""}[self.met]

    def print_line(self) -> None:
        print(json.dumps(asdict(self)), flush=True)


def check_at_most(name: str, value: float, limit: float, unit: str) -> Figure:
    return _compare_value(name, value, limit, unit, "<=")


def check_at_least(name: str, value: float, limit: float, unit: str) -> Figure:
    return _compare_value(name, value, limit, unit, ">=")


def print_figures(figures: Iterable[Figure]) -> list[Figure]:
    """Prints each figure as soon as it is measured, and returns all."""
    printed = []
    for figure in figures:
        figure.print_line()
        printed.append(figure)
    return printed


def keep_figure_lines(lines: Iterable[str]) -> Iterator[str]:
    """Leaves out the log lines that handlers write while they are measured."""
    return (line for line in lines if line.startswith(STARTS_WITH))


def read_figures(lines: Iterable[str]) -> Iterator[Figure]:
    """Out of what a bench printed, without the log lines that handlers write meanwhile."""
    return (Figure(**json.loads(line)) for line in keep_figure_lines(lines))


def _compare_value(
    name: str, value: float, limit: float, unit: str, sign: Literal["<=", ">="]
) -> Figure:
    met = value <= limit if sign == "<=" else value >= limit
    return Figure(name, round(value, 4), unit, f"{sign} {limit}", met)
