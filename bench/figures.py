"""One figure, one JSON line."""

import json
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

    def print(self) -> None:
        print(json.dumps(asdict(self)), flush=True)


def at_most(name: str, value: float, limit: float, unit: str) -> Figure:
    return _against(name, value, limit, unit, "<=")


def at_least(name: str, value: float, limit: float, unit: str) -> Figure:
    return _against(name, value, limit, unit, ">=")


def _against(name: str, value: float, limit: float, unit: str, sign: Literal["<=", ">="]) -> Figure:
    met = value <= limit if sign == "<=" else value >= limit
    return Figure(name, round(value, 4), unit, f"{sign} {limit}", met)
