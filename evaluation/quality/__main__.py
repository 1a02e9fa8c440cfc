"""`python -m evaluation.quality FOLDER`: a JSON line a figure; writes docs/quality.md."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from evaluation import desks
from evaluation.datasets import RememberingEmbedder, read_clinc, read_csv
from evaluation.quality import page, plots
from evaluation.quality.banking77 import BankingEvaluation
from evaluation.quality.clinc150 import ScopeEvaluation
from evaluation.quality.corrections import measure_corrections
from evaluation.quality.languages import measure_languages
from evaluation.quality.outcomes import ServedOutcomes
from evaluation.quality.robustness import measure_robustness
from evaluation.quality.serving import serve_desk
from evaluation.quality.speed import measure_speed
from evaluation.report.command import print_minutes, read_data_folder
from evaluation.report.figures import Figure, print_figures
from switchyard.ml.embedding.minilm import MiniLmEmbedder
from switchyard.ports.embedding import Embedder


class QualityEvaluation:
    """`outcomes` are those of the desks with all examples, on test."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        train, test = (
            read_csv(folder / "banking77" / f"{name}.csv", embedder) for name in ("train", "test")
        )
        bank, assistant = desks.load_bank(embedder), desks.load_clinc(embedder)
        self._banking = BankingEvaluation(bank, train, test, serve_desk(bank, train, embedder))
        clinc = read_clinc(folder / "clinc150" / "data_full.json", embedder)
        self._scope = ScopeEvaluation(clinc, serve_desk(assistant, clinc.train, embedder))
        self.outcomes: dict[str, ServedOutcomes] = {
            "BANKING77": self._banking.full.set_target_precision().collect_outcomes(test),
            "CLINC150": self._scope.full.set_target_precision().collect_outcomes(clinc.test),
        }

    def measure(self) -> Iterator[Figure]:
        full, test = self._banking.full, self._banking.test
        yield from self._banking.measure(self.outcomes["BANKING77"])
        yield from self._scope.measure(self.outcomes["CLINC150"])
        yield from measure_robustness(full.set_target_precision(), test)
        yield from measure_languages(full, test)
        yield from measure_corrections(full.set_target_precision(), test)
        yield from measure_speed(full, test)


def main() -> None:
    folder = read_data_folder(__doc__, "banking77/ and clinc150/")
    start = perf_counter()
    evaluation = QualityEvaluation(folder, RememberingEmbedder(MiniLmEmbedder()))
    figures = {figure.name: figure for figure in print_figures(evaluation.measure())}
    print_minutes("quality", start)
    plots.draw_plots(evaluation.outcomes, figures)
    page.write_page(figures, evaluation.outcomes)


if __name__ == "__main__":
    main()
