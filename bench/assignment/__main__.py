"""`python -m bench.assignment FOLDER`: a JSON line a figure; writes docs/assignment.md's parts."""

import argparse
from pathlib import Path
from time import perf_counter

from bench.assignment import page, plots
from bench.assignment.figures import figures
from bench.assignment.runs import Runs
from bench.assignment.study import study
from bench.assignment.world import Source
from bench.figures import at_most
from bench.quality import desks
from bench.quality.data import Remembering, Split, read_csv
from switchyard.domain.desk import AssignmentPolicy
from switchyard.ml.embedding.minilm import MiniLm

MINUTES = 15


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="with banking77/ as published")
    folder = parser.parse_args().folder / "banking77"
    start = perf_counter()
    embedder = Remembering(MiniLm())
    past, texts = (read_csv(folder / f"{name}.csv", embedder) for name in ("train", "test"))
    source = Source(desks.bank(embedder).desk, past, unseen(texts, past))
    found = study(Runs(source), AssignmentPolicy())
    for figure in figures(found):
        figure.print()
    at_most("assignment.minutes", (perf_counter() - start) / 60, MINUTES, "min").print()
    plots.draw_plots(found.usual, found.varied)
    page.write(found, AssignmentPolicy().weights)


def unseen(texts: Split, past: Split) -> Split:
    """Without what stands in the past, too."""
    known = {one.casefold() for one in past.texts}
    return texts.rows([row for row, one in enumerate(texts.texts) if one.casefold() not in known])


if __name__ == "__main__":
    main()
