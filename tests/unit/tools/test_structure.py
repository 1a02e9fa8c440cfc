"""The repository keeps the structure that `make structure` shows."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tools.structure.figures import StructureFigure, measure_imports, measure_names

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("measure", [measure_imports, measure_names])
def test_every_goal_is_met(measure: Callable[[Path], list[StructureFigure]]) -> None:
    assert [figure for figure in measure(ROOT) if not figure.met] == []
