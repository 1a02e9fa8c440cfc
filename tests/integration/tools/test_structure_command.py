"""`make structure` as a process of its own: it silences the functions that it runs."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_every_figure_of_the_structure_meets_its_goal() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.structure"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    figures = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert {"files_route_to_decision", "files_claim"} <= {figure["name"] for figure in figures}
    assert [figure for figure in figures if not figure["met"]] == []
