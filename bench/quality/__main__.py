"""`python -m bench.quality FOLDER`: a JSON line a figure; writes docs/quality.md and its plots."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from bench.figures import Figure, at_most
from bench.quality import desks, page, plots
from bench.quality.banking77 import Banking
from bench.quality.clinc150 import Scope
from bench.quality.corrections import corrections
from bench.quality.data import Remembering, read_clinc, read_csv
from bench.quality.languages import languages
from bench.quality.outcomes import Outcomes
from bench.quality.robustness import robustness
from bench.quality.serving import serve
from bench.quality.speed import speed
from switchyard.ml.embedding.minilm import MiniLm
from switchyard.ports.embedding import Embedder

MINUTES = 15


class Bench:
    """`outcomes` are those of the desks with all examples, on test."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        train, test = (
            read_csv(folder / "banking77" / f"{name}.csv", embedder) for name in ("train", "test")
        )
        bank, assistant = desks.bank(embedder), desks.clinc(embedder)
        self._banking = Banking(bank, train, test, serve(bank, train, embedder))
        clinc = read_clinc(folder / "clinc150" / "data_full.json", embedder)
        self._scope = Scope(clinc, serve(assistant, clinc.train, embedder))
        self.outcomes: dict[str, Outcomes] = {
            "BANKING77": self._banking.full.dialled().outcomes(test),
            "CLINC150": self._scope.full.dialled().outcomes(clinc.test),
        }

    def figures(self) -> Iterator[Figure]:
        full, test = self._banking.full, self._banking.test
        yield from self._banking.figures(self.outcomes["BANKING77"])
        yield from self._scope.figures(self.outcomes["CLINC150"])
        yield from robustness(full.dialled(), test)
        yield from languages(full, test)
        yield from corrections(full.dialled(), test)
        yield from speed(full, test)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="with banking77/ and clinc150/ as published")
    folder = parser.parse_args().folder
    start = perf_counter()
    bench = Bench(folder, Remembering(MiniLm()))
    figures = []
    for figure in bench.figures():
        figure.print()
        figures.append(figure)
    at_most("quality.minutes", (perf_counter() - start) / 60, MINUTES, "min").print()
    plots.draw_plots(bench.outcomes, {figure.name: figure for figure in figures})
    page.write(figures, bench.outcomes)


if __name__ == "__main__":
    main()
