"""The tour as one picture, for the README."""

import io
from dataclasses import replace
from itertools import islice
from pathlib import Path

from rich.console import Console

from local.tour.ending import print_explanation, print_totals
from local.tour.rows import Row, Verdict
from local.tour.story import Tour
from local.tour.table import print_heading, print_row

WIDTH = 132
ROWS_OF = {Verdict.RIGHT: 9, Verdict.NOT_SURE: 3, Verdict.WRONG: 2}


def save_picture(tour: Tour, before: Row, twin: Row, file: Path) -> None:
    """A few rows of each kind, the totals, the correction and what it did, as SVG."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    print_heading(console)
    for verdict, count in ROWS_OF.items():
        for row in islice((row for row in tour.rows if row.verdict is verdict), count):
            print_row(console, row)
    print_totals(replace(tour, console=console, rows=[r for r in tour.rows if r is not twin]))
    print_explanation(console, before, twin)
    file.write_text(console.export_svg(title="make run"), encoding="utf-8")
